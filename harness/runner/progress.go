package runner

import (
	"io"

	"github.com/duet-conformance/duet/harness/judge"
	"github.com/duet-conformance/duet/harness/report"
)

// progress tells a person how the run goes: a line per purpose, and the evidence of each that is no pass.
type progress struct {
	out     io.Writer
	planned int
	told    int
}

func newProgress(out io.Writer, planned int) progress {
	if out == nil {
		out = io.Discard
	}
	return progress{out: out, planned: planned}
}

func (p *progress) purpose(done report.Purpose) {
	p.told++
	report.PrintProgress(p.out, p.told, p.planned, done)
	if done.Verdict != judge.Pass && done.Verdict != judge.NotApplicable {
		report.PrintFailure(p.out, done)
	}
}

// worsened tells of a verdict that the sweep has changed.
func (p *progress) worsened(done report.Purpose, before judge.Verdict) {
	report.PrintWorsened(p.out, done, before)
	report.PrintFailure(p.out, done)
}

// unready tells why nothing could be run, with the last of what the IUT printed.
func (p *progress) unready(err error, output string) {
	report.PrintUnready(p.out, err, output)
}
