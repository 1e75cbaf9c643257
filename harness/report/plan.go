package report

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
)

// Plan is what a run set out to do before it did anything. Two runs with the same Digest had the same plan.
type Plan struct {
	// Digest is that of the whole plan: see [DigestOf].
	Digest string `json:"digest"`
	// Size is how many verdicts the whole plan asks for. This run was to give those from number From, which counts from 0,
	// up to number To, which is not one of them: all of them, unless it was a part.
	Size int `json:"size"`
	From int `json:"from"`
	To   int `json:"to"`
	// Shard is which part it was, as "1/3"; empty when it was no shard.
	Shard string `json:"shard,omitempty"`
	// Purposes is how many purposes were selected, of the whole Catalogue; Options is how.
	Purposes  int    `json:"purposes"`
	Catalogue int    `json:"catalogue"`
	Options   string `json:"options,omitempty"`
	// Environments is how many environments the whole plan covers, of those Claimed by the ICS.
	Environments int `json:"environments"`
	Claimed      int `json:"claimed"`
}

// Key names a verdict: a purpose, and where it was played; nowhere ("") when it is not applicable.
type Key struct{ Purpose, Environment string }

// DigestOf is the SHA-256, in hexadecimal, of the names of the verdicts, in whatever order.
func DigestOf(keys []Key) string {
	var lines []string
	for _, k := range keys {
		lines = append(lines, k.Environment+" "+k.Purpose+"\n")
	}
	slices.Sort(lines)
	sum := sha256.Sum256([]byte(strings.Join(lines, "")))
	return hex.EncodeToString(sum[:])
}

// whole says whether the run was to give every verdict of its plan.
func (p Plan) whole() bool { return p.From == 0 && p.To == p.Size }

// partial says what a run is that did not set out to do everything, or "".
func (p Plan) partial() string {
	var ways []string
	if p.Purposes < p.Catalogue {
		way := p.Options
		if way == "" {
			way = fmt.Sprintf("%d of %d purposes", p.Purposes, p.Catalogue)
		}
		ways = append(ways, way)
	}
	if p.Environments < p.Claimed {
		ways = append(ways, fmt.Sprintf("%d of %d environments", p.Environments, p.Claimed))
	}
	switch {
	case p.whole():
	case p.Shard != "":
		ways = append(ways, "shard "+p.Shard)
	default:
		ways = append(ways, fmt.Sprintf("%d of %d verdicts", p.To-p.From, p.Size))
	}
	return strings.Join(ways, "; ")
}
