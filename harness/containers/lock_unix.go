//go:build unix

package containers

import (
	"os"
	"syscall"
)

// lock takes the lock on a file, which is held until the file is closed, unless somebody else has it.
func lock(file *os.File) bool {
	return syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil
}

// await takes the lock as soon as nobody else has it.
func await(file *os.File) error {
	for {
		err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX)
		if err != syscall.EINTR {
			return err
		}
	}
}
