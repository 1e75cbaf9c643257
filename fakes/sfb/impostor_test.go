package sfb

import (
	"crypto/tls"
	"net"
	"testing"
	"time"

	"github.com/duet-conformance/duet/fakes/authority"
	"github.com/duet-conformance/duet/fakes/record"
	. "github.com/onsi/gomega"
)

// disguised is a front end that serves TLS at an address, and its authority.
func disguised(t *testing.T) (f *FrontEnd, log *record.Log, ca *authority.Authority, at string) {
	t.Helper()
	g := NewWithT(t)
	log = record.NewLog(record.SourceSfB)
	f = New(Config{Domain: "contoso.test"}, log)
	t.Cleanup(func() { _ = f.Close(); log.Close() })
	ca, err := authority.New("test")
	g.Expect(err).NotTo(HaveOccurred())
	plain, err := net.Listen("tcp", "127.0.0.1:0")
	g.Expect(err).NotTo(HaveOccurred())
	l, err := authority.Listen(plain, ca, "127.0.0.1")
	g.Expect(err).NotTo(HaveOccurred())
	f.ServeStream("tls", l)
	return f, log, ca, l.Addr().String()
}

// What the next peer makes of a wrong certificate is recorded for whom it was injected for; the one after it sees the right one.
func TestAWrongCertificateIsShownToTheNextPeer(t *testing.T) {
	for _, wrong := range authority.Wrongs() {
		t.Run(string(wrong), func(t *testing.T) {
			g := NewWithT(t)
			f, log, ca, at := disguised(t)
			connect := func(as *tls.Config) error {
				c, err := tls.DialWithDialer(&net.Dialer{Timeout: 10 * time.Second}, "tcp", at, as)
				if err != nil {
					return err
				}
				defer c.Close()
				_, err = c.Write([]byte("\r\n\r\n"))
				return err
			}
			careful := &tls.Config{RootCAs: ca.Pool(), MinVersion: tls.VersionTLS12}
			careless := &tls.Config{InsecureSkipVerify: true} //nolint:gosec // that is what it is
			for _, peer := range []struct {
				as   *tls.Config
				kind record.Kind
			}{{careful, record.ImpostorRefused}, {careless, record.ImpostorAccepted}} {
				_, err := f.Inject(Fault{Name: FaultWrongCertificate, User: "alix@contoso.test", Params: map[string]string{"certificate": string(wrong)}})
				g.Expect(err).NotTo(HaveOccurred())
				_ = connect(peer.as) // what came of it is in the log
				met, err := log.Wait(t.Context(), 0, record.Is(peer.kind))
				g.Expect(err).NotTo(HaveOccurred())
				g.Expect(met.From).To(Equal("alix@contoso.test"))
				g.Expect(met.Attr("certificate")).To(Equal(string(wrong)))
				g.Expect(connect(careful)).To(Succeed())
			}
		})
	}
}

func TestAWrongCertificateThatCantBeShownIsRefused(t *testing.T) {
	g := NewWithT(t)
	inject := func(f *FrontEnd, certificate string) error {
		_, err := f.Inject(Fault{Name: FaultWrongCertificate, Params: map[string]string{"certificate": certificate}})
		return err
	}
	f, log, _, _ := disguised(t)
	g.Expect(inject(f, "crumpled")).To(MatchError(And(ContainSubstring("another-authority"), ContainSubstring(`not "crumpled"`))))
	g.Expect(inject(f, "")).To(MatchError(ContainSubstring(`not ""`)))
	g.Expect(record.Select(log.All(), record.Is(record.FaultInjected))).To(BeEmpty())

	plain := New(Config{Domain: "contoso.test"}, record.NewLog(record.SourceSfB))
	defer func() { g.Expect(plain.Close()).To(Succeed()) }()
	g.Expect(inject(plain, "expired")).To(MatchError(ContainSubstring("needs a front end that serves TLS with certificates of its own")))
}
