package main

import (
	"errors"

	"github.com/duet-conformance/duet/harness/report"
	"github.com/spf13/cobra"
)

const mergeLong = `Put the reports of all shards of a run together: what duet run --shard 1/3, 2/3 and 3/3 wrote, each into a directory of its own.

The result is that of a run that was never taken apart, and can be conformant as one. Reports are refused that are not of the
same run (implementation, ICS, seed, version of duet, plan, waivers), that leave a verdict out or have one twice, or that were
changed since they were written.

Exit codes are those of duet run; 4 also says that the reports can't be merged, and nothing was written.`

func mergeCommand() *cobra.Command {
	var out string
	c := &cobra.Command{
		Use:   "merge DIRECTORY...",
		Short: "Put the reports of all shards of a run together",
		Long:  mergeLong,
		Args: func(_ *cobra.Command, dirs []string) error {
			if len(dirs) == 0 {
				return usage{errors.New("name the directories of the reports to merge")}
			}
			return nil
		},
	}
	c.RunE = func(c *cobra.Command, dirs []string) error {
		return work(func(c *cobra.Command) error { return merge(c, dirs, out) })(c, nil)
	}
	c.Flags().StringVar(&out, "out", "duet-report", "the `directory` for the merged report.json and junit.xml")
	return c
}

func merge(c *cobra.Command, dirs []string, out string) error {
	var parts []report.Part
	for _, dir := range dirs {
		r, err := report.Load(dir)
		if err != nil {
			return usage{err}
		}
		parts = append(parts, report.Part{Name: dir, Result: r})
	}
	merged, err := report.Merge(parts, 0, parts[0].Result.Plan.Size)
	if err != nil {
		return usage{err}
	}
	if err := report.Writable(out); err != nil {
		return err
	}
	if err := report.Save(out, merged); err != nil {
		return err
	}
	terminal := report.NewTerminal(c.OutOrStdout())
	terminal.Begin(merged)
	terminal.Explanations(merged)
	terminal.End(merged, out)
	return verdict{merged.Result.ExitCode()}
}
