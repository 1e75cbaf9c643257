package matrix

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/iut"
	"github.com/duet-conformance/duet/harness/purpose"
)

// Options say what matrix to make.
type Options struct {
	Catalogue []purpose.Purpose
	// Mutants are those to try; nil means all that there are.
	Mutants []gateway.Fault
	// Whole plays every purpose against every mutant, those too which the fault is out of reach of.
	Whole bool
	Seed  uint64
	// Version of duet, for the file.
	Version string
	// Progress is told of every implementation, in order, the reference first. Nil: nobody is.
	Progress func(name string, killed bool, run Run)
}

// Play makes the matrix, in virtual time, as many runs side by side as there are processors: the reference against the whole
// catalogue, in each environment that mutants need, then every mutant against the purposes that its fault is in reach of.
// When the context ends before, that is an error, and the matrix is of those that were tried.
func Play(ctx context.Context, opts Options) (Matrix, error) {
	mutants := opts.Mutants
	if mutants == nil {
		mutants = gateway.Faults()
	}
	m := Matrix{
		APIVersion: APIVersion, Kind: Kind, Duet: opts.Version, Seed: opts.Seed,
		Partial: len(mutants) < len(gateway.Faults()), Grounds: []Ground{},
	}
	grounds := groundsOf(mutants)
	reaches := map[string]*reach{}
	for _, needs := range grounds {
		reaches[needs] = newReach()
	}
	err := sideBySide(ctx, len(grounds), func(i int) Run {
		return opts.play(trial{needs: grounds[i], purposes: opts.Catalogue, passed: reaches[grounds[i]].passed})
	}, func(i int, run Run) { opts.takeGround(&m, grounds[i], run) })
	if err == nil {
		err = sideBySide(ctx, len(mutants), func(i int) Run {
			return opts.try(mutants[i], reaches[groundOf(mutants[i])])
		}, func(i int, run Run) { opts.take(&m, mutants[i], run) })
	}
	m.Partial = m.Partial || err != nil
	m.judge(opts.Catalogue)
	if err != nil {
		m.Sound = false
		m.Trouble = append(m.Trouble, fmt.Sprintf("the matrix was not finished: %d of %d mutants were tried", len(m.Mutants), len(mutants)))
	}
	return m, err
}

// groundOf is the environment that a mutant needs, as it spells it; "" is that of all others, and of those who need just that.
func groundOf(f gateway.Fault) string {
	here := iut.Default()
	if here.In(f.Needs).Environments()[0] == here.Environments()[0] {
		return ""
	}
	return f.Needs
}

// groundsOf are the environments that mutants need, sorted; that of all others is always among them.
func groundsOf(mutants []gateway.Fault) []string {
	needs := []string{""}
	for _, f := range mutants {
		needs = append(needs, groundOf(f))
	}
	slices.Sort(needs)
	return slices.Compact(needs)
}

// try plays the purposes that the mutant can be told from the reference by.
func (o Options) try(f gateway.Fault, reach *reach) Run {
	t := trial{faults: []string{f.Name}, needs: f.Needs}
	var unreached []string
	for _, p := range o.Catalogue {
		if o.Whole || reach.of(p, f) {
			t.purposes = append(t.purposes, p)
		} else {
			unreached = append(unreached, p.ID)
		}
	}
	run := o.play(t)
	slices.Sort(unreached)
	run.Unreached = unreached
	return run
}

// takeGround puts a run of the reference into the matrix.
func (o Options) takeGround(m *Matrix, needs string, run Run) {
	name := "the reference"
	if needs == "" {
		m.Reference = run
	} else {
		m.Grounds = append(m.Grounds, Ground{Needs: needs, Run: run})
		name += ", " + needs
	}
	if o.Progress != nil {
		o.Progress(name, false, run)
	}
}

// take puts the run of a mutant into the matrix.
func (o Options) take(m *Matrix, f gateway.Fault, run Run) {
	mutant := mutantOf(f, run)
	m.Mutants = append(m.Mutants, mutant)
	if o.Progress != nil {
		o.Progress(mutant.Name, mutant.Killed, run)
	}
}

// sideBySide plays n runs, as many at once as there are processors, and has them taken in order. When the context ends
// before, it returns its cause, once the runs under way have ended.
func sideBySide(ctx context.Context, n int, play func(i int) Run, take func(i int, run Run)) error {
	runs := make([]chan Run, n)
	for i := range runs {
		runs[i] = make(chan Run, 1)
	}
	next := make(chan int)
	var workers sync.WaitGroup
	defer workers.Wait()
	for range min(runtime.GOMAXPROCS(0), n) {
		workers.Go(func() {
			for i := range next {
				runs[i] <- play(i)
			}
		})
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
	for i := range runs {
		select {
		case run := <-runs[i]:
			take(i, run)
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	return nil
}
