package world

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/duet-conformance/duet/fakes/authority"
)

// Kept is what stays the same from run to run for an IUT that is configured once. It lives in a directory.
type Kept struct {
	// Authority is the one that the IUT trusts.
	Authority *authority.Authority
	// ControlKey is the bearer token that the control APIs ask for.
	ControlKey string

	dir string
}

// controlKeyFile holds the control key, which is a secret of the tester's.
const controlKeyFile = "control.key"

// Keep reads what is kept in a directory, and makes what is not there yet.
func Keep(dir string) (*Kept, error) {
	ca, err := authority.Open(dir, "duet fakes")
	if err != nil {
		return nil, err
	}
	path := filepath.Join(dir, controlKeyFile)
	key, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		key = []byte(rand.Text())
		err = os.WriteFile(path, key, 0o600)
	}
	if err != nil {
		return nil, fmt.Errorf("keep the key of the control APIs: %w", err)
	}
	return &Kept{Authority: ca, ControlKey: string(key), dir: dir}, nil
}

// CAFile is the file with the certificate of the authority.
func (k *Kept) CAFile() string { return filepath.Join(k.dir, authority.CertificateFile) }
