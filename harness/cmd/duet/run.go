package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/iut"
	"github.com/duet-conformance/duet/harness/plan"
	"github.com/duet-conformance/duet/harness/report"
	"github.com/duet-conformance/duet/harness/runner"
	"github.com/duet-conformance/duet/harness/waiver"
	"github.com/spf13/cobra"
)

const runLong = `Run the purposes against an implementation under test.

Without --config, the implementation is duet's own reference, started as a separate process.

The run covers every environment (transport, dialect, routing, topology) that the ICS claims, each in a process of its own,
unless options or the configuration narrow it. duet list --plan with the same options says what will be done.

Exit codes:
  0  conformant: every purpose that was planned passed, and nothing else was wrong; with --expect also waived
  1  not conformant: the implementation was seen to do wrong; with --expect also not as waived
  2  inconclusive: nothing wrong was seen, and not enough to say that it is right
  3  the tester failed: nothing can be said about the implementation
  4  usage: an option or the configuration is wrong; nothing was run`

type runFlags struct {
	scope
	out, mutant, expect string
	iut, fakes          string
	seed                uint64
	jobs                int
	// stretch is what to play, in a process that plays a part of a run.
	stretch string
}

func runCommand() *cobra.Command {
	var f runFlags
	c := &cobra.Command{
		Use:   "run",
		Short: "Run the purposes against an implementation",
		Long:  runLong,
		Args:  cobra.NoArgs,
		RunE:  work(func(c *cobra.Command) error { return run(c, f) }),
	}
	f.register(c)
	flags := c.Flags()
	flags.StringVar(&f.out, "out", "duet-report", "the `directory` for report.json and junit.xml")
	flags.StringVar(&f.expect, "expect", "", "the `file` of waivers (waivers.yaml): which purposes fail for now, and how; nothing with waived failures conforms")
	flags.Uint64Var(&f.seed, "seed", 0, "the `number` that the order of purposes and the tokens follow from (default: ixit.seed of the config, which is 1 unless it says otherwise)")
	flags.StringVar(&f.mutant, "mutant", "", "give the reference the fault with this `name` (see duet list --mutants)")
	flags.StringVar(&f.iut, "iut", "", "test this `implementation` instead of the one that the config names: reference, command:PROGRAM ARGUMENTS, image:NAME or remote")
	registerFakes(c, &f.fakes)
	flags.IntVar(&f.jobs, "jobs", 0, "play this `number` of environments at once (default: 2 for the reference, 1 for any other implementation)")
	flags.StringVar(&f.stretch, "part", "", "play this stretch of the plan, for the process that waits for it")
	_ = flags.MarkHidden("part") // the error is for a flag that is not there
	return c
}

func run(c *cobra.Command, f runFlags) error {
	if f.jobs < 0 || c.Flags().Changed("jobs") && f.jobs == 0 {
		return usage{fmt.Errorf("--jobs %d: at least one environment is played at once", f.jobs)}
	}
	cfg, launcher, err := subject(c, f)
	if err != nil {
		return usage{err}
	}
	waivers, err := waivers(f)
	if err != nil {
		return usage{err}
	}
	part, err := f.plan(cfg)
	if err != nil {
		return err
	}
	if err := report.Writable(f.out); err != nil {
		return err
	}
	if f.stretch == "" && cfg.InContainers() { // told once, before anything is played
		if err := daemonAnswers(c.Context()); err != nil {
			return err
		}
	}
	if f.stretch == "" { // once for the run, not for each of its processes
		if err := remind(c.OutOrStdout(), cfg); err != nil {
			return err
		}
	}
	options := func(part plan.Part) runner.Options {
		where, _ := part.Environment()
		return runner.Options{
			Config: cfg, Launcher: launcher, Part: &part, FakesIn: cfg.IXIT.FakesIn, Faults: faultsOf(f), Waivers: waivers, Version: version,
			Progress: c.OutOrStdout(),
			Repeat:   func(id string) string { return repeat(f, cfg.IXIT.Seed, where, id) },
		}
	}
	result, err := f.perform(c, part, options, cfg)
	if err != nil {
		return err
	}
	if err := report.Save(f.out, result); err != nil {
		return err
	}
	if f.stretch == "" {
		report.NewTerminal(c.OutOrStdout()).End(result, f.out)
	}
	return verdict{result.Result.ExitCode()}
}

