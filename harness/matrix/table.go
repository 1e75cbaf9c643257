package matrix

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/duet-conformance/duet/harness/judge"
)

// WriteTable writes the matrix for people: what is wrong, the mutants with what kills them, the collateral kills with their
// reasons, and the whole grid.
func (m Matrix) WriteTable(w io.Writer) error {
	out := bufio.NewWriter(w)
	m.WriteSummary(out)
	fmt.Fprintf(out, "\nMUTANTS\n\n")
	for i, mutant := range m.Mutants {
		fmt.Fprintf(out, "%4d  %-38s %s  %-8s %s\n", i+1, mutant.Name, mutant.Clause, mutant.fate(), strings.Join(mutant.KilledBy, " "))
	}
	m.collateral(out)
	fmt.Fprintf(out, "\nPURPOSES\n\n")
	for _, p := range m.Purposes {
		fmt.Fprintf(out, "      %-9s %s  kills %3d  %s\n", p.ID, p.Clause, len(p.Kills), p.Title)
	}
	m.grid(out)
	return out.Flush()
}

// WriteSummary writes the figures, and what is wrong, a line each. Errors of the writer are not told.
func (m Matrix) WriteSummary(out io.Writer) {
	kills, collateral, played, unreached := 0, 0, 0, 0
	for _, mutant := range m.Mutants {
		if mutant.Killed {
			kills++
		}
		collateral += len(mutant.Collateral)
		played += len(mutant.Cells)
		unreached += len(mutant.Unreached)
	}
	fmt.Fprintf(out, "%d of %d mutants killed in the clause that they break, by %d purposes; %d collateral kills; the reference is %s\n",
		kills, len(m.Mutants), len(m.Purposes), collateral, m.Reference.Result)
	fmt.Fprintf(out, "%d times a mutant met a purpose; %d more were left out, for there it can't be told from the reference\n", played, unreached)
	for _, trouble := range m.Trouble {
		fmt.Fprintf(out, "  ✗ %s\n", trouble)
	}
}

func (m Mutant) fate() string {
	switch {
	case m.Error != "":
		return "error"
	case m.Killed:
		return "killed"
	default:
		return "SURVIVES"
	}
}

// collateral lists, by mutant, why it fails purposes of other clauses, and by clause which ones, with what the first of them
// saw. What each of them saw is in the JSON.
func (m Matrix) collateral(out io.Writer) {
	fmt.Fprintf(out, "\nCOLLATERAL: purposes of other clauses that a mutant fails too, and why; under each clause what its first purpose saw\n")
	for _, mutant := range m.Mutants {
		if len(mutant.Collateral) == 0 || mutant.Liar {
			continue
		}
		fmt.Fprintf(out, "\n  %s (%s)\n      because %s\n", mutant.Name, mutant.Clause, cmp.Or(mutant.Spreads, "of a reason that it does not say"))
		told := map[string]bool{mutant.Clause: true}
		for _, c := range mutant.Cells {
			if c.Verdict == judge.Fail && !told[c.Clause] {
				told[c.Clause] = true
				fmt.Fprintf(out, "      %s  %s\n           %s\n", c.Clause, strings.Join(mutant.failed(c.Clause), " "), c.Sentence)
			}
		}
	}
}

// failed are the purposes of a clause that fail.
func (r Run) failed(clause string) []string {
	var ids []string
	for _, c := range r.Cells {
		if c.Clause == clause && c.Verdict == judge.Fail {
			ids = append(ids, c.Purpose)
		}
	}
	return ids
}

// grid draws a column for every mutant, under its number, and a row for every purpose.
func (m Matrix) grid(out io.Writer) {
	fmt.Fprintf(out, "\nGRID: # kills in the clause that the mutant breaks, + kills in another, · passes, ? inconclusive, ! error, blank: not applicable there, or the fault is out of reach\n\n")
	for _, place := range []int{100, 10, 1} {
		fmt.Fprintf(out, "%12s", "")
		for i := range m.Mutants {
			fmt.Fprintf(out, "%d", (i+1)/place%10)
		}
		fmt.Fprintln(out)
	}
	for _, p := range m.Purposes {
		fmt.Fprintf(out, "  %-10s", p.ID)
		for _, mutant := range m.Mutants {
			fmt.Fprint(out, mutant.mark(p))
		}
		fmt.Fprintln(out)
	}
}

func (m Mutant) mark(p Purpose) string {
	for _, c := range m.Cells {
		if c.Purpose != p.ID {
			continue
		}
		switch c.Verdict {
		case judge.Pass:
			return "·"
		case judge.Fail:
			if p.Clause == m.Clause {
				return "#"
			}
			return "+"
		case judge.Inconclusive:
			return "?"
		case judge.Error:
			return "!"
		}
	}
	return " "
}
