package matrix

import (
	"fmt"
	"slices"
	"time"

	"github.com/duet-conformance/duet/harness/iut"
	"github.com/duet-conformance/duet/harness/plan"
	"github.com/duet-conformance/duet/harness/purpose"
	"github.com/duet-conformance/duet/harness/report"
	"github.com/duet-conformance/duet/harness/runner"
)

// trial is an implementation to play, and what is played of it.
type trial struct {
	// faults are those that the reference is given, and needs the environment in which they show.
	faults   []string
	needs    string
	purposes []purpose.Purpose
	// passed is told of the places of faults that the reference passes; nil: nobody is.
	passed func(purpose, fault string)
}

// runLimit is how long one run may take, in real time: one whose clock has stopped would take for ever.
const runLimit = 3 * time.Minute

// play plays the purposes of a trial.
func (o Options) play(t trial) Run {
	began := time.Now()
	done := Run{Result: report.Conformant}
	worlds, nowhere, err := t.worlds()
	done.add(nowhere)
	for _, w := range worlds {
		var result report.Result
		w.cfg.IXIT.Seed = o.Seed
		if result, err = inTime(o.Catalogue, runner.Options{
			Config: w.cfg, Selection: purpose.Selection{IDs: w.ids}, Faults: t.faults, Version: o.Version, Passed: t.passed,
			Repeat: func(id string) string { return "duet run --only " + id },
		}); err != nil {
			break // nothing is said of the others either, and one that hangs would hang in each
		}
		done.Result = worse(done.Result, result.Result)
		done.add(result.Purposes)
	}
	if err != nil {
		done = Run{Result: report.Error, Error: err.Error()}
	}
	done.Took = time.Since(began)
	return done
}

// world is a run of some purposes that apply in one config.
type world struct {
	cfg iut.Config
	ids []string
}

// worlds are the runs of a trial: in the environment that it needs, and for what does not apply there, where it does. What
// contradicts that environment is played nowhere.
func (t trial) worlds() (worlds []world, nowhere []report.Purpose, err error) {
	full := iut.Default().In(t.needs)
	here, rest, err := applicable(full, t.purposes)
	for _, part := range parts(here) {
		worlds = append(worlds, world{full, part})
	}
	for err == nil && len(rest) > 0 {
		first := rest[0]
		there := plan.Suited(full, first.Purpose)
		here, rest, err = applicable(there, purposesOf(rest))
		if len(here) > 0 {
			worlds = append(worlds, world{there, ids(here)})
		}
		if i := slices.IndexFunc(rest, func(item plan.Item) bool { return item.ID == first.ID }); i >= 0 {
			nowhere = append(nowhere, first.Reported())
			rest = slices.Delete(rest, i, i+1)
		}
	}
	return worlds, nowhere, err
}

// applicable takes the purposes apart into those that are played in the config's environment and the rest.
func applicable(cfg iut.Config, purposes []purpose.Purpose) (here, rest []plan.Item, err error) {
	planned, err := plan.Make(purposes, purpose.Selection{}, cfg.At(cfg.Environments()[0]))
	for _, item := range planned.Items {
		if item.NotApplicable == "" {
			here = append(here, item)
		} else {
			rest = append(rest, item)
		}
	}
	return here, rest, err
}

func purposesOf(items []plan.Item) []purpose.Purpose {
	var purposes []purpose.Purpose
	for _, item := range items {
		purposes = append(purposes, item.Purpose)
	}
	return purposes
}

func ids(items []plan.Item) []string {
	var ids []string
	for _, item := range items {
		ids = append(ids, item.ID)
	}
	return ids
}

// together is how many purposes share a world.
const together = 32

// parts are purposes by the worlds that they share. A run keeps all that it has recorded, and what concerns everybody, as a
// lost connection does, costs as much as there are people, so worlds are small. Those that restart the implementation, or break
// what it stands on, have it for themselves: each start is one for everybody, too.
func parts(items []plan.Item) [][]string {
	var shared, alone []string
	for _, item := range items {
		if item.Priority() > 0 {
			alone = append(alone, item.ID)
		} else {
			shared = append(shared, item.ID)
		}
	}
	parts := slices.Collect(slices.Chunk(shared, together))
	if len(alone) > 0 {
		parts = append(parts, alone)
	}
	return parts
}

// add takes the verdicts of a run.
func (r *Run) add(purposes []report.Purpose) {
	for _, p := range purposes {
		r.Cells = append(r.Cells, Cell{Purpose: p.ID, Clause: p.Clause, Verdict: p.Verdict, Environment: p.Environment, Sentence: p.Reason})
	}
	slices.SortFunc(r.Cells, byPurpose)
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
