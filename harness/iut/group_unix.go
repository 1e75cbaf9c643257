//go:build unix

package iut

import (
	"os/exec"
	"syscall"
)

// inOwnGroup makes the process the leader of a process group, so that a signal to the group reaches its children, and a
// Ctrl-C at the terminal reaches the tester alone, who then stops it in order. Where the system can, it also dies with the
// tester, so that not even a tester who is killed leaves it behind.
func inOwnGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	dieWithTester(cmd.SysProcAttr)
}

// terminateGroup asks only the leader: what it started is its own to stop, as under any supervisor.
func terminateGroup(cmd *exec.Cmd) { _ = cmd.Process.Signal(syscall.SIGTERM) }

// killGroup kills the leader and whatever it left. There is no such group any more when it left nothing.
func killGroup(cmd *exec.Cmd) { _ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }

// haltGroup stops the leader and whatever it started where they stand; resumeGroup lets them go on.
func haltGroup(cmd *exec.Cmd) error {
	if err := syscall.Kill(-cmd.Process.Pid, syscall.SIGSTOP); err != nil {
		return err
	}
	return awaitHalt(cmd.Process.Pid)
}

func resumeGroup(cmd *exec.Cmd) error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGCONT) }
