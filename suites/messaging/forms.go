package messaging

import (
	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/match"
	"github.com/duet-conformance/duet/harness/people"
	"github.com/duet-conformance/duet/harness/purpose"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("Forms of an IM at S", func() {
	purpose.It("MSG-040", "a first message that rides in the INVITE arrives once",
		purpose.Clause("R-06"), purpose.Must,
		purpose.Ensure("that the IUT, on receipt of an INVITE that carries the first message in ms-text-format, delivers that message in Teams once."),
		pair, purpose.Catches(gateway.IgnoresFirstMessageInInvite, gateway.HidesFirstMessageTaken),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]

			first := megan.SfB.SendInInvite(ctx, alix, "in the invitation")
			next := megan.SfB.Send(ctx, alix, "and after it")

			Expect(first).To(match.ArriveOnlyAt(alix.Teams))
			Expect(next).To(match.ArriveOnlyAt(alix.Teams))
			Expect([]*people.IM{first, next}).To(match.BeInOneChat())
		})

	purpose.It("MSG-041", "typing is tolerated and is no message",
		purpose.Clause("R-06"), purpose.Must,
		purpose.Ensure("that the IUT, on receipt of a typing notification in an IM session, keeps the session, posts nothing for it, and delivers the next IM in the same session."),
		pair, purpose.Catches(gateway.RefusesTyping, gateway.PostsTyping),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			before := megan.SfB.Send(ctx, alix, "wait")
			Expect(before).To(match.ArriveOnlyAt(alix.Teams))

			megan.SfB.SendTyping(ctx, alix)
			after := megan.SfB.Send(ctx, alix, "here it is")

			Expect(after).To(match.ArriveOnlyAt(alix.Teams))
			Expect([]*people.IM{before, after}).To(match.BeInOneSession())
		})

	purpose.It("MSG-042", "an IM outside of a session is taken",
		purpose.Clause("R-06"), purpose.Must, purpose.Claims("imModes:pager"),
		purpose.Ensure("that the IUT, claiming pager mode, on receipt of a MESSAGE outside of any session, delivers it in Teams."),
		pair, purpose.Catches(gateway.RefusesPager, gateway.DropsPager),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]

			im := megan.SfB.SendPager(ctx, alix, "by pager")

			Expect(im).To(match.ArriveOnlyAt(alix.Teams))
		})

	purpose.It("MSG-043", "an IM outside of a session that is not claimed is refused",
		purpose.Clause("R-06"), purpose.Must, purpose.Denies("imModes:pager"),
		purpose.Ensure("that the IUT, not claiming pager mode, on receipt of a MESSAGE outside of any session, refuses it so that its sender is told."),
		pair, purpose.Catches(gateway.DropsPager),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			Expect(megan.SfB.Send(ctx, alix, "control in Teams")).To(match.ArriveOnlyAt(alix.Teams))
			megan.SfB.EndConversation(ctx, alix)

			im := megan.SfB.SendPager(ctx, alix, "by pager")

			Expect(im).To(match.ArriveNowhere())
		})
})
