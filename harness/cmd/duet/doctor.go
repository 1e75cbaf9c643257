package main

import (
	"fmt"

	"github.com/duet-conformance/duet/harness/doctor"
	"github.com/duet-conformance/duet/harness/runner"
	"github.com/spf13/cobra"
)

const doctorLong = `Prove, before the first purpose, that a run can work: names, ports and certificates on the tester's side, and every
way between the fakes and the implementation, which is started (or waited for, when it is remote) as in a run. Each
complaint says what to do.

Exit codes:
  0  everything that can be seen is right
  2  something is wrong on the implementation's side
  3  something is wrong on the tester's side
  4  usage: an option or the configuration is wrong; nothing was looked at`

func doctorCommand() *cobra.Command {
	var f runFlags
	var docker bool
	c := &cobra.Command{
		Use:   "doctor",
		Short: "Prove that a run can work, and say what to do where it can't",
		Long:  doctorLong,
		Args:  cobra.NoArgs,
		RunE: work(func(c *cobra.Command) error {
			cfg, launcher, err := subject(c, f)
			if err != nil {
				return usage{err}
			}
			_ = remind(c.OutOrStdout(), cfg) // what is wrong there is one of the checks
			checks := examine(c, runner.Options{Config: cfg, Launcher: launcher}, docker || cfg.InContainers())
			doctor.Print(c.OutOrStdout(), checks)
			code := doctor.Verdict(checks)
			if code == 0 {
				fmt.Fprintln(c.OutOrStdout(), "  a run can work")
			}
			return verdict{code}
		}),
	}
	c.Flags().StringVar(&f.config, "config", "", "the vendor's `file` (duet.yaml); without one, the reference is examined")
	c.Flags().StringVar(&f.iut, "iut", "", "examine this `implementation` instead of the one that the config names, as in duet run")
	registerFakes(c, &f.fakes)
	c.Flags().BoolVar(&docker, "docker", false, "a Docker daemon must answer, also when neither the implementation nor the fakes are in containers")
	return c
}

// examine opens what the run needs in containers, and looks at it. Where that can't be opened because no daemon answers, that is
// one of the checks, after which nothing is looked at.
func examine(c *cobra.Command, opts runner.Options, docker bool) []doctor.Check {
	at := doctor.Options{Config: opts.Config, Launcher: opts.Launcher, Docker: docker}
	if docker {
		if checks := doctor.Surroundings(c.Context(), at); doctor.Verdict(checks) != 0 {
			return checks
		}
	}
	opts, over, err := contain(c.Context(), c, opts)
	if err != nil {
		return []doctor.Check{doctor.NotOpened(err)}
	}
	defer over()
	at.Config, at.Launcher, at.Fakes, at.Dial = opts.Config, opts.Launcher, opts.Fakes, opts.Network.Dial
	return doctor.Examine(c.Context(), at)
}
