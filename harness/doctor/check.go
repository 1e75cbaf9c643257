package doctor

import (
	"fmt"
	"io"
)

// Side is whose fault it is when a check fails.
type Side int

// The sides.
const (
	Tester Side = iota // ours, or that of the machine that we run on
	IUT
)

// Outcome is what came of a check.
type Outcome int

// The outcomes.
const (
	Good Outcome = iota
	Bad
	Unseen // it can't be seen, which is no complaint
)

// Check is one thing that was looked at.
type Check struct {
	// Name is what was looked at: "Teams backend -> the implementation's webhook".
	Name    string
	Outcome Outcome
	// Side is whose fault it is when the outcome is [Bad].
	Side Side
	// Seen is a sentence about what was found, and Do what to do about it when that is bad.
	Seen, Do string
}

func good(name, format string, args ...any) Check {
	return Check{Name: name, Seen: fmt.Sprintf(format, args...)}
}

func unseen(name, format string, args ...any) Check {
	return Check{Name: name, Outcome: Unseen, Seen: fmt.Sprintf(format, args...)}
}

func bad(side Side, name, seen, do string) Check {
	return Check{Name: name, Outcome: Bad, Side: side, Seen: seen, Do: do}
}

// Verdict is the exit code of the checks together: 3 when something is wrong on the tester's side, so that nothing can be
// said of the implementation, 2 when something is wrong on the implementation's, else 0.
func Verdict(checks []Check) int {
	code := 0
	for _, c := range checks {
		switch {
		case c.Outcome != Bad:
		case c.Side == Tester:
			return 3
		default:
			code = 2
		}
	}
	return code
}

// Print writes one check a line, and under each complaint what to do.
func Print(out io.Writer, checks []Check) {
	for _, c := range checks {
		mark := map[Outcome]string{Good: "✓", Bad: "✗", Unseen: "–"}[c.Outcome]
		fmt.Fprintf(out, "  %s %s: %s\n", mark, c.Name, c.Seen)
		if c.Outcome == Bad {
			fmt.Fprintf(out, "      do: %s\n", c.Do)
		}
	}
}
