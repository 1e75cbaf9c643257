package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/matrix"
	"github.com/duet-conformance/duet/harness/purpose"
	"github.com/duet-conformance/duet/harness/report"
	"github.com/spf13/cobra"
)

const mutantsLong = `Make the kill matrix: run every mutant of the reference, and the reference itself, against the catalogue.

The runs are in virtual time, in this process. mutants.json and mutants.txt (the same for people) say of every mutant which
purposes fail it and why.

The reference is played first, against everything, and it is noted in which purposes it comes to a place where a fault would
show. In all others the mutant with that fault is the reference, so they are not played again, unless they stand in the clause
that it breaks, or name it. --whole plays them all the same.

Exit codes:
  0  sound: the reference passes everything, every mutant is killed by a purpose of the clause that it breaks, every purpose
     kills a mutant, and every purpose kills those that it names
  1  not sound
  3  the tester failed, or was interrupted: the matrix says how far it came
  4  usage: an option is wrong; nothing was run`

func mutantsCommand() *cobra.Command {
	var (
		out   string
		only  []string
		whole bool
		seed  uint64
	)
	c := &cobra.Command{
		Use:   "mutants",
		Short: "Make the kill matrix: every mutant against every purpose",
		Long:  mutantsLong,
		Args:  cobra.NoArgs,
		RunE: work(func(c *cobra.Command) error {
			mutants, err := mutantsNamed(only)
			if err != nil {
				return usage{err}
			}
			catalogue, err := purpose.Catalogue()
			if err != nil {
				return err
			}
			began := time.Now()
			m, err := matrix.Play(c.Context(), matrix.Options{
				Catalogue: catalogue, Mutants: mutants, Whole: whole, Seed: seed, Version: version, Progress: fates(c.OutOrStdout()),
			})
			if err := errors.Join(err, m.Save(out)); err != nil {
				return err
			}
			return conclude(c.OutOrStdout(), m, out, time.Since(began))
		}),
	}
	flags := c.Flags()
	flags.StringVar(&out, "out", "duet-report", "the `directory` for "+matrix.JSONFile+" and "+matrix.TableFile)
	flags.StringSliceVar(&only, "mutant", nil, "try the mutants with these `names` only (see duet list --mutants)")
	flags.BoolVar(&whole, "whole", false, "play every purpose against every mutant, those too in which the reference never comes to where the fault would show")
	flags.Uint64Var(&seed, "seed", 1, "the `number` that the order of purposes and the tokens follow from")
	return c
}

// mutantsNamed finds mutants by name, sorted. None named is all of them, as nil.
func mutantsNamed(names []string) ([]gateway.Fault, error) {
	var mutants []gateway.Fault
	for _, name := range names {
		f, err := gateway.FaultNamed(name)
		if err != nil {
			return nil, err
		}
		mutants = append(mutants, f)
	}
	slices.SortFunc(mutants, func(a, b gateway.Fault) int { return strings.Compare(a.Name, b.Name) })
	return slices.Compact(mutants), nil
}

// fates prints a line for every implementation that has been tried.
func fates(w io.Writer) func(string, bool, matrix.Run) {
	return func(name string, killed bool, run matrix.Run) {
		took := run.Took.Round(100 * time.Millisecond)
		switch {
		case run.Error != "":
			fmt.Fprintf(w, "  ! error     %s: %s (%s)\n", name, run.Error, took)
		case killed:
			fmt.Fprintf(w, "  ✓ killed    %s (%s)\n", name, took)
		default:
			fmt.Fprintf(w, "    %-9s %s (%s)\n", lives(run), name, took)
		}
	}
}

// lives says what is said of an implementation that no purpose killed: of the reference, that is as it should be.
func lives(run matrix.Run) string {
	if run.Result == report.Conformant {
		return "passes"
	}
	return "not killed"
}

// conclude prints what came out, and ends with it.
func conclude(w io.Writer, m matrix.Matrix, out string, took time.Duration) error {
	var text strings.Builder
	m.WriteSummary(&text)
	fmt.Fprintf(w, "\n%s  in %s; the matrix: %s/%s, %s/%s\n", text.String(), took.Round(100*time.Millisecond), out, matrix.JSONFile, out, matrix.TableFile)
	if !m.Sound {
		return verdict{report.ExitNotConformant}
	}
	return nil
}
