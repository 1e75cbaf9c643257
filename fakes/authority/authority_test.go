package authority_test

import (
	"crypto/tls"
	"errors"
	"net"
	"testing"

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
