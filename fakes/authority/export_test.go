package authority

import "time"

// KeepFor keeps an authority in a directory that is valid for a while of the test's own.
func KeepFor(dir, name string, valid time.Duration) error {
	_, err := create(dir, name, valid)
	return err
}
