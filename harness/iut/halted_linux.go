package iut

import (
	"errors"
	"fmt"

	"golang.org/x/sys/unix"
)

// awaitHalt returns when a child that was sent SIGSTOP stands still, all its threads: the signal itself only asks for that. It
// takes nothing from who waits for the end of the child. One that has ended stands still as well.
func awaitHalt(pid int) error {
	for {
		err := unix.Waitid(unix.P_PID, pid, nil, unix.WSTOPPED|unix.WNOWAIT, nil)
		switch {
		case errors.Is(err, unix.EINTR):
		case err == nil, errors.Is(err, unix.ECHILD):
			return nil
		default:
			return fmt.Errorf("wait until process %d stands still: %w", pid, err)
		}
	}
}
