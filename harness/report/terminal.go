package report

import (
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/duet-conformance/duet/harness/judge"
)

// Terminal writes what a run shows while it goes on: a line for each purpose, the explanation of what went wrong, the
// outcome. It uses colours only when it writes to a terminal. Its methods are safe for concurrent use; an error of the
// writer is not told, for there is nowhere to tell it.
type Terminal struct {
	mu      sync.Mutex
	w       io.Writer
	colours bool
}

// NewTerminal makes one that writes to w.
func NewTerminal(w io.Writer) *Terminal { return &Terminal{w: w, colours: hasColours(w)} }

// Begin says what is going to be tested. Of the result it reads IUT, Environment, Seed and Selection.
func (t *Terminal) Begin(r Result, planned int) {
	env := r.Environment
	lines := []line{
		{"duet: " + purposes(planned) + " against " + r.IUT.Name + " (" + r.IUT.Adapter + ")", strong},
		{strings.TrimRight("      "+strings.Join(said(env.Transport, env.Dialect, env.Routing, env.Topology), ", ")+
			fmt.Sprintf("; fakes %s; seed %d", env.Fakes, r.Seed), " "), faint},
	}
	if r.Selection != "" {
		lines = append(lines, line{"      " + r.Selection, faint})
	}
	t.print(append(lines, line{}))
}

// Purpose writes the progress line of a purpose that has its verdict: verdict, id, clause, title, how long it took.
func (t *Terminal) Purpose(p Purpose) {
	const columns = 78
	s := signOf(p.Verdict)
	head := paint(fmt.Sprintf("%s %-5s", s.sign, s.word), s.tone, t.colours)
	title := printable(p.Title)
	if p.Waived != "" {
		title = "(waived) " + title
	}
	title = cut(title, columns)
	title += strings.Repeat(" ", columns-len([]rune(title)))
	text := fmt.Sprintf("  %s  %-9s %-5s %s %7s", head, p.ID, p.Clause, title, fmt.Sprintf("%d ms", p.DurationMs))
	t.print([]line{{text, plain}})
}

// Explain writes why a purpose has its verdict, as [Explain] says it; nothing for a pass.
func (t *Terminal) Explain(p Purpose) {
	lines := explain(p)
	if len(lines) == 0 {
		return
	}
	s := signOf(p.Verdict)
	head := line{strings.Repeat("─", 4) + " " + p.ID + " " + printable(p.Title) + " ", s.tone}
	if rest := ladderWidth - len([]rune(head.text)) - len(s.word) - 1; rest > 0 {
		head.text += strings.Repeat("─", rest) + " " + s.word
	}
	t.print(append([]line{{}, head, {}}, append(lines, line{})...))
}

// End writes the sum and the outcome, with the directory that the reports went to ("" for none). It never calls a partial
// run conformant without saying what it is.
func (t *Terminal) End(r Result, dir string) {
	s := r.Summary
	waived := ""
	if s.Waived > 0 {
		waived = fmt.Sprintf(" (%d waived)", s.Waived)
	}
	lines := []line{{}, {fmt.Sprintf("  %d planned = %d pass + %d fail%s + %d inconclusive + %d error + %d not applicable, in %d.%03d s",
		s.Planned, s.Pass, s.Fail, waived, s.Inconclusive, s.Error, s.NotApplicable, r.DurationMs/1000, r.DurationMs%1000), plain}}
	for _, w := range r.Waivers {
		if w.Trouble != "" {
			for _, text := range wrap("  ✗ ", "    ", w.Trouble) {
				lines = append(lines, line{text, bad})
			}
		} else {
			for _, text := range wrap("  waived: ", "          ", w.Purpose+" (environment: "+w.Environment+") "+w.terms()) {
				lines = append(lines, line{text, doubtful})
			}
		}
	}
	if n := len(r.Violations); n > 0 {
		lines = append(lines, line{fmt.Sprintf("  protocol violations of the IUT: %d", n), doubtful})
	}
	verdict := line{"  " + strings.ToUpper(strings.ReplaceAll(string(r.Result), "-", " ")), bad}
	switch {
	case r.Result == Conformant && r.Partial:
		verdict = line{"  PASSED WHAT WAS SELECTED", good}
	case r.Result == Conformant:
		verdict.tone = good
	case r.Result == Inconclusive, r.Result == Waived:
		verdict.tone = doubtful
	}
	lines = append(lines, verdict)
	if r.Reason != "" {
		for _, text := range wrap("  ", "  ", r.Reason) {
			lines = append(lines, line{text, plain})
		}
	}
	if r.Partial {
		lines = append(lines, line{"  This is a partial run (" + r.Selection + "), which certifies nothing.", doubtful})
	}
	if r.IUT.Output != "" {
		lines = append(lines, line{}, line{"  the last output of the IUT:", plain})
		output := raw([]byte(r.IUT.Output))
		for _, text := range output[max(0, len(output)-rawLines):] {
			lines = append(lines, line{text, faint})
		}
	}
	if dir != "" {
		lines = append(lines, line{"  reports: " + dir + "/" + JSONFile + ", " + dir + "/" + JUnitFile, plain})
	}
	t.print(lines)
}

func (t *Terminal) print(lines []line) {
	var out strings.Builder
	for _, l := range lines {
		out.WriteString(paint(l.text, l.tone, t.colours))
		out.WriteByte('\n')
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	_, _ = io.WriteString(t.w, out.String())
}

type sign struct {
	sign, word string
	tone       tone
}

func signOf(v judge.Verdict) sign {
	switch v {
	case judge.Pass:
		return sign{"✓", "pass", good}
	case judge.Fail:
		return sign{"✗", "FAIL", bad}
	case judge.Inconclusive:
		return sign{"?", "INCON", doubtful}
	case judge.NotApplicable:
		return sign{"-", "n/a", faint}
	default:
		return sign{"!", "ERROR", bad}
	}
}

func said(words ...string) []string {
	var rest []string
	for _, w := range words {
		if w != "" {
			rest = append(rest, w)
		}
	}
	return rest
}
