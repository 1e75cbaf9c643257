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
