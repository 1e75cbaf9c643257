package authority_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/duet-conformance/duet/fakes/authority"
	. "github.com/onsi/gomega"
)

func TestServerIsTrustedByItsNameAndByNoOther(t *testing.T) {
	g := NewWithT(t)
	ca, err := authority.New("test")
	g.Expect(err).NotTo(HaveOccurred())
	stranger, err := authority.New("stranger")
	g.Expect(err).NotTo(HaveOccurred())
	cert, err := ca.Issue("sfb.contoso.test", "127.0.0.1")
	g.Expect(err).NotTo(HaveOccurred())

	shake := func(client *tls.Config) error {
		a, b := net.Pipe()
		defer a.Close()
		defer b.Close()
		server := tls.Server(b, &tls.Config{Certificates: []tls.Certificate{cert}})
		done := make(chan error, 1)
		go func() { done <- server.Handshake() }()
		err := tls.Client(a, client).Handshake()
		a.Close()
		return errors.Join(err, <-done)
	}
	g.Expect(shake(&tls.Config{RootCAs: ca.Pool(), ServerName: "sfb.contoso.test"})).To(Succeed())
	g.Expect(shake(&tls.Config{RootCAs: ca.Pool(), ServerName: "127.0.0.1"})).To(Succeed())
	g.Expect(shake(&tls.Config{RootCAs: ca.Pool(), ServerName: "other.contoso.test"})).To(MatchError(ContainSubstring("other.contoso.test")))
	g.Expect(shake(&tls.Config{RootCAs: stranger.Pool(), ServerName: "sfb.contoso.test"})).To(MatchError(ContainSubstring("unknown authority")))
}

func TestCertificateNeedsAHost(t *testing.T) {
	g := NewWithT(t)
	ca, err := authority.New("test")
	g.Expect(err).NotTo(HaveOccurred())
	_, err = ca.Issue()
	g.Expect(err).To(MatchError(ContainSubstring("at least one host name")))
}

func TestKeptAuthorityStaysTheSame(t *testing.T) {
	g := NewWithT(t)
	dir := filepath.Join(t.TempDir(), "state")
	first, err := authority.Open(dir, "kept")
	g.Expect(err).NotTo(HaveOccurred())
	again, err := authority.Open(dir, "kept")
	g.Expect(err).NotTo(HaveOccurred())
	g.Expect(again.PEM()).To(Equal(first.PEM()))
	g.Expect(time.Until(first.Expires())).To(BeNumerically(">", 700*24*time.Hour))
	file, err := os.ReadFile(filepath.Join(dir, authority.CertificateFile))
	g.Expect(err).NotTo(HaveOccurred())
	g.Expect(file).To(Equal(first.PEM()))

	cert, err := again.Issue("sfb.contoso.test")
	g.Expect(err).NotTo(HaveOccurred())
	leaf, err := x509.ParseCertificate(cert.Certificate[0])
	g.Expect(err).NotTo(HaveOccurred())
	_, err = leaf.Verify(x509.VerifyOptions{Roots: first.Pool(), DNSName: "sfb.contoso.test"})
	g.Expect(err).NotTo(HaveOccurred())
}

func TestKeptAuthorityThatIsBrokenIsRefused(t *testing.T) {
	kept := func(t *testing.T) string {
		dir := t.TempDir()
		_, err := authority.Open(dir, "kept")
		NewWithT(t).Expect(err).NotTo(HaveOccurred())
		return dir
	}
	for says, spoil := range map[string]func(t *testing.T, dir string) error{
		"has only one of them":         func(_ *testing.T, dir string) error { return os.Remove(filepath.Join(dir, "ca.key")) },
		"is not the key of ca.pem":     func(t *testing.T, dir string) error { return os.Rename(kept(t)+"/ca.key", dir+"/ca.key") },
		"holds no PEM block of the":    func(_ *testing.T, dir string) error { return os.WriteFile(dir+"/ca.pem", []byte("hello"), 0o600) },
		"ca.pem and ca.key there, and": func(_ *testing.T, dir string) error { return authority.KeepFor(dir, "short", 6*24*time.Hour) },
	} {
		t.Run(says, func(t *testing.T) {
			g := NewWithT(t)
			dir := kept(t)
			g.Expect(spoil(t, dir)).To(Succeed())
			_, err := authority.Open(dir, "kept")
			g.Expect(err).To(MatchError(And(ContainSubstring(dir), ContainSubstring(says))))
		})
	}
}

// A short-lived authority can't be opened for use in many runs, and is read for use in one.
func TestAuthorityIsCarriedInFiles(t *testing.T) {
	g := NewWithT(t)
	first, err := authority.New("carried")
	g.Expect(err).NotTo(HaveOccurred())
	files, err := first.Files()
	g.Expect(err).NotTo(HaveOccurred())
	dir := t.TempDir()
	_, err = authority.Read(dir)
	g.Expect(err).To(And(MatchError(ContainSubstring(dir)), MatchError(os.ErrNotExist)))
	for name, content := range files {
		g.Expect(os.WriteFile(filepath.Join(dir, name), content, 0o600)).To(Succeed())
	}
	again, err := authority.Read(dir)
	g.Expect(err).NotTo(HaveOccurred())
	g.Expect(again.PEM()).To(Equal(first.PEM()))
}
