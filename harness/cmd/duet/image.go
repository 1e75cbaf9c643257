//go:build !nodocker

package main

import (
	"fmt"

	"github.com/duet-conformance/duet/harness/containers"
	"github.com/spf13/cobra"
)

func imageCommand() *cobra.Command {
	var name, program string
	c := &cobra.Command{
		Use:   "image",
		Short: "Make a container image of this program",
		Long: "Make a container image of this program: FROM scratch, with nothing but it, run by nobody in particular. Nothing\n" +
			"is pulled. Without arguments the image serves as the reference implementation. make image packs a build without what\n" +
			"speaks to Docker (the tag nodocker), which is smaller.",
		Args: cobra.NoArgs,
		RunE: work(func(c *cobra.Command) error {
			daemon, err := containers.Connect(c.Context())
			if err != nil {
				return err
			}
			size, err := daemon.Image(c.Context(), name, program)
			if err != nil {
				return err
			}
			fmt.Fprintf(c.OutOrStdout(), "duet: the image %s, %.1f MB\n", name, float64(size)/1e6)
			return nil
		}),
	}
	c.Flags().StringVar(&name, "tag", containers.ImageName, "the `name` of the image")
	c.Flags().StringVar(&program, "program", "", "pack this static build of duet, a `file`, instead of the program that runs")
	return c
}

func cleanCommand() *cobra.Command {
	var run string
	c := &cobra.Command{
		Use:   "clean",
		Short: "Remove the containers, networks and images that dead runs left",
		Long: "Remove the containers, networks and images that runs left which were killed before they could do so themselves.\n" +
			"What belongs to a run that goes on stays, and so does what duet image made.",
		Args: cobra.NoArgs,
		RunE: work(func(c *cobra.Command) error {
			if run != "" {
				return stand(c, run)
			}
			daemon, err := containers.Connect(c.Context())
			if err != nil {
				return err
			}
			swept, err := daemon.Sweep(c.Context())
			fmt.Fprintf(c.OutOrStdout(), "duet: %d removed; %d stay, of runs that go on; %d stay, of runs of other machines\n", swept.Removed, swept.Living, swept.Elsewhere)
			return err
		}),
	}
	c.Flags().StringVar(&run, afterRun, "", "wait for the end of the run with this claim, a `file`, for the run that has started this")
	_ = c.Flags().MarkHidden(afterRun) // the error is for a flag that is not there
	return c
}
