package authority

import (
	"crypto/ecdsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// The files of an authority that is kept.
const (
	// CertificateFile is what a DUET_CA_FILE is: the certificate alone, which is no secret.
	CertificateFile = "ca.pem"
	keyFile         = "ca.key"
)

const (
	// keptLifetime is how long an authority is valid that is kept.
	keptLifetime = 2 * 365 * 24 * time.Hour
	// leastLeft is how much of it must be left for one more use, so that nothing runs out while it serves.
	leastLeft = lifetime
)

// Open reads the authority that is kept in a directory. When there is none it makes one, which is valid for two years, with the
// directory. It refuses half an authority, and one that runs out within a week: whoever trusts it would have to be told of
// another, which is not Open's to decide.
func Open(dir, name string) (*Authority, error) {
	a, err := read(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return create(dir, name, keptLifetime)
	case err != nil:
		return nil, fmt.Errorf("the certificate authority in %s can't be used: %w", dir, err)
	case time.Until(a.cert.NotAfter) < leastLeft:
		return nil, fmt.Errorf("the certificate authority in %s ends on %s: remove %s and %s there, and have the new one trusted",
			dir, a.cert.NotAfter.UTC().Format(time.DateOnly), CertificateFile, keyFile)
	}
	return a, nil
}

// Read reads the authority that is kept in a directory, for however long it is valid.
func Read(dir string) (*Authority, error) {
	a, err := read(dir)
	if err != nil {
		return nil, fmt.Errorf("the certificate authority in %s can't be used: %w", dir, err)
	}
	return a, nil
}

// read wraps [fs.ErrNotExist] only when nothing at all is there.
func read(dir string) (*Authority, error) {
	cert, certErr := block(filepath.Join(dir, CertificateFile), "CERTIFICATE")
	key, keyErr := block(filepath.Join(dir, keyFile), "EC PRIVATE KEY")
	none := errors.Is(certErr, fs.ErrNotExist)
	switch {
	case none != errors.Is(keyErr, fs.ErrNotExist):
		return nil, fmt.Errorf("it needs both %s and %s, and has only one of them", CertificateFile, keyFile)
	case certErr != nil || keyErr != nil:
		return nil, errors.Join(certErr, keyErr)
	}
	a := &Authority{}
	var err error
	if a.cert, err = x509.ParseCertificate(cert); err != nil {
		return nil, fmt.Errorf("%s: %w", CertificateFile, err)
	}
	if a.key, err = x509.ParseECPrivateKey(key); err != nil {
		return nil, fmt.Errorf("%s: %w", keyFile, err)
	}
	if public, ok := a.cert.PublicKey.(*ecdsa.PublicKey); !ok || !public.Equal(a.key.Public()) {
		return nil, fmt.Errorf("%s is not the key of %s", keyFile, CertificateFile)
	}
	return a, nil
}

// block is the content of a PEM file with one block of a type.
func block(path, of string) ([]byte, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	b, _ := pem.Decode(text)
	if b == nil || b.Type != of {
		return nil, fmt.Errorf("%s holds no PEM block of the type %q", path, of)
	}
	return b.Bytes, nil
}

// Files are what [Read] finds in a directory, by name: the certificate, and the key, which is a secret.
func (a *Authority) Files() (map[string][]byte, error) {
	key, err := x509.MarshalECPrivateKey(a.key)
	if err != nil {
		return nil, fmt.Errorf("write the key of the authority: %w", err)
	}
	return map[string][]byte{
		CertificateFile: a.PEM(),
		keyFile:         pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: key}),
	}, nil
}

// create makes an authority in a directory. The key comes first: half of a creation that broke off is seen by read.
func create(dir, name string, valid time.Duration) (*Authority, error) {
	a, err := newAuthority(name, valid)
	if err != nil {
		return nil, err
	}
	files, err := a.Files()
	if err == nil {
		err = os.MkdirAll(dir, 0o755)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, keyFile), files[keyFile], 0o600)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, CertificateFile), files[CertificateFile], 0o644)
	}
	if err != nil {
		return nil, fmt.Errorf("keep the certificate authority %q in %s: %w", name, dir, err)
	}
	return a, nil
}
