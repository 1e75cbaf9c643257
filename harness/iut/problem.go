package iut

import (
	"fmt"
	"slices"
	"strings"

	"github.com/agext/levenshtein"
)

// Problem is one thing that is wrong with a config file.
type Problem struct {
	// File is the path as it was given to [Load]; Line counts from 1 and is 0 when the problem is that of the whole file.
	File string
	Line int
	// Key is the full key ("ixit.bounds.delivery"); empty when the problem is not about one.
	Key string
	// Text says what is wrong, and what would be right.
	Text string
}

// Error writes the problem as "file:line: key: text", leaving out what it has not.
func (p Problem) Error() string {
	var at strings.Builder
	at.WriteString(p.File)
	if p.Line > 0 {
		fmt.Fprintf(&at, ":%d", p.Line)
	}
	if p.Key != "" {
		at.WriteString(": " + p.Key)
	}
	return at.String() + ": " + p.Text
}

// BadConfig is the error of a config file that was read and is not usable: all that is wrong with it, in the order of its
// lines. It is never empty.
type BadConfig []Problem

// Error writes one problem a line.
func (b BadConfig) Error() string {
	lines := make([]string, len(b))
	for i, p := range b {
		lines[i] = p.Error()
	}
	return strings.Join(lines, "\n")
}

func (b BadConfig) sorted() BadConfig {
	slices.SortStableFunc(b, func(x, y Problem) int { return x.Line - y.Line })
	return b
}

// nearest is the candidate that a misspelt word most likely meant; "" without candidates. Of two that are as near, it is
// the one that comes first.
func nearest(word string, candidates []string) string {
	best, least := "", -1
	for _, c := range candidates {
		if d := levenshtein.Distance(strings.ToLower(word), strings.ToLower(c), nil); least < 0 || d < least {
			best, least = c, d
		}
	}
	return best
}

// choice lists what is allowed: "pidf or msrtc".
func choice(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	last := len(words) - 1
	return strings.Join(words[:last], ", ") + " or " + words[last]
}
