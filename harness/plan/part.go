package plan

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/duet-conformance/duet/harness/iut"
	"github.com/duet-conformance/duet/harness/report"
)

// Part is a stretch of a plan: the items from From up to To, which is not one of them.
type Part struct {
	Plan
	From, To int
	// Shard is which shard it is, as "1/3"; empty when it is none.
	Shard string
}

// Whole is all of the plan.
func (p Plan) Whole() Part { return Part{Plan: p, To: len(p.Items)} }

// Slice is the stretch that [Part.Range] wrote as a text.
func (p Plan) Slice(text string) (Part, error) {
	from, to, _ := strings.Cut(text, "-")
	part := Part{Plan: p}
	var err error
	if part.From, err = strconv.Atoi(from); err == nil {
		part.To, err = strconv.Atoi(to)
	}
	if err != nil || part.From < 0 || part.From >= part.To || part.To > len(p.Items) {
		return Part{}, fmt.Errorf("%q is no stretch of a plan of %d verdicts", text, len(p.Items))
	}
	return part, nil
}

// Range writes the stretch as a text.
func (p Part) Range() string { return fmt.Sprintf("%d-%d", p.From, p.To) }

// OfShard is one of several parts of about the same size, which are the whole plan together: "2/3" is the second of three.
// What is not applicable is in the last.
func (p Plan) OfShard(text string) (Part, error) {
	first, last, _ := strings.Cut(text, "/")
	i, err := strconv.Atoi(first)
	n, wrong := strconv.Atoi(last)
	played := p.Played()
	switch {
	case err != nil || wrong != nil || i < 1 || i > n:
		return Part{}, fmt.Errorf("%q is no shard: 1/3 is the first of three, 3/3 the last", text)
	case n > max(played, 1):
		return Part{}, fmt.Errorf("the shard %s would have nothing to play: the plan has %d to be played", text, played)
	}
	part := Part{Plan: p, From: played * (i - 1) / n, To: played * i / n, Shard: fmt.Sprintf("%d/%d", i, n)}
	if i == n {
		part.To = len(p.Items)
	}
	return part, nil
}

// Stretch are the items of the part.
func (p Part) Stretch() []Item { return p.Items[p.From:p.To] }

// Played are the items of the part that are played.
func (p Part) Played() []Item {
	return slices.DeleteFunc(slices.Clone(p.Stretch()), func(i Item) bool { return i.NotApplicable != "" })
}

// Split is the part taken apart, so that what is played of each lies in one environment. What is not applicable goes with the last.
func (p Part) Split() []Part {
	var parts []Part
	for i, item := range p.Stretch() {
		if n := len(parts); n > 0 && (item.NotApplicable != "" || item.Environment == p.Items[parts[n-1].From].Environment) {
			parts[n-1].To++
			continue
		}
		parts = append(parts, Part{Plan: p.Plan, From: p.From + i, To: p.From + i + 1, Shard: p.Shard})
	}
	return parts
}

// Environment is where what is played of the part lies, for one of [Part.Split]. ok is false when nothing is played.
func (p Part) Environment() (e iut.Environment, ok bool) {
	played := p.Played()
	if len(played) == 0 {
		return e, false
	}
	return played[0].Environment, true
}

// Reported is what a report says of the part.
func (p Part) Reported() report.Plan {
	return report.Plan{
		Digest: p.Digest(), Size: len(p.Items), From: p.From, To: p.To, Shard: p.Shard,
		Purposes: p.Purposes, Catalogue: p.Catalogue, Environments: len(p.Environments), Claimed: p.Claimed, Options: p.Selection,
	}
}
