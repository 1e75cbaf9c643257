//go:build !nodocker

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"

	"github.com/duet-conformance/duet/harness/containers"
	"github.com/spf13/cobra"
)

// afterRun is the hidden option of duet clean that makes it a guard: it names the claim of a run.
const afterRun = "after-run"

// properEnd is what a guard is told by a run that removes its containers itself.
const properEnd = "over"

// guard is this program once more, beside a run that has containers. Should the run end without having removed them, because it
// was killed or a goroutine of it panicked, the guard does it.
type guard struct {
	process *exec.Cmd
	in      io.WriteCloser
}

// guarded starts a guard, in a process group of its own: what ends the run, such as Ctrl-C, must not end its guard.
func guarded(group *containers.Group) (*guard, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find the program that is running: %w", err)
	}
	g := &guard{process: exec.Command(self, "clean", "--"+afterRun, group.Claim())}
	apart(g.process)
	if g.in, err = g.process.StdinPipe(); err != nil {
		return nil, err
	}
	if err := g.process.Start(); err != nil {
		return nil, fmt.Errorf("start a guard for what the run makes in containers: %w", err)
	}
	return g, nil
}

// dismiss ends a guard that has nothing to do.
func (g *guard) dismiss() {
	if g == nil {
		return // it did not start
	}
	_, _ = io.WriteString(g.in, properEnd)
	_ = g.in.Close()
	_ = g.process.Wait() // a guard that failed is missed by nobody now
}

// stand is what a guard does: it waits for the end of the run, and sweeps unless that was a proper one.
func stand(c *cobra.Command, claim string) error {
	if said, _ := io.ReadAll(c.InOrStdin()); string(said) == properEnd {
		return nil
	}
	if err := containers.AwaitEnd(claim); err != nil {
		return err
	}
	daemon, err := containers.Connect(c.Context())
	if err != nil {
		return err
	}
	_, err = daemon.Sweep(c.Context())
	return err
}

// sweepTime bounds the sweep at the end of a run, whose own context may have ended.
const sweepTime = 30 * time.Second

// sweep removes what the processes of this run left that died.
func sweep(c *cobra.Command) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.Context()), sweepTime)
	defer cancel()
	daemon, err := containers.Connect(ctx)
	if err == nil {
		_, err = daemon.Sweep(ctx)
	}
	if err != nil {
		return errors.Join(err, errors.New("duet clean removes what is left"))
	}
	return nil
}
