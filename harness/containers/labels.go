package containers

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/moby/moby/client"
)

// The labels of everything that a run makes.
const (
	labelRun  = "org.duet-conformance.run"  // its id
	labelHost = "org.duet-conformance.host" // the name of the machine that it runs on
	labelLock = "org.duet-conformance.lock" // the file that it holds locked there while it lives
)

// labelMaker is the digest of the program that made an image of duet, which holds the same fakes.
const labelMaker = "org.duet-conformance.maker"

// claim is a run's claim to live: a lock on a file, which ends with the process however that ends.
type claim struct {
	run, host, path string
	file            *os.File
}

// newClaim makes the claim of a run, and starts to hold it.
func newClaim(run string) (*claim, error) {
	host, err := os.Hostname()
	if err != nil {
		return nil, fmt.Errorf("find out the name of this machine: %w", err)
	}
	c := &claim{run: run, host: host, path: filepath.Join(os.TempDir(), "duet-run-"+run+".lock")}
	if c.file, err = os.OpenFile(c.path, os.O_CREATE|os.O_RDWR, 0o600); err != nil {
		return nil, fmt.Errorf("mark that this run lives: %w", err)
	}
	if !lock(c.file) {
		return nil, fmt.Errorf("mark that this run lives: %s is locked by another process", c.path)
	}
	return c, nil
}

// drop ends the claim.
func (c *claim) drop() {
	_ = os.Remove(c.path)
	_ = c.file.Close()
}

// labels are those of a thing that the run makes.
func (c *claim) labels() map[string]string {
	return map[string]string{labelRun: c.run, labelHost: c.host, labelLock: c.path}
}

// everything filters what the run made, and ours what any run made.
func (c *claim) everything() client.Filters {
	return make(client.Filters).Add("label", labelRun+"="+c.run)
}

func ours() client.Filters { return make(client.Filters).Add("label", labelRun) }

// lives says whether the run that made a thing with the labels holds its claim. Of a run on another machine that can't be
// known: known is false.
func lives(labels map[string]string) (lives, known bool) {
	host, err := os.Hostname()
	if err != nil || labels[labelHost] != host {
		return false, false
	}
	file, err := os.OpenFile(labels[labelLock], os.O_RDWR, 0)
	if err != nil {
		return false, os.IsNotExist(err)
	}
	defer file.Close()
	if !lock(file) {
		return true, true
	}
	_ = os.Remove(labels[labelLock])
	return false, true
}

// AwaitEnd waits until the run has ended that holds the claim in a file: see [Group.Claim]. A file that is gone is that of a run that
// has ended.
func AwaitEnd(claim string) error {
	file, err := os.OpenFile(claim, os.O_RDWR, 0)
	if os.IsNotExist(err) {
		return nil
	}
	if err == nil {
		// Whoever sweeps then asks for the lock anew.
		err = errors.Join(await(file), file.Close())
	}
	if err != nil {
		return fmt.Errorf("wait for the end of a run: %w", err)
	}
	return nil
}
