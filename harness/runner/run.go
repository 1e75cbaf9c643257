package runner

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/duet-conformance/duet/fakes/directory"
	"github.com/duet-conformance/duet/harness/iut"
	"github.com/duet-conformance/duet/harness/plan"
	"github.com/duet-conformance/duet/harness/purpose"
	"github.com/duet-conformance/duet/harness/report"
	"github.com/duet-conformance/duet/harness/world"
	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/formatter"
)

// Options say what to run. The zero value of Progress prints nothing.
type Options struct {
	Config    iut.Config
	Launcher  iut.Launcher
	Selection purpose.Selection
	// Part is what to play of a plan that covers more than this run; it lies in one environment (see [plan.Part.Split]). Nil:
	// the selected purposes in the first environment of the config.
	Part *plan.Part
	// Faults are what the reference was given, for the report.
	Faults []string
	// Waivers are the failures that are expected. Each that does not hold fails the run.
	Waivers []report.Waiver
	// Version of duet, for the report.
	Version string
	// Progress gets a line per purpose, and the evidence of each that is no pass.
	Progress io.Writer
	// ShowGinkgo lets ginkgo write its own output to the standard output as well.
	ShowGinkgo bool
	// Repeat writes the command that repeats one purpose.
	Repeat func(id string) string
	// Fakes serve in place of those in the tester's process, and FakesIn says for the report where; nil: embedded ones.
	Fakes   world.Fakes
	FakesIn string
	// Passed is told, in virtual time, of the faults whose place the reference passes while it starts, which is purpose "", and
	// from when a purpose begins until the next one does; what it does after the last is told to nobody. It is called from
	// many goroutines. Nil: nobody is told.
	Passed func(purpose, fault string)
	// Network opens the tester's sockets; the zero value is the network of this machine. The IUT's are its launcher's.
	Network world.Network
}

// SelectionError says that the selection matches nothing, or can't be read: the caller's mistake, and nothing was run.
type SelectionError struct{ error }

func (e SelectionError) Unwrap() error { return e.error }

// run is one run under way.
type run struct {
	opts   Options
	world  *world.World
	domain string
	// edition tells the people of this run from those of earlier ones, whom an implementation that ran all the while knows.
	// Empty where there were none.
	edition  string
	part     plan.Part
	accounts map[string]*account
	terminal *report.Terminal
	started  time.Time
	// saw is what the outcome rests on beside the verdicts.
	saw report.Environment
	// owners are the purposes that are played, by the addresses of their casts.
	owners map[string]string
	// unreached is true when the world did not come up because the IUT's webhook was never reached.
	unreached bool
	// interrupted says why the run ended before its time; nil when it did not.
	interrupted error
	// perform plays the purposes that apply.
	perform func(ctx context.Context)
	inPlace bool // the fakes' logs are read where they are
	passage *passage
}

// Run runs purposes against the implementation in one environment, and returns the result. An error means that nothing was
// run: a [SelectionError], or a catalogue that is broken. Whatever else goes wrong is in the result.
//
// Ginkgo's specs are global, so Run may be called once in a process.
func Run(ctx context.Context, opts Options) (report.Result, error) {
	catalogue, err := purpose.Catalogue()
	if err != nil {
		return report.Result{}, err
	}
	r, err := prepare(catalogue, opts)
	if err != nil {
		return report.Result{}, err
	}
	r.perform = r.underGinkgo
	r.terminal.Begin(r.head())
	r.open(ctx)
	return r.result(), nil
}

// prepare makes a run of the selected purposes, for which nothing has been done yet.
func prepare(catalogue []purpose.Purpose, opts Options) (*run, error) {
	part := opts.Part
	if part == nil {
		here := opts.Config.At(opts.Config.Environments()[0])
		if opts.Launcher.Adapter() == iut.AdapterInProcess {
			here.Subject.Adapter = iut.AdapterInProcess // a config has no word for it
		}
		p, err := plan.Make(catalogue, opts.Selection, here)
		if err != nil {
			return nil, SelectionError{err}
		}
		whole := p.Whole()
		part = &whole
	}
	where, played := part.Environment()
	if !played {
		where = opts.Config.Environments()[0]
	}
	opts.Config = opts.Config.At(where)
	r := &run{
		opts:     opts,
		domain:   world.Domain,
		part:     *part,
		accounts: map[string]*account{},
		terminal: report.NewTerminal(cmp.Or[io.Writer](opts.Progress, io.Discard)),
		started:  time.Now(),
		saw:      report.Environment{Environment: where, Fakes: fakesOf(opts)},
	}
	for _, item := range part.Stretch() {
		r.accounts[item.ID] = &account{Item: item}
	}
	if opts.Launcher.Adapter() == iut.AdapterRemote {
		r.edition = strconv.FormatInt(r.started.UnixMilli(), 36)
	}
	r.owners = r.whoseAddresses(part.Played())
	return r, nil
}

