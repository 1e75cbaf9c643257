package messaging

import (
	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/match"
	"github.com/duet-conformance/duet/harness/people"
	"github.com/duet-conformance/duet/harness/purpose"
	"github.com/duet-conformance/duet/suites/given"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("Two people only", func() {
	purpose.It("MSG-050", "a group chat in Teams does not cross",
		purpose.Clause("R-01"), purpose.Must,
		purpose.Ensure("that the IUT, on a message in a group chat in Teams that has an SfB user among its members, sends nothing of it to SfB."),
		purpose.Cast{"alix": people.OnTeams, "tom": people.TeamsOnly, "megan": people.OnSfB},
		purpose.Catches(gateway.RelaysGroupChats),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, tom, megan := cast["alix"], cast["tom"], cast["megan"]

			group := alix.Teams.Group(ctx, tom, megan)
			im := alix.Teams.SendGroup(ctx, group, "hello all")
			Expect(alix.Teams.Send(ctx, megan, "control in SfB")).To(match.ArriveOnlyAt(megan.SfB))

			Expect(im).To(match.StayInTeams())
		})

	purpose.It("MSG-051", "a chat of two Teams users does not cross",
		purpose.Clause("R-01"), purpose.Must,
		purpose.Ensure("that the IUT, on a message between two users of Teams who are both enabled for SfB, sends nothing of it to SfB."),
		purpose.Cast{"alix": people.OnTeams, "bert": people.OnBoth, "megan": people.OnSfB},
		purpose.Catches(gateway.RelaysTeamsChats),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, bert, megan := cast["alix"], cast["bert"], cast["megan"]

			im := alix.Teams.Send(ctx, bert, "between us")
			Expect(alix.Teams.Send(ctx, megan, "control in SfB")).To(match.ArriveOnlyAt(megan.SfB))

			Expect(im).To(match.StayInTeams())
		})

	purpose.It("MSG-052", "an invitation to a multiparty chat is declined",
		purpose.Clause("R-01"), purpose.Must,
		purpose.Ensure("that the IUT, on receipt of an INVITE that names more than two end points, declines it without ending other branches, and posts nothing in Teams."),
		pair, purpose.Catches(gateway.TakesMultiparty),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			Expect(megan.SfB.Send(ctx, alix, "control in Teams")).To(match.ArriveOnlyAt(alix.Teams))
			megan.SfB.EndConversation(ctx, alix)

			invitation := megan.SfB.Invite(ctx, alix, given.Multiparty(alix, megan))

			Expect(invitation).To(match.BeDeclinedWith())
		})

	purpose.It("MSG-053", "a triggered invitation to a multiparty chat is declined",
		purpose.Clause("R-01"), purpose.Must,
		purpose.Ensure("that the IUT, on receipt of an INVITE with TriggeredInvite, declines it without ending other branches, and posts nothing in Teams."),
		pair, purpose.Catches(gateway.TakesTriggeredInvite),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			Expect(megan.SfB.Send(ctx, alix, "control in Teams")).To(match.ArriveOnlyAt(alix.Teams))
			megan.SfB.EndConversation(ctx, alix)

			invitation := megan.SfB.Invite(ctx, alix, given.TriggeredInvite())

			Expect(invitation).To(match.BeDeclinedWith())
		})
})
