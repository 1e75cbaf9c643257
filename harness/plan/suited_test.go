package plan

import (
	"testing"

	"github.com/duet-conformance/duet/harness/iut"
	"github.com/duet-conformance/duet/harness/purpose"
	. "github.com/onsi/gomega"
)

func TestAConfigIsSuitedToAPurpose(t *testing.T) {
	g := NewWithT(t)
	full := iut.Default()
	cfg := Suited(full, purpose.Purpose{Claims: []string{"transport:udp", "dialect:msrtc", "imModes:pager"}, Denies: []string{"restartable"}})
	g.Expect(cfg.Environments()).To(HaveEach(And(HaveField("Transport", "udp"), HaveField("Dialect", "msrtc"))))
	g.Expect(cfg.ICS.Restartable).To(BeFalse())
	g.Expect(full.ICS.Restartable).To(BeTrue(), "the config that it is made from stays as it is")
}

func TestWhateverIsDeniedIsClaimedNoMore(t *testing.T) {
	for _, feature := range []string{
		"dialects:pidf", "dialects:msrtc", "transports:udp", "transports:tcp", "transports:tls", "topologies:online", "topologies:hybrid",
		"imModes:pager", "restartable", "tls",
	} {
		t.Run(feature, func(t *testing.T) {
			g := NewWithT(t)
			p := purpose.Purpose{ID: "X-001", Denies: []string{feature}}
			full := iut.Default()
			for _, e := range full.Environments() { // chosen before, whether it is then claimed or not
				cfg := Suited(full.At(e), p)
				g.Expect(cfg.ICS.Claims()).NotTo(ContainElement(feature))
				made, err := Make([]purpose.Purpose{p}, purpose.Selection{}, cfg)
				g.Expect(err).NotTo(HaveOccurred())
				g.Expect(made.Played()).To(BeNumerically(">", 0), made.Items[0].NotApplicable)
				for _, where := range made.Environments {
					g.Expect(cfg.ICS.Transports).To(ContainElement(where.Transport))
					g.Expect(cfg.ICS.Dialects).To(ContainElement(where.Dialect))
					g.Expect(cfg.ICS.Topologies).To(ContainElement(where.Topology))
				}
			}
			g.Expect(full.ICS.Claims()).To(ContainElement(feature), "the config that it is made from stays as it is")
		})
	}
}
