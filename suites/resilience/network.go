package resilience

import (
	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/harness/iut"
	"github.com/duet-conformance/duet/harness/match"
	"github.com/duet-conformance/duet/harness/people"
	"github.com/duet-conformance/duet/harness/purpose"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("A network that is cut", func() {
	purpose.It("RES-050", "the network to the front end is cut and healed: served as before, nothing lost in silence",
		purpose.Clause("X-06"), purpose.Extended, purpose.Claims(iut.CanBreak), purpose.Denies("transport:udp"),
		purpose.Ensure("that the IUT, after the network to the front end was cut and is whole again, has the user registered, carries the next IMs either way, and has delivered an IM that was written in Teams meanwhile, once, or told its sender that it was not delivered."),
		pair, purpose.Catches(gateway.LosesWithConnection, gateway.SendsWhatItGaveUp, gateway.LeavesTeamsToo),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			first, second := talk(ctx, alix, megan)

			cut := alix.Scene().IUT().CutFromSfB(ctx)
			meanwhile := alix.Teams.Send(ctx, megan, "can you hear me?")
			cut.Outlast(ctx, meanwhile)
			cut.Heal(ctx)

			Expect(cut).To(match.LetBeServedAgain(alix))
			Expect(meanwhile).To(match.Despite(cut, match.ArriveOrBeRefused(megan.SfB)))
			talk(ctx, alix, megan)
			Expect(first).To(match.ArriveOnlyAt(megan.SfB))
			Expect(second).To(match.ArriveOnlyAt(alix.Teams))
		})

	purpose.It("RES-051", "datagrams that were lost in a cut are sent again, and each IM arrives once",
		purpose.Clause("X-06"), purpose.Extended, purpose.Claims(iut.CanBreak, "transport:udp"),
		purpose.Ensure("that the IUT, after the network to the front end was cut for as long as it took to lose what either side sent, carries an IM that was written in Teams meanwhile, one that was written in SfB, and the next ones either way, once each."),
		pair, purpose.Catches(gateway.SendsOnce),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			talk(ctx, alix, megan)

			cut := alix.Scene().IUT().CutFromSfB(ctx)
			var toSfB *people.IM
			toTeams := megan.SfB.SendDuring(ctx, alix, "can you hear me?", func(im *people.IM) {
				cut.Await(ctx, im.Mark, "a datagram to the implementation that is lost", ofThem(record.LinkLost, record.PartyTester, im))
				toSfB = alix.Teams.Send(ctx, megan, "and you me?")
				cut.Await(ctx, toSfB.Mark, "a datagram of the implementation that is lost", ofThem(record.LinkLost, record.PartyIUT, toSfB))
				cut.Heal(ctx)
			})

			Expect(cut).To(match.LetBeServedAgain(alix))
			Expect(toTeams).To(match.Despite(cut, match.ArriveOnlyAt(alix.Teams)))
			Expect(toSfB).To(match.Despite(cut, match.ArriveOnlyAt(megan.SfB)))
			talk(ctx, alix, megan)
		})

	purpose.It("RES-055", "the network to Teams is cut and healed: served as before, nothing lost in silence",
		purpose.Clause("X-06"), purpose.Extended, purpose.Claims(iut.CanBreak),
		purpose.Ensure("that the IUT, after the network to Teams was cut and is whole again, has delivered an IM that an SfB user sent meanwhile, once, or told its sender that it was not delivered, and carries what was written in Teams meanwhile, and the next IMs either way, once each."),
		pair, purpose.Catches(gateway.AcceptsUnstored, gateway.StoresWhatItRefused),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			first, second := talk(ctx, alix, megan)

			cut := alix.Scene().IUT().CutFromTeams(ctx)
			written := alix.Teams.Send(ctx, megan, "can you hear me?")
			sent := megan.SfB.SendDuring(ctx, alix, "and you me?", func(im *people.IM) {
				cut.Await(ctx, im.Mark, "a connection that the implementation was refused", record.And(record.Is(record.LinkRefused), record.By(record.PartyIUT)))
				cut.Heal(ctx)
			})

			Expect(cut).To(match.LetBeServedAgain(alix))
			Expect(sent).To(match.Despite(cut, match.ArriveOrBeRefused(alix.Teams)))
			Expect(written).To(match.Despite(cut, match.ArriveOnlyAt(megan.SfB)))
			talk(ctx, alix, megan)
			Expect(first).To(match.ArriveOnlyAt(megan.SfB))
			Expect(second).To(match.ArriveOnlyAt(alix.Teams))
		})
})

// talk sends an IM either way, and makes sure that both arrive.
func talk(ctx SpecContext, alix, megan *people.Person) (toSfB, toTeams *people.IM) {
	toSfB = alix.Teams.Send(ctx, megan, "hello")
	Expect(toSfB).To(match.ArriveOnlyAt(megan.SfB))
	toTeams = megan.SfB.Send(ctx, alix, "hello to you")
	Expect(toTeams).To(match.ArriveOnlyAt(alix.Teams))
	return toSfB, toTeams
}
