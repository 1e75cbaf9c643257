package world

import (
	"net"
	"os"
	"path/filepath"
	"testing"

	"github.com/duet-conformance/duet/fakes/sfb"
	"github.com/duet-conformance/duet/harness/iut"
	. "github.com/onsi/gomega"
)

// statedConfig is one of fakes on ports that are free.
func statedConfig(t *testing.T) (Config, iut.Fakes) {
	t.Helper()
	g := NewWithT(t)
	at := iut.Fakes{Host: "127.0.0.1", Advertise: "localhost", Control: "127.0.0.1", State: t.TempDir()}
	for _, port := range []*uint16{
		&at.SfB.TCP, &at.SfB.TLS, &at.SfB.Exchange, &at.SfB.Control, &at.Teams.HTTP, &at.Teams.HTTPS, &at.Teams.Control,
	} {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		g.Expect(err).NotTo(HaveOccurred())
		defer l.Close()
		*port = uint16(l.Addr().(*net.TCPAddr).Port)
	}
	at.SfB.UDP = at.SfB.TCP
	kept, err := Keep(at.State)
	g.Expect(err).NotTo(HaveOccurred())
	return Config{Host: "127.0.0.1", Transport: "tls", SecureTeams: true, Routing: string(sfb.EndpointDecides), Topology: "online", Kept: kept}, at
}

func TestFakesThatAreUpAreFoundByOtherRuns(t *testing.T) {
	g := NewWithT(t)
	cfg, at := statedConfig(t)
	up, end, err := Up(t.Context(), cfg, at)
	g.Expect(err).NotTo(HaveOccurred())
	told := Told(cfg, at)
	g.Expect(told.SFBProxy).To(Equal("sip:" + iut.HostPort("localhost", at.SfB.TLS) + ";transport=tls"))
	g.Expect(told.CAFile).To(BeAnExistingFile())
	g.Expect(up.ForIUT.SIP["tls"]).To(Equal(iut.HostPort("localhost", at.SfB.TLS)))
	g.Expect(up.ForTester.SIP["tls"]).NotTo(HaveSuffix(iut.HostPort("", at.SfB.TLS)), "people have sockets of their own")

	other := Stated(at, Network{})
	found, err := other.Serve(t.Context(), cfg.order(cfg.Kept.Authority, cfg.Kept.ControlKey))
	g.Expect(err).NotTo(HaveOccurred())
	g.Expect(found).To(Equal(up))
	g.Expect(other.Close()).To(Succeed())

	cfg.Topology = Hybrid
	_, err = Stated(at, Network{}).Serve(t.Context(), cfg.order(cfg.Kept.Authority, cfg.Kept.ControlKey))
	g.Expect(err).To(MatchError(ContainSubstring("are endpoint-decides and online, and this run is endpoint-decides and hybrid")))
	g.Expect(end()).To(Succeed())
}

// One who was killed leaves an announcement behind, that is true no longer.
func TestFakesThatAreNoLongerUpAreBroughtUpAnew(t *testing.T) {
	g := NewWithT(t)
	cfg, at := statedConfig(t)
	cfg.Topology = Hybrid
	order := cfg.order(cfg.Kept.Authority, cfg.Kept.ControlKey)
	path := filepath.Join(at.State, announcementFile)
	g.Expect(announce(path, announcement{Places: Places{SfBControl: "http://127.0.0.1:1", TeamsControl: "http://127.0.0.1:1"}})).To(Succeed())
	fakes := Stated(at, Network{})
	places, err := fakes.Serve(t.Context(), order)
	g.Expect(err).NotTo(HaveOccurred())
	g.Expect(places.ForIUT.TeamsURL).To(Equal("http://" + iut.HostPort("localhost", at.Teams.HTTP)))
	g.Expect(places.ForTester.OnPremises).NotTo(BeEmpty())
	g.Expect(fakes.Close()).To(Succeed())

	g.Expect(os.WriteFile(path, []byte("{}"), 0o600)).To(Succeed())
	_, err = Stated(at, Network{}).Serve(t.Context(), order)
	g.Expect(err).To(MatchError(And(ContainSubstring(path), ContainSubstring("does not name both fakes"))))
}

func TestWhatIsKeptStaysTheSame(t *testing.T) {
	g := NewWithT(t)
	dir := t.TempDir()
	first, err := Keep(dir)
	g.Expect(err).NotTo(HaveOccurred())
	again, err := Keep(dir)
	g.Expect(err).NotTo(HaveOccurred())
	g.Expect(again.ControlKey).To(Equal(first.ControlKey))
	g.Expect(again.Authority.PEM()).To(Equal(first.Authority.PEM()))
}
