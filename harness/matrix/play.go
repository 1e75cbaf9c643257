package matrix

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/iut"
	"github.com/duet-conformance/duet/harness/judge"
	"github.com/duet-conformance/duet/harness/plan"
	"github.com/duet-conformance/duet/harness/purpose"
	"github.com/duet-conformance/duet/harness/report"
	"github.com/duet-conformance/duet/harness/runner"
)

// Options say what matrix to make.
type Options struct {
	Catalogue []purpose.Purpose
	// Mutants are those to try; nil means all that there are.
	Mutants []gateway.Fault
	Seed    uint64
	// Version of duet, for the file.
	Version string
	// Progress is told of every implementation, in order, the reference first. Nil: nobody is.
	Progress func(name string, killed bool, run Run)
}

// runLimit is how long one run may take, in real time: one whose clock has stopped would take for ever.
const runLimit = 3 * time.Minute

// Play makes the matrix: the reference and every mutant against the whole catalogue, in virtual time, as many side by side
// as there are processors. When the context ends before, that is an error, and the matrix is of those that were tried.
func Play(ctx context.Context, opts Options) (Matrix, error) {
	mutants := opts.Mutants
	if mutants == nil {
		mutants = gateway.Faults()
	}
	m := Matrix{
		APIVersion: APIVersion, Kind: Kind, Duet: opts.Version, Seed: opts.Seed,
		Partial: len(mutants) < len(gateway.Faults()),
	}
	runs := make([]chan Run, len(mutants)+1)
	next := make(chan int)
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(runs)) {
		workers.Go(func() {
			for i := range next {
				if i == 0 {
					runs[i] <- opts.run(nil, "")
				} else {
					runs[i] <- opts.run([]string{mutants[i-1].Name}, mutants[i-1].Needs)
				}
			}
		})
	}
	for i := range runs {
		runs[i] = make(chan Run, 1)
	}
	workers.Go(func() {
		defer close(next)
		for i := range runs {
			select {
			case next <- i:
			case <-ctx.Done():
				return
			}
		}
	})
	defer workers.Wait()
	for i := range runs {
		select {
		case run := <-runs[i]:
			opts.take(&m, mutants, i, run)
		case <-ctx.Done():
			m.Partial = true
			m.judge(opts.Catalogue)
			m.Sound = false
			m.Trouble = append(m.Trouble, fmt.Sprintf("the matrix was not finished: %d of %d mutants were tried", len(m.Mutants), len(mutants)))
			return m, context.Cause(ctx)
		}
	}
	m.judge(opts.Catalogue)
	return m, nil
}

// take puts the i-th run into the matrix.
func (o Options) take(m *Matrix, mutants []gateway.Fault, i int, run Run) {
	name, killed := "the reference", false
	if i == 0 {
		m.Reference = run
	} else {
		mutant := mutantOf(mutants[i-1], run)
		name, killed = mutant.Name, mutant.Killed
		m.Mutants = append(m.Mutants, mutant)
	}
	if o.Progress != nil {
		o.Progress(name, killed, run)
	}
}

// run plays the catalogue with the faults, where they show. What does not apply there is played where it does.
func (o Options) run(faults []string, needs string) Run {
	full := iut.Default().In(needs)
	done := Run{Result: report.Conformant}
	play := func(cfg iut.Config, ids []string) (rest []string) {
		if done.Error != "" {
			return nil // nothing is said of the others either, and one that hangs would hang in each
		}
		cfg.IXIT.Seed = o.Seed
		result, err := inTime(o.Catalogue, runner.Options{
			Config: cfg, Selection: purpose.Selection{IDs: ids}, Faults: faults, Version: o.Version,
			Repeat: func(id string) string { return "duet run --only " + id },
		})
		if err != nil {
			done.Error = err.Error()
			return nil
		}
		done.Result = worse(done.Result, result.Result)
		return done.add(result.Purposes)
	}
	var rest []string
	for _, part := range o.parts() {
		rest = append(rest, play(full, part)...)
	}
	tried := map[string]bool{}
	for cfg, more := o.next(full, rest, tried); more; cfg, more = o.next(full, rest, tried) {
		rest = play(cfg, rest)
	}
	if done.Error != "" {
		return Run{Result: report.Error, Error: done.Error}
	}
	return done
}

// together is how many purposes share a world.
const together = 32

// parts are the purposes by the worlds that they share. A run keeps all that it has recorded, and what concerns everybody, as a
// lost connection does, costs as much as there are people, so worlds are small. Those that restart the implementation, or break
// what it stands on, have it for themselves: each start is one for everybody, too.
func (o Options) parts() [][]string {
	var shared, alone []string
	for _, p := range o.Catalogue {
		if p.Priority() > 0 {
			alone = append(alone, p.ID)
		} else {
			shared = append(shared, p.ID)
		}
	}
	parts := slices.Collect(slices.Chunk(shared, together))
	if len(alone) > 0 {
		parts = append(parts, alone)
	}
	return parts
}

// next is the config in which the first of the purposes applies that was not tried yet. ok is false when there is none.
func (o Options) next(full iut.Config, rest []string, tried map[string]bool) (cfg iut.Config, ok bool) {
	for _, p := range o.Catalogue {
		if slices.Contains(rest, p.ID) && !tried[p.ID] {
			tried[p.ID] = true
			return plan.Suited(full, p), true
		}
	}
	return full, false
}

// add takes the verdicts of a run, and returns the purposes that have none yet, because they did not apply.
func (r *Run) add(purposes []report.Purpose) (rest []string) {
	r.Cells = slices.DeleteFunc(r.Cells, func(c Cell) bool {
		return slices.ContainsFunc(purposes, func(p report.Purpose) bool { return p.ID == c.Purpose })
	})
	for _, p := range purposes {
		r.Cells = append(r.Cells, Cell{Purpose: p.ID, Clause: p.Clause, Verdict: p.Verdict, Environment: p.Environment, Sentence: p.Reason})
		if p.Verdict == judge.NotApplicable {
			rest = append(rest, p.ID)
		}
	}
	slices.SortFunc(r.Cells, byPurpose)
	return rest
}

// inTime is a run in virtual time that may not take for ever in real time. What is given up then goes on behind our back,
// for nothing can end it.
func inTime(catalogue []purpose.Purpose, opts runner.Options) (report.Result, error) {
	type outcome struct {
		result report.Result
		err    error
	}
	done := make(chan outcome, 1)
	go func() {
		result, err := runner.InVirtualTime(catalogue, opts)
		done <- outcome{result, err}
	}()
	limit := time.NewTimer(runLimit)
	defer limit.Stop()
	select {
	case o := <-done:
		return o.result, o.err
	case <-limit.C:
		return report.Result{}, fmt.Errorf("the run did not end within %s of real time: something waits outside of the bubble, or for a lock that is held while its holder waits", runLimit)
	}
}

// worse is the outcome of two runs together.
func worse(a, b report.Outcome) report.Outcome {
	order := []report.Outcome{report.Conformant, report.Inconclusive, report.NotConformant, report.Error}
	return order[max(slices.Index(order, a), slices.Index(order, b))]
}
