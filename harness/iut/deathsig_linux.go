package iut

import "syscall"

// dieWithTester has the kernel kill the process when the thread that started it ends (PR_SET_PDEATHSIG), so that thread
// must be kept for as long as the process lives.
func dieWithTester(attr *syscall.SysProcAttr) { attr.Pdeathsig = syscall.SIGKILL }
