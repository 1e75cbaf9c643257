package main

import (
	"fmt"
	"strings"
)

// markdown writes the coverage as the part of README.md that says what is judged: a table for each clause, then what is
// left open.
func (c coverage) markdown() string {
	var out strings.Builder
	judging, mutants, extended := 0, 0, 0
	for _, clause := range c.Clauses {
		if clause.Extended {
			extended++
		}
		judging += len(clause.Purposes)
		mutants += len(clause.Mutants)
	}
	fmt.Fprintf(&out, "%d clauses, judged by %d purposes. %d mutants break them.\n", len(c.Clauses), judging, mutants)
	if extended > 0 {
		fmt.Fprintf(&out, "%d of the clauses (X-) are extended: of our own, judged and reported apart from the musts.\n", extended)
	}
	for _, clause := range c.Clauses {
		fmt.Fprintf(&out, "\n### %s\n\n%s\n\n", clause.ID, markdownText(clause.sentence()))
		if len(clause.Purposes) == 0 {
			out.WriteString("Not judged by any purpose.\n")
			continue
		}
		out.WriteString("| purpose | what it judges | mutants that it catches |\n|---|---|---|\n")
		for _, p := range clause.Purposes {
			fmt.Fprintf(&out, "| %s | %s | %s |\n", p.ID, markdownText(p.Title), markdownText(strings.Join(p.Catches, ", ")))
		}
	}
	out.WriteString("\n### Left open by the page\n\nNoted by every run that comes across it, and never judged:\n\n")
	for _, point := range c.LeftOpen {
		fmt.Fprintf(&out, "* %s\n", markdownText(string(point)))
	}
	return out.String()
}

// markdownText is a text that means in Markdown what it says, also in a table.
func markdownText(text string) string {
	return strings.NewReplacer(`\`, `\\`, "|", `\|`, "<", "&lt;", "&", "&amp;", "*", `\*`, "_", `\_`, "`", "\\`").Replace(text)
}
