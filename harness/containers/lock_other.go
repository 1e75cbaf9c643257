//go:build !unix

package containers

import "os"

// lock can't be taken here, so every run counts as one that lives.
func lock(*os.File) bool { return false }

// await does nothing here, as lock.
func await(*os.File) error { return nil }
