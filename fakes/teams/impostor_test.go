package teams_test

import (
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"testing"

	"github.com/duet-conformance/duet/fakes/authority"
	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/teams"
	. "github.com/onsi/gomega"
)

// overTLS serves the site over TLS, too, and returns clients that do and don't look at the certificate.
func (s *site) overTLS() (root string, careful, careless *http.Client) {
	s.t.Helper()
	g := NewWithT(s.t)
	ca, err := authority.New("test")
	g.Expect(err).NotTo(HaveOccurred())
	plain, err := net.Listen("tcp", "127.0.0.1:0")
	g.Expect(err).NotTo(HaveOccurred())
	l, err := authority.Listen(plain, ca, "127.0.0.1")
	g.Expect(err).NotTo(HaveOccurred())
	s.backend.Disguise(l)
	server := &http.Server{Handler: s.backend.Handler()}
	go func() { _ = server.Serve(l) }()
	s.t.Cleanup(func() { _ = server.Close() })
	client := func(trust *tls.Config) *http.Client {
		transport := &http.Transport{TLSClientConfig: trust}
		s.t.Cleanup(transport.CloseIdleConnections)
		return &http.Client{Transport: transport}
	}
	return "https://" + l.Addr().String(),
		client(&tls.Config{RootCAs: ca.Pool(), MinVersion: tls.VersionTLS12}),
		client(&tls.Config{InsecureSkipVerify: true}) //nolint:gosec // that is what it is
}

// A wrong certificate is shown once, on a new connection, because the old ones are broken; and what is made of it is recorded.
func TestAWrongCertificateIsShownOnce(t *testing.T) {
	for _, wrong := range authority.Wrongs() {
		t.Run(string(wrong), func(t *testing.T) {
			g := NewWithT(t)
			s := newSite(t)
			root, careful, careless := s.overTLS()
			ask := func(client *http.Client) error {
				req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, root+"/v1.0/users?$top=1", http.NoBody)
				g.Expect(err).NotTo(HaveOccurred())
				req.Header.Set("Authorization", "Bearer "+s.app)
				res, err := client.Do(req)
				if err == nil {
					g.Expect(res.StatusCode).To(Equal(http.StatusOK))
					_ = res.Body.Close()
				}
				return err
			}
			g.Expect(ask(careful)).To(Succeed())
			_, err := s.control.InjectFault(t.Context(), teams.Fault{Name: teams.FaultWrongCertificate, User: alix.Address, Params: map[string]string{"certificate": string(wrong)}})
			g.Expect(err).NotTo(HaveOccurred())
			var refused *tls.CertificateVerificationError
			err = ask(careful)
			for err != nil && !errors.As(err, &refused) { // the broken connection may be seen first
				err = ask(careful)
			}
			g.Expect(errors.As(err, &refused)).To(BeTrue(), "%v", err)
			seen := s.see(record.Is(record.ImpostorRefused))
			g.Expect(seen.From).To(Equal(alix.Address))
			g.Expect(seen.Attr("certificate")).To(Equal(string(wrong)))
			g.Expect(ask(careful)).To(Succeed())

			_, err = s.control.InjectFault(t.Context(), teams.Fault{Name: teams.FaultWrongCertificate, Params: map[string]string{"certificate": string(wrong)}})
			g.Expect(err).NotTo(HaveOccurred())
			g.Expect(ask(careless)).To(Succeed())
			s.see(record.Is(record.ImpostorAccepted))
			s.none()
		})
	}
}

func TestAWrongCertificateThatCantBeShown(t *testing.T) {
	g := NewWithT(t)
	s := newSite(t)
	inject := func(params map[string]string) error {
		_, err := s.control.InjectFault(t.Context(), teams.Fault{Name: teams.FaultWrongCertificate, Params: params})
		return err
	}
	g.Expect(inject(map[string]string{"certificate": "expired"})).To(MatchError(ContainSubstring("needs a backend that serves HTTPS with certificates of its own")))
	g.Expect(inject(nil)).To(MatchError(ContainSubstring(`needs as certificate one of ["another-authority" "expired" "another-name"], not ""`)))
	g.Expect(inject(map[string]string{"certificate": "expired", "colour": "blue"})).To(MatchError(ContainSubstring(`has no parameter "colour"`)))
	s.backend.Disguise(httpListener{}) // of another kind, which can't
	g.Expect(inject(map[string]string{"certificate": "expired"})).To(MatchError(ContainSubstring("needs a backend that serves HTTPS")))
	g.Expect(record.Select(s.log.All(), record.Is(record.FaultInjected))).To(BeEmpty())
}

type httpListener struct{ net.Listener }
