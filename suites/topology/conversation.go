package topology

import (
	"github.com/duet-conformance/duet/fakes/directory"
	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/match"
	"github.com/duet-conformance/duet/harness/people"
	"github.com/duet-conformance/duet/harness/purpose"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// Where the two people of a conversation are homed: alix in Teams, megan in SfB.
var (
	peerOnPremises = purpose.Cast{"alix": people.OnTeams, "megan": people.OnSfB.Homed(directory.OnPremises)}
	userOnPremises = purpose.Cast{"alix": people.OnTeams.Homed(directory.OnPremises), "megan": people.OnSfB.Homed(directory.Online)}
	bothOnPremises = purpose.Cast{"alix": people.OnTeams.Homed(directory.OnPremises), "megan": people.OnSfB.Homed(directory.OnPremises)}
)

// hybrid is what these purposes need of a run.
var hybrid = purpose.Claims("topology:hybrid")

var _ = Describe("A conversation with homes apart", func() {
	for _, homes := range []struct {
		what, fromTeams, fromSfB string
		cast                     purpose.Cast
		also                     []gateway.Fault
	}{
		{"an SfB user on premises", "TOPO-001", "TOPO-002", peerOnPremises, []gateway.Fault{gateway.SpendsFewHops}},
		{"a Teams user who is homed on premises", "TOPO-003", "TOPO-004", userOnPremises, nil},
		{"both on premises", "TOPO-005", "TOPO-006", bothOnPremises, []gateway.Fault{gateway.SpendsFewHops}},
	} {
		purpose.It(homes.fromTeams, homes.what+": a conversation that Teams starts goes both ways in one session",
			purpose.Clause("R-02"), purpose.Must, hybrid,
			purpose.Ensure("that the IUT, with "+homes.what+", carries a conversation that the Teams user starts, to and fro, in one chat and one SIP session."),
			homes.cast,
			purpose.Catches(append([]gateway.Fault{gateway.IgnoresRouteSet, gateway.RoutesToFirstHopOnly, gateway.ReversesRouteSet}, homes.also...)...),
			func(ctx SpecContext, cast purpose.Leased) {
				alix, megan := cast["alix"], cast["megan"]

				question := alix.Teams.Send(ctx, megan, "which building?")
				Expect(question).To(match.ArriveOnlyAt(megan.SfB))
				reply := megan.SfB.Send(ctx, alix, "the old one")
				Expect(reply).To(match.ArriveOnlyAt(alix.Teams))
				thanks := alix.Teams.Send(ctx, megan, "thanks")
				Expect(thanks).To(match.ArriveOnlyAt(megan.SfB))

				all := []*people.IM{question, reply, thanks}
				Expect(all).To(match.BeInOneChat())
				Expect(all).To(match.BeInOneSession())
			})

		purpose.It(homes.fromSfB, homes.what+": a conversation that SfB starts goes both ways in one session",
			purpose.Clause("R-02"), purpose.Must, hybrid,
			purpose.Ensure("that the IUT, with "+homes.what+", carries a conversation that the SfB user starts, to and fro, in one chat and one SIP session."),
			homes.cast,
			purpose.Catches(gateway.IgnoresRouteSet, gateway.RoutesToFirstHopOnly, gateway.OmitsRecordRoute),
			func(ctx SpecContext, cast purpose.Leased) {
				alix, megan := cast["alix"], cast["megan"]

				question := megan.SfB.Send(ctx, alix, "are you in?")
				Expect(question).To(match.ArriveOnlyAt(alix.Teams))
				answer := alix.Teams.Send(ctx, megan, "all day")
				Expect(answer).To(match.ArriveOnlyAt(megan.SfB))
				again := megan.SfB.Send(ctx, alix, "good")
				Expect(again).To(match.ArriveOnlyAt(alix.Teams))

				all := []*people.IM{question, answer, again}
				Expect(all).To(match.BeInOneChat())
				Expect(all).To(match.BeInOneSession())
			})
	}
})
