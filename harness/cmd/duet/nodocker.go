//go:build nodocker

package main

import (
	"context"
	"errors"

	"github.com/duet-conformance/duet/harness/iut"
	"github.com/duet-conformance/duet/harness/runner"
	"github.com/spf13/cobra"
)

// The build with the tag nodocker is the one in the image: whoever runs in a container is given no daemon, and everybody who
// pulls the image would carry what speaks to one.
const noContainers = "this build of duet has no Docker in it, as the one in the image: it runs the fakes embedded, and an implementation that is a command, remote or the reference"

func containerCommands() []*cobra.Command { return nil }

func named(iut.Subject) iut.Launcher { return nil }

func daemonAnswers(context.Context) error { return errors.New(noContainers) }

func sweep(*cobra.Command) error { return nil }

// contain has nothing to open.
func contain(_ context.Context, _ *cobra.Command, opts runner.Options) (runner.Options, func(), error) {
	return opts, func() {}, nil
}
