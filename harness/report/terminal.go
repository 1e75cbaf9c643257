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
	// several: the run has more than one environment, so each verdict is shown with its own. [Terminal.Begin] sets it.
	several bool
}

// NewTerminal makes one that writes to w.
func NewTerminal(w io.Writer) *Terminal { return &Terminal{w: w, colours: hasColours(w)} }

// Begin says what is going to be tested. Of the result it reads IUT, Plan, Environments (those in which something is going
// to be played) and Seed.
func (t *Terminal) Begin(r Result) {
	t.several = len(r.Environments) > 1
	what, where, fakes := purposes(r.Plan.To-r.Plan.From), "", ""
	switch len(r.Environments) {
	case 0:
	case 1:
		e := r.Environments[0]
		where, fakes = strings.Join(said(e.Transport, e.Dialect, e.Routing, e.Topology), ", ")+"; ", e.Fakes
	default:
		what = fmt.Sprintf("%s in %d environments (%s)", purposes(r.Plan.Purposes), len(r.Environments), verdicts(r.Plan.To-r.Plan.From))
		fakes = r.Environments[0].Fakes
	}
	if fakes != "" {
		where += "fakes " + fakes + "; "
	}
	lines := []line{
		{"duet: " + what + " against " + r.IUT.Name + " (" + r.IUT.Adapter + ")", strong},
		{"      " + where + fmt.Sprintf("seed %d", r.Seed), faint},
	}
	if partial := r.Plan.partial(); partial != "" {
		lines = append(lines, line{"      " + partial, faint})
	}
	t.print(append(lines, line{}))
}

// Explanations writes everything of a result that is no pass, with its evidence.
func (t *Terminal) Explanations(r Result) {
	for _, p := range r.Purposes {
		t.Explain(p)
	}
}

// Sum writes the sum of a part of a run that lies in one environment, after [Summarise].
func (t *Terminal) Sum(r Result) {
	for _, e := range r.Environments {
		s := signOf(judge.Pass)
		switch r.Result {
		case Error:
			s = signOf(judge.Error)
		case NotConformant, NotAsWaived:
			s = signOf(judge.Fail)
		case Inconclusive:
			s = signOf(judge.Inconclusive)
		}
		sum := r.Summary.sum()
		if r.Summary.Extended.Planned > 0 {
			sum += "; extended: " + r.Summary.Extended.sum()
		}
		t.print([]line{{fmt.Sprintf("  %s %-42s %7s s  %s", paint(s.sign, s.tone, t.colours), e, duration(r.DurationMs), sum), plain}})
	}
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
	title := printable(p.Title)
	if t.several {
		title += " · " + p.Environment
	}
	head := line{strings.Repeat("─", 4) + " " + p.ID + " " + title + " ", s.tone}
	if rest := ladderWidth - len([]rune(head.text)) - len(s.word) - 1; rest > 0 {
		head.text += strings.Repeat("─", rest) + " " + s.word
	}
	t.print(append([]line{{}, head, {}}, append(lines, line{})...))
}

// End writes the sum and the outcome, with the directory that the reports went to ("" for none). It never calls a partial
// run conformant without saying what it is.
func (t *Terminal) End(r Result, dir string) {
	in := ", in "
	if n := len(r.Environments); n > 1 {
		in += fmt.Sprintf("%d environments and ", n)
	}
	lines := []line{{}, {"  " + r.Summary.equation() + in + duration(r.DurationMs) + " s", plain}}
	if r.Summary.Extended.Planned > 0 {
		lines = append(lines, line{"  extended, which decide nothing: " + r.Summary.Extended.equation(), plain})
		if failed := r.with(func(p Purpose) bool { return p.Level == Extended && p.Verdict == judge.Fail }); len(failed) > 0 {
			for _, text := range wrap("    failed: ", "      ", r.names(failed)) {
				lines = append(lines, line{text, doubtful})
			}
		}
	}
	lines = append(lines, r.waiverLines()...)
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
		for _, text := range wrap("  ", "  ", "This is a partial run ("+r.Selection+"), which certifies nothing.") {
			lines = append(lines, line{text, doubtful})
		}
	}
	lines = append(lines, r.outputLines()...)
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
