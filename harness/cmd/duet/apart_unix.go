//go:build unix && !nodocker

package main

import (
	"os/exec"
	"syscall"
)

// apart puts a process that is going to start into a process group of its own.
func apart(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }
