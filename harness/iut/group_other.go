//go:build !unix

package iut

import (
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
