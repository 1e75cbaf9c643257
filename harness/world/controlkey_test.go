package world

import (
	"net/http"
	"testing"

	"github.com/duet-conformance/duet/fakes/authority"
	"github.com/duet-conformance/duet/fakes/sfb"
	"github.com/duet-conformance/duet/fakes/teams"
	. "github.com/onsi/gomega"
)

// The control API tells everything about a run, and an IUT on the same network could ask it.
func TestTheControlAPIAnswersOnlyWhoHasTheKey(t *testing.T) {
	g := NewWithT(t)
	ca, err := authority.New("test")
	g.Expect(err).NotTo(HaveOccurred())
	fakes := &embedded{host: "127.0.0.1"}
	places, err := fakes.Serve(t.Context(), Order{
		SfB: sfb.Config{Domain: Domain}, Teams: teams.Config{Tenant: Tenant, ClientID: ClientID}, Authority: ca, ControlKey: "right",
	})
	g.Expect(err).NotTo(HaveOccurred())
	defer func() { g.Expect(fakes.Close()).To(Succeed()) }()
	for _, control := range []string{places.SfBControl, places.TeamsControl} {
		for key, want := range map[string]int{"right": http.StatusOK, "wrong": http.StatusUnauthorized, "": http.StatusUnauthorized} {
			client := Network{}.controlClient(key)
			res, err := client.Get(control + "/control/v1/log")
			g.Expect(err).NotTo(HaveOccurred())
			_ = res.Body.Close()
			client.CloseIdleConnections()
			g.Expect(res.StatusCode).To(Equal(want), "%s with the key %q", control, key)
		}
	}
}