// open starts the world, plays, sweeps, and closes the world again. Where nothing is played there is no need of a world.
func (r *run) open(ctx context.Context) {
	if len(r.part.Played()) == 0 {
		for _, a := range r.inOrder() {
			r.settle(a, nil)
		}
		return
	}
	cfg, err := world.For(r.opts.Config, r.opts.Network)
	if err == nil {
		if r.opts.Fakes != nil {
			cfg.Fakes = r.opts.Fakes
		}
		cfg.Launcher, cfg.Casts, cfg.Edition, cfg.InPlace = r.opts.Launcher, r.casts(), r.edition, r.inPlace
		r.world, err = world.Start(ctx, cfg)
	}
	if cause := context.Cause(ctx); err != nil && cause != nil {
		err = fmt.Errorf("the run was interrupted: %w: %w", cause, err)
	}
	if err != nil {
		r.unready(err)
		return
	}
	r.perform(ctx)
	sweep := r.world.Sweep(ctx)
	settled := r.world.Mark()
	for _, a := range r.inOrder() {
		r.settle(a, sweep)
	}
	end, cancel := r.world.StopTime(ctx)
	defer cancel()
	r.closed(r.world.Close(end))
	r.countLate(settled)
}

// underGinkgo lets ginkgo play the purposes that apply. When the context ends, the one that is played is cut short and the
// rest don't begin.
func (r *run) underGinkgo(ctx context.Context) {
	suite, reporter := ginkgo.GinkgoConfiguration()
	suite.LabelFilter = filter(r.part.Played())
	suite.RandomizeAllSpecs = true
	suite.RandomSeed = int64(r.opts.Config.IXIT.Seed & math.MaxInt64) // ginkgo's seed is signed
	suite.FlakeAttempts, suite.MustPassRepeatedly = 0, 0              // a verdict never gets better by trying again
	if suite.LabelFilter == "" {
		return
	}
	if !r.opts.ShowGinkgo {
		shown := formatter.ColorableStdOut
		formatter.ColorableStdOut = io.Discard
		defer func() { formatter.ColorableStdOut = shown }()
	}
	hearAssertions()
	purpose.SetStage(func(spec ginkgo.SpecContext, p purpose.Purpose) { r.play(ctx, spec, p) })
	ginkgo.RunSpecs(&outcome{}, "duet", suite, reporter)
	if r.interrupted = context.Cause(ctx); r.interrupted == nil && r.cutShort() {
		r.interrupted = errSignal
	}
	if r.interrupted != nil {
		r.saw.TesterTrouble = append(r.saw.TesterTrouble, fmt.Sprintf("the run was interrupted: %v", r.interrupted))
	}
}

// errSignal is why a run is interrupted of whose context nothing is heard: ginkgo waits for signals as well, and stops at once.
var errSignal = errors.New("a signal came")

// cutShort says whether a story was ended before its time.
func (r *run) cutShort() bool {
	return slices.ContainsFunc(r.inOrder(), func(a *account) bool { return a.cut })
}

// outcome is told by ginkgo that a spec failed. The accounts know already, and better.
type outcome struct{}

func (*outcome) Fail() {}

// inOrder are the accounts, sorted by id.
func (r *run) inOrder() []*account {
	var all []*account
	for _, item := range r.part.Stretch() {
		all = append(all, r.accounts[item.ID])
	}
	slices.SortFunc(all, func(a, b *account) int { return strings.Compare(a.ID, b.ID) })
	return all
}

func (r *run) casts() map[string][]directory.User {
	casts := map[string][]directory.User{}
	for _, item := range r.part.Played() {
		for _, handle := range item.Handles() {
			casts[item.ID] = append(casts[item.ID], r.user(item.Purpose, handle))
		}
	}
	return casts
}

func (r *run) output() string {
	if r.world == nil || r.world.Process() == nil {
		return ""
	}
	return r.world.Process().Output()
}
