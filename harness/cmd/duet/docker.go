//go:build !nodocker

package main

import (
	"context"
	"fmt"

	"github.com/duet-conformance/duet/harness/containers"
	"github.com/duet-conformance/duet/harness/iut"
	"github.com/duet-conformance/duet/harness/report"
	"github.com/duet-conformance/duet/harness/runner"
	"github.com/spf13/cobra"
)

// noContainers says why this build can't run anything in containers; "": it can.
const noContainers = ""

// containerCommands are those that speak to a Docker daemon.
func containerCommands() []*cobra.Command { return []*cobra.Command{imageCommand(), cleanCommand()} }

// named is a launcher of an image that only says what would be launched.
func named(subject iut.Subject) iut.Launcher { return containers.Named(subject) }

// daemonAnswers is an error when no Docker daemon does.
func daemonAnswers(ctx context.Context) error {
	_, err := containers.Connect(ctx)
	return err
}

// alone plays a part that lies in one environment in this process. It opens what the run needs in containers, if anything,
// says what it found, and removes all of it in the end.
func (f *runFlags) alone(ctx context.Context, c *cobra.Command, opts runner.Options) (report.Result, error) {
	subject := opts.Config.Subject
	image := subject.Adapter == iut.AdapterImage
	if !f.inContainers(subject) {
		return runner.Run(ctx, opts)
	}
	daemon, err := containers.Connect(ctx)
	if err != nil {
		return report.Result{}, err
	}
	for _, note := range daemon.Notes {
		fmt.Fprintf(c.OutOrStdout(), "containers: %s\n", note)
	}
	group, err := daemon.Open(ctx)
	if err != nil {
		return report.Result{}, err
	}
	guard, guardErr := guarded(group)
	defer func() {
		if err := group.Close(); err != nil {
			fmt.Fprintf(c.ErrOrStderr(), "duet: %v; duet clean removes what is left\n", err)
		}
		if guardErr == nil {
			guard.dismiss()
		}
	}()
	if guardErr != nil {
		return report.Result{}, guardErr
	}
	// The implementation, and the fakes that are not in containers, listen where containers can reach them.
	opts.Config.IXIT.ListenHost = group.Gateway()
	if image {
		opts.Launcher = group.IUT(subject)
	}
	if f.fakes == fakesContainers {
		opts.Fakes = group.Fakes(image)
	} else {
		opts.Network.Dial = group.Dial
	}
	return runner.Run(ctx, opts)
}
