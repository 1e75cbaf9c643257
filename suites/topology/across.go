package topology

import (
	"github.com/duet-conformance/duet/fakes/directory"
	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/match"
	"github.com/duet-conformance/duet/harness/people"
	"github.com/duet-conformance/duet/harness/purpose"
	"github.com/duet-conformance/duet/suites/given"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("Presence and routing with homes apart", func() {
	for _, homes := range []struct {
		id, what string
		cast     purpose.Cast
	}{
		{"TOPO-010", "a watcher on premises and a Teams user homed online", peerOnPremises},
		{"TOPO-011", "a watcher homed online and a Teams user homed on premises", userOnPremises},
	} {
		purpose.It(homes.id, homes.what+": IM Only is seen across",
			purpose.Clause("R-02"), purpose.Must, hybrid,
			purpose.Ensure("that the IUT, with "+homes.what+", publishes presence by which the watcher sees IM Only, and no longer once the user has signed out of Teams."),
			homes.cast,
			purpose.Catches(gateway.OmitsCapabilities, gateway.LeavesPublicationBehind),
			func(ctx SpecContext, cast purpose.Leased) {
				alix, megan := cast["alix"], cast["megan"]
				megan.SfB.Watch(ctx, alix)

				Expect(alix).To(match.BeShownAs("IM Only", megan.SfB))
				alix.Teams.SignOut(ctx)

				Expect(alix).To(match.BeShownAs("Offline", megan.SfB))
			})
	}

	purpose.It("TOPO-012", "a user of both clients who is homed on premises gets each IM where they were active last",
		purpose.Clause("R-02"), purpose.Must, hybrid,
		purpose.Ensure("that the IUT, having a user homed on premises who moves from Teams to SfB and back, on receipt of an IM after each move, has it arrive only where the user was active last."),
		purpose.Cast{"alix": people.OnBoth.Homed(directory.OnPremises), "megan": people.OnSfB.Homed(directory.Online)},
		purpose.Catches(gateway.IgnoresTeamsActivity, gateway.PrefersLeastActive),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			given.BothClientsSee(ctx, alix, megan)

			alix.Teams.Type(ctx)
			Expect(megan.SfB.Send(ctx, alix, "lunch?")).To(match.ArriveOnlyAt(alix.Teams))
			alix.SfB.Type(ctx)

			Expect(megan.SfB.Send(ctx, alix, "or coffee?")).To(match.ArriveOnlyAt(alix.SfB))
		})
})
