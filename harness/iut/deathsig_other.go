//go:build unix && !linux

package iut

import "syscall"

// dieWithTester does nothing: only Linux ties the life of a process to that of its parent.
func dieWithTester(*syscall.SysProcAttr) {}
