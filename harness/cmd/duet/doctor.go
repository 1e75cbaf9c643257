package main

import (
	"fmt"

	"github.com/duet-conformance/duet/harness/doctor"
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
			checks := doctor.Examine(c.Context(), doctor.Options{Config: cfg, Launcher: launcher, Docker: docker})
			doctor.Print(c.OutOrStdout(), checks)
			code := doctor.Verdict(checks)
			if code == 0 {
				fmt.Fprintln(c.OutOrStdout(), "  a run can work")
			}
			return verdict{code}
		}),
	}
	c.Flags().StringVar(&f.config, "config", "", "the vendor's `file` (duet.yaml); without one, the reference is examined")
	c.Flags().BoolVar(&docker, "docker", false, "the run is to use containers: a Docker daemon must answer")
	return c
}
