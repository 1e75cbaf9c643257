package report

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Writable says whether [Save] can be expected to write into a directory, so that nobody waits for a run whose reports are
// lost. It tries with a file, in the directory itself or, when that isn't there yet, in the nearest one above it that is,
// and leaves nothing behind.
func Writable(dir string) error {
	nearest, err := filepath.Abs(dir)
	if err != nil {
		return fmt.Errorf("the reports can't be written to %s: %w", dir, err)
	}
	for {
		info, err := os.Stat(nearest)
		if err == nil && !info.IsDir() {
			return fmt.Errorf("the reports can't be written to %s: %s is not a directory", dir, nearest)
		}
		if err == nil {
			break
		}
		if !errors.Is(err, fs.ErrNotExist) || nearest == filepath.Dir(nearest) {
			return fmt.Errorf("the reports can't be written to %s: %w", dir, err)
		}
		nearest = filepath.Dir(nearest)
	}
	probe, err := os.CreateTemp(nearest, ".duet-*")
	if err != nil {
		return fmt.Errorf("the reports can't be written to %s: %w", dir, err)
	}
	if err := errors.Join(probe.Close(), os.Remove(probe.Name())); err != nil {
		return fmt.Errorf("the reports can't be written to %s: %w", dir, err)
	}
	return nil
}
