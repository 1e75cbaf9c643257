package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/duet-conformance/duet/harness/iut"
	"github.com/duet-conformance/duet/harness/plan"
	"github.com/duet-conformance/duet/harness/report"
	"github.com/duet-conformance/duet/harness/runner"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// parts is a run in several environments: each is played by a process of its own, for which this one starts the program anew,
// and then all their reports are put together.
type parts struct {
	part plan.Part
	// options makes those of the run of a part, for what can be said of one without playing it.
	options func(plan.Part) runner.Options
	// arguments are the command line's, for the processes.
	arguments []string
	jobs      int
	out       io.Writer

	mu       sync.Mutex // held while the terminal is written to, and done is
	terminal *report.Terminal
	done     []report.Part
}

// play plays every part, some at once, and returns the result of them all.
func (p *parts) play(ctx context.Context) (report.Result, error) {
	began := time.Now()
	p.terminal = report.NewTerminal(p.out)
	p.terminal.Begin(runner.Announce(p.options(p.part), p.part))
	alone := p.part.Split()
	next := make(chan plan.Part)
	var workers sync.WaitGroup
	for range min(p.jobs, len(alone)) {
		workers.Go(func() {
			for part := range next {
				p.finish(part, p.one(ctx, part))
			}
		})
	}
	for _, part := range alone {
		next <- part // also when the run was interrupted: then what is left is over at once
	}
	close(next)
	workers.Wait()
	result, err := report.Merge(p.done, p.part.From, p.part.To)
	result.DurationMs = time.Since(began).Milliseconds()
	return result, err
}

// one plays one part. Whatever happens to its process, there is a result.
func (p *parts) one(ctx context.Context, part plan.Part) report.Result {
	where, _ := part.Environment()
	lost := func(format string, args ...any) report.Result {
		return runner.Lost(p.options(part), part, fmt.Sprintf(format, args...))
	}
	if ctx.Err() != nil {
		return lost("the run was interrupted: %v", context.Cause(ctx))
	}
	dir, err := os.MkdirTemp("", "duet-part-*")
	if err != nil {
		return lost("there is no place for the report of %s: %v", where, err)
	}
	defer os.RemoveAll(dir)
	c := child{arguments: append(p.arguments[:len(p.arguments):len(p.arguments)], "--part="+part.Range(), "--out="+dir)}
	if p.jobs == 1 {
		c.show = p.out
	}
	code, err := c.run(ctx)
	if err != nil {
		return lost("the process for %s could not be started: %v", where, err)
	}
	result, err := report.Load(dir)
	switch {
	case err != nil && ctx.Err() != nil:
		return lost("the run was interrupted: %v", context.Cause(ctx))
	case err != nil:
		return lost("the process for %s ended %s and left no report (%v)%s", where, code, err, c.lastWords())
	case code.String() != exited(result.Result.ExitCode()).String():
		return lost("the process for %s ended %s, which is not what its report comes to (%s)%s", where, code, result.Result, c.lastWords())
	}
	return result
}

// finish takes the result of a part in, and shows it.
func (p *parts) finish(part plan.Part, result report.Result) {
	where, _ := part.Environment()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.done = append(p.done, report.Part{Name: where.String(), Result: result})
	if p.jobs > 1 { // else everything was shown as it came
		p.terminal.Explanations(result)
	}
	p.terminal.Sum(result)
}

// forwarded are the options of a command line for a process that plays a part of the same run: all but those that say how it
// is shared out.
func forwarded(c *cobra.Command, seed uint64) []string {
	args := []string{c.Name()}
	c.Flags().Visit(func(f *pflag.Flag) {
		switch f.Name {
		case "out", "jobs", "seed", "part":
			return
		}
		value := f.Value.String()
		if list, ok := f.Value.(pflag.SliceValue); ok {
			value = strings.Join(list.GetSlice(), ",")
		}
		args = append(args, "--"+f.Name+"="+value)
	})
	return append(args, fmt.Sprintf("--seed=%d", seed))
}

// asPart is the context of a process that plays a part: it ends with the context, and when the process that started it
// closes its standard input, or is gone. What it writes there before is the reason.
func asPart(ctx context.Context, in io.Reader) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(ctx)
	go func() {
		said, _ := io.ReadAll(in) // an end is an end, however it comes
		cancel(errors.New(cmp.Or(string(said), "the run that this is a part of is gone")))
	}()
	return ctx, func() { cancel(nil) }
}

// jobsOf is how many environments are played at once when nobody says: an implementation of a vendor's may have ports of its
// own, that only one can use at a time.
func jobsOf(asked int, subject iut.Subject) int {
	switch {
	case subject.Adapter == iut.AdapterRemote:
		return 1 // whoever asks for more: the stated addresses are there once
	case asked > 0:
		return asked
	case subject.Adapter == iut.AdapterReference:
		return 2
	}
	return 1
}
