package main

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/iut"
	"github.com/duet-conformance/duet/harness/purpose"
	"github.com/duet-conformance/duet/harness/report"
	"github.com/duet-conformance/duet/harness/runner"
	"github.com/duet-conformance/duet/harness/waiver"
	"github.com/spf13/cobra"
)

const runLong = `Run the purposes against an implementation under test.

Without --config, the implementation is duet's own reference, started as a separate process.

Exit codes:
  0  conformant: every purpose that was planned passed, and nothing else was wrong; with --expect also waived
  1  not conformant: the implementation was seen to do wrong; with --expect also not as waived
  2  inconclusive: nothing wrong was seen, and not enough to say that it is right
  3  the tester failed: nothing can be said about the implementation
  4  usage: an option or the configuration is wrong; nothing was run`

type runFlags struct {
	config, out, mutant, expect           string
	environment                           string
	transport, dialect, routing, topology string
	selection                             purpose.Selection
	seed                                  uint64
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
	flags := c.Flags()
	flags.StringVar(&f.config, "config", "", "the vendor's `file` (duet.yaml): how to start the implementation and what it claims")
	flags.StringVar(&f.out, "out", "duet-report", "the `directory` for report.json and junit.xml")
	flags.StringVar(&f.expect, "expect", "", "the `file` of waivers (waivers.yaml): which purposes fail for now, and how; nothing with waived failures conforms")
	flags.StringSliceVar(&f.selection.IDs, "only", nil, "run these purposes only (`ROUT-001,...`)")
	flags.StringSliceVar(&f.selection.Clauses, "clause", nil, "run the purposes of these clauses only (`R-08,...`)")
	flags.StringSliceVar(&f.selection.Suites, "suite", nil, "run the purposes of these suites only (`routing,...`)")
	flags.StringVar(&f.selection.Filter, "label-filter", "", "run what ginkgo's label filter `expression` matches")
	flags.Uint64Var(&f.seed, "seed", 0, "the `number` that the order of purposes and the tokens follow from (default: ixit.seed of the config, which is 1 unless it says otherwise)")
	flags.StringVar(&f.mutant, "mutant", "", "give the reference the fault with this `name` (see duet list --mutants)")
	flags.StringVar(&f.environment, "environment", "", "run in the environments that fit this `pattern` only: transport/dialect/routing/topology, of which each part may be any")
	for _, narrow := range f.narrowing() {
		flags.StringVar(narrow.value, narrow.name, "", narrow.usage)
		c.MarkFlagsMutuallyExclusive("environment", narrow.name)
	}
	return c
}

func run(c *cobra.Command, f runFlags) error {
	cfg, launcher, err := subject(c, f)
	if err != nil {
		return usage{err}
	}
	waivers, err := waivers(f)
	if err != nil {
		return usage{err}
	}
	if err := errors.Join(report.Writable(f.out), remind(c.OutOrStdout(), cfg)); err != nil {
		return err
	}
	result, err := runner.Run(c.Context(), runner.Options{
		Config:    cfg,
		Launcher:  launcher,
		Selection: f.selection,
		Faults:    faultsOf(f),
		Waivers:   waivers,
		Version:   version,
		Progress:  c.OutOrStdout(),
		Repeat:    func(id string) string { return repeat(f, cfg.IXIT.Seed, cfg.Environments()[0], id) },
	})
	var selection runner.SelectionError
	if errors.As(err, &selection) {
		return usage{err}
	}
	if err != nil {
		return err
	}
	if err := report.Save(f.out, result); err != nil {
		return err
	}
	report.NewTerminal(c.OutOrStdout()).End(result, f.out)
	return verdict{result.Result.ExitCode()}
}

// subject says what to test: what the configuration names, or the reference as a process of its own.
func subject(c *cobra.Command, f runFlags) (iut.Config, iut.Launcher, error) {
	cfg := iut.Default()
	if f.config != "" {
		var err error
		if cfg, err = iut.Load(f.config); err != nil {
			return cfg, nil, err
		}
	}
	if c.Flags().Changed("seed") {
		cfg.IXIT.Seed = f.seed
	} else if cfg.IXIT.Seed == 0 {
		cfg.IXIT.Seed = uint64(time.Now().UnixNano())
	}
	if err := choose(&cfg, f); err != nil {
		return cfg, nil, err
	}
	if f.mutant != "" {
		if cfg.Subject.Adapter != iut.AdapterReference {
			return cfg, nil, fmt.Errorf("--mutant %s is a fault of the reference, but %s names another implementation", f.mutant, f.config)
		}
		if _, err := gateway.FaultNamed(f.mutant); err != nil {
			return cfg, nil, err
		}
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

// narrowing are the options that narrow a run to some of the environments that the ICS claims, by one part each: pattern makes
// one for [iut.Config.Narrowed] of the value.
func (f *runFlags) narrowing() []narrowing {
	return []narrowing{
		{"transport", &f.transport, "run over this SIP `transport` only, one that the implementation claims: udp, tcp or tls", "%s/any/any/any"},
		{"dialect", &f.dialect, "run in this `dialect` of presence only, one that the implementation claims: pidf or msrtc", "any/%s/any/any"},
		{"routing", &f.routing, "run only where this one decides `who` gets an IM, as the implementation claims: endpoint-decides or registrar-decides", "any/any/%s/any"},
		{"topology", &f.topology, "run in this `topology` of the SfB side only, one that the implementation claims: online or hybrid", "any/any/any/%s"},
	}
}

type narrowing struct {
	name           string
	value          *string
	usage, pattern string
}

// choose narrows the run to the environments that the command line asks for.
func choose(cfg *iut.Config, f runFlags) error {
	all := append(f.narrowing(), narrowing{name: "environment", value: &f.environment, pattern: "%s"})
	for _, narrow := range all {
		if *narrow.value == "" {
			continue
		}
		narrowed, err := cfg.Narrowed(fmt.Sprintf(narrow.pattern, *narrow.value))
		if err != nil {
			return fmt.Errorf("--%s: %w", narrow.name, err)
		}
		*cfg = narrowed
	}
	return nil
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
	for _, option := range []struct{ name, value string }{{"--config", f.config}, {"--mutant", f.mutant}} {
		if option.value != "" {
			parts = append(parts, option.name+" "+option.value)
		}
	}
	return strings.Join(parts, " ")
}
