package report

import (
	"fmt"
	"strings"
)

// sum is the sum of the verdicts, without what there is none of.
func (c Counts) sum() string {
	var parts []string
	for _, kind := range []struct {
		n    int
		name string
	}{
		{c.Pass, "pass"},
		{c.Fail - c.Waived, "fail"},
		{c.Waived, "fail (waived)"},
		{c.Inconclusive, "inconclusive"},
		{c.Error, "error"},
		{c.NotApplicable, "not applicable"},
	} {
		if kind.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", kind.n, kind.name))
		}
	}
	return strings.Join(parts, ", ")
}

// equation is the whole sum of the verdicts.
func (c Counts) equation() string {
	waived := ""
	if c.Waived > 0 {
		waived = fmt.Sprintf(" (%d waived)", c.Waived)
	}
	return fmt.Sprintf("%d planned = %d pass + %d fail%s + %d inconclusive + %d error + %d not applicable",
		c.Planned, c.Pass, c.Fail, waived, c.Inconclusive, c.Error, c.NotApplicable)
}

func duration(ms int64) string { return fmt.Sprintf("%d.%03d", ms/1000, ms%1000) }

// waiverLines say what came of each waiver.
func (r *Result) waiverLines() []line {
	var lines []line
	for _, w := range r.Waivers {
		switch {
		case w.Trouble != "":
			for _, text := range wrap("  ✗ ", "    ", w.Trouble) {
				lines = append(lines, line{text, bad})
			}
		case w.Holds:
			for _, text := range wrap("  waived: ", "          ", w.Purpose+" (environment: "+w.Environment+") "+w.terms()) {
				lines = append(lines, line{text, doubtful})
			}
		}
	}
	return lines
}

// outputLines are the last that the IUT printed, where it could not be judged.
func (r *Result) outputLines() []line {
	var lines []line
	for _, e := range r.Environments {
		if e.Output == "" {
			continue
		}
		lines = append(lines, line{}, line{"  the last output of the IUT" + r.where(e.String()) + ":", plain})
		output := raw([]byte(e.Output))
		for _, text := range output[max(0, len(output)-rawLines):] {
			lines = append(lines, line{text, faint})
		}
	}
	return lines
}
