//go:build !nodocker

package main

import (
	"context"
	"fmt"

	"github.com/duet-conformance/duet/harness/containers"
	"github.com/duet-conformance/duet/harness/iut"
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

// contain opens what a run needs in containers, if anything, and says what it found. over removes all of it.
func contain(ctx context.Context, c *cobra.Command, opts runner.Options) (_ runner.Options, over func(), err error) {
	if !opts.Config.InContainers() {
		return opts, func() {}, nil
	}
	daemon, err := containers.Connect(ctx)
	if err != nil {
		return opts, nil, err
	}
	for _, note := range daemon.Notes {
		fmt.Fprintf(c.OutOrStdout(), "containers: %s\n", note)
	}
	group, err := daemon.Open(ctx)
	if err != nil {
		return opts, nil, err
	}
	watch, err := guarded(group)
	over = func() {
		if err := group.Close(); err != nil {
			fmt.Fprintf(c.ErrOrStderr(), "duet: %v; duet clean removes what is left\n", err)
		}
		watch.dismiss()
	}
	if err != nil {
		over()
		return opts, nil, err
	}
	// The implementation, and the fakes that are not in containers, listen where containers can reach them.
	opts.Config.IXIT.ListenHost = group.Gateway()
	image := opts.Config.Subject.Adapter == iut.AdapterImage
	if image {
		opts.Launcher = group.IUT(opts.Config.Subject)
	}
	if opts.Config.IXIT.FakesIn == iut.FakesContainers {
		opts.Fakes = group.Fakes(image)
	} else {
		opts.Network.Dial = group.Dial
	}
	return opts, over, nil
}
