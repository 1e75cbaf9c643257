//go:build !unix

package iut

import (
	"errors"
	"os"
	"os/exec"
)

// Systems without process groups and SIGTERM: a process is asked to stop with an interrupt where that exists, and its
// children are its own to end.

func inOwnGroup(*exec.Cmd) {}

func terminateGroup(cmd *exec.Cmd) {
	if cmd.Process.Signal(os.Interrupt) != nil {
		_ = cmd.Process.Kill()
	}
}

func killGroup(cmd *exec.Cmd) { _ = cmd.Process.Kill() }

func haltGroup(*exec.Cmd) error { return errors.ErrUnsupported }

func resumeGroup(*exec.Cmd) error { return errors.ErrUnsupported }