// perform plays the part in this process when it lies in one environment; else a process of its own plays what lies in each.
func (f *runFlags) perform(c *cobra.Command, part plan.Part, options func(plan.Part) runner.Options, cfg iut.Config) (report.Result, error) {
	if f.stretch != "" {
		own, err := part.Slice(f.stretch)
		if err != nil || len(own.Split()) != 1 {
			return report.Result{}, usage{fmt.Errorf("--part %s: it is no part of this run that lies in one environment", f.stretch)}
		}
		own.Shard = part.Shard
		ctx, over := asPart(c.Context(), os.Stdin)
		defer over()
		return f.alone(ctx, c, options(own))
	}
	if len(part.Split()) == 1 {
		return f.alone(c.Context(), c, options(part))
	}
	if cfg.Subject.Adapter == iut.AdapterRemote && len(cfg.Subject.Restart) == 0 {
		return report.Result{}, usage{fmt.Errorf("this run would be in %d environments, and %s, which nobody starts anew, is configured for one: choose it with --environment",
			len(part.Split()), cfg.Subject.Name)}
	}
	p := parts{part: part, options: options, arguments: forwarded(c, cfg.IXIT.Seed), jobs: jobsOf(f.jobs, cfg.Subject), out: c.OutOrStdout()}
	result, err := p.play(c.Context())
	if cfg.InContainers() {
		if err := sweep(c); err != nil {
			fmt.Fprintf(c.ErrOrStderr(), "duet: %v\n", err)
		}
	}
	return result, err
}

// alone plays a part that lies in one environment in this process, with what it needs in containers, if anything.
func (f *runFlags) alone(ctx context.Context, c *cobra.Command, opts runner.Options) (report.Result, error) {
	opts, over, err := contain(ctx, c, opts)
	if err != nil {
		return report.Result{}, err
	}
	defer over()
	return runner.Run(ctx, opts)
}

// subject says what to test: what the configuration names, or the reference as a process of its own.
func subject(c *cobra.Command, f runFlags) (iut.Config, iut.Launcher, error) {
	cfg, err := f.load()
	if err == nil {
		err = override(&cfg, f.iut)
	}
	if err == nil {
		err = fakesWhere(c, f.fakes, &cfg)
	}
	if err != nil {
		return cfg, nil, err
	}
	if c.Flags().Changed("seed") {
		cfg.IXIT.Seed = f.seed
	} else if cfg.IXIT.Seed == 0 {
		cfg.IXIT.Seed = uint64(time.Now().UnixNano())
	}
	if f.mutant != "" {
		if cfg.Subject.Adapter != iut.AdapterReference {
			return cfg, nil, fmt.Errorf("--mutant %s is a fault of the reference, but %s names another implementation", f.mutant, f.config)
		}
		if _, err := gateway.FaultNamed(f.mutant); err != nil {
			return cfg, nil, err
		}
	}
	if cfg.Subject.Adapter == iut.AdapterImage {
		return cfg, named(cfg.Subject), nil
	}
	if cfg.Subject.Adapter != iut.AdapterReference {
		return cfg, cfg.Launcher(), nil
	}
	self, err := os.Executable()
	if err != nil {
		return cfg, nil, fmt.Errorf("find the program that is running: %w", err)
	}
	cfg.Subject.Command = []string{self, "reference"}
	if cfg.ICS.SessionOnly() {
		cfg.Subject.Command = append(cfg.Subject.Command, "--session-only")
	}
	if f.mutant != "" {
		cfg.Subject.Command = append(cfg.Subject.Command, "--fault", f.mutant)
		cfg.Subject.Name += " with the fault " + f.mutant
	}
	return cfg, iut.Command(cfg.Subject), nil
}

// waivers reads the failures that are expected, if a file of them was named.
func waivers(f runFlags) ([]report.Waiver, error) {
	if f.expect == "" {
		return nil, nil
	}
	return waiver.Load(f.expect)
}

// faultsOf lists the mutant, if the run has one.
func faultsOf(f runFlags) []string {
	if f.mutant == "" {
		return nil
	}
	return []string{f.mutant}
}

// repeat is the command that runs one purpose of this run again, in the same way.
func repeat(f runFlags, seed uint64, where iut.Environment, id string) string {
	parts := []string{"duet run", "--only " + id, fmt.Sprintf("--seed %d", seed), "--environment " + where.String()}
	for _, option := range []struct{ name, value string }{
		{"--config", f.config},
		{"--iut", shellWord(f.iut)},
		{"--fakes", unlessEmbedded(f.fakes)},
		{"--mutant", f.mutant},
	} {
		if option.value != "" {
			parts = append(parts, option.name+" "+option.value)
		}
	}
	return strings.Join(parts, " ")
}
