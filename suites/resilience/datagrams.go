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

// lossy is how many datagrams in a row there are of which one is lost. Two in a row never are, so what is sent again arrives.
const lossy = 3

var _ = Describe("Datagrams", func() {
	purpose.It("RES-060", "of three datagrams one is lost, and each IM arrives once",
		purpose.Clause("X-07"), purpose.Extended, purpose.Claims(iut.CanBreak, "transport:udp"),
		purpose.Ensure("that the IUT, while every third datagram between it and the front end is lost in either direction, carries IMs either way, once each."),
		pair, purpose.Catches(gateway.SendsOnce, gateway.ResendsAsNew, gateway.AnswersOnce),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			talk(ctx, alix, megan)

			loss := alix.Scene().IUT().LosesEvery(ctx, lossy)
			mark := alix.Scene().Log.Len()
			var toSfB, toTeams []*people.IM
			for range 2 {
				im := alix.Teams.Send(ctx, megan, "can you hear me?")
				loss.Outlast(ctx, im)
				toSfB = append(toSfB, im)
				toTeams = append(toTeams, megan.SfB.SendDuring(ctx, alix, "I do", func(*people.IM) {}))
			}
			// Where no more is sent than has to be, it is the answer that is lost of the last one.
			toTeams = append(toTeams, megan.SfB.SendDuring(ctx, alix, "I still do", func(im *people.IM) {
				loss.Await(ctx, mark, "a datagram of the implementation that is lost", ofThem(record.LinkLost, record.PartyIUT, im))
				loss.Await(ctx, mark, "a datagram to the implementation that is lost", ofThem(record.LinkLost, record.PartyTester, im))
				loss.Await(ctx, im.Mark, "an answer of the implementation, lost or not", answered(im))
				loss.Heal(ctx)
			}))

			Expect(loss).To(match.LetBeServedAgain(alix))
			for _, im := range toSfB {
				Expect(im).To(match.Despite(loss, match.ArriveOnlyAt(megan.SfB)))
			}
			for _, im := range toTeams {
				Expect(im).To(match.Despite(loss, match.ArriveOnlyAt(alix.Teams)))
			}
		})

	purpose.It("RES-061", "every datagram comes twice, and each IM arrives once",
		purpose.Clause("X-07"), purpose.Extended, purpose.Claims(iut.CanBreak, "transport:udp"),
		purpose.Ensure("that the IUT, while every datagram between it and the front end comes twice, carries IMs either way in sessions that begin meanwhile, one from either side, once each."),
		pair, purpose.Catches(gateway.TakesRepeatedMessages, gateway.TakesRepeatedInvitations, gateway.SaysAgainWhenAnsweredAgain),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]

			echo := alix.Scene().IUT().Doubles(ctx)
			mark := alix.Scene().Log.Len()
			inInvite := megan.SfB.SendInInvite(ctx, alix, "hello, hello")
			Expect(inInvite).To(match.ArriveOnlyAt(alix.Teams))
			toTeams := megan.SfB.Send(ctx, alix, "is there an echo?")
			Expect(toTeams).To(match.ArriveOnlyAt(alix.Teams))
			echo.Await(ctx, toTeams.Mark, "the IM's datagram that comes a second time", record.And(record.Is(record.LinkDoubled), record.Carrying(toTeams.Token)))
			if _, open := megan.SfB.InConversation(alix); open {
				megan.SfB.EndConversation(ctx, alix) // so that the implementation begins the next one
			}
			toSfB := alix.Teams.Send(ctx, megan, "not here")
			Expect(toSfB).To(match.ArriveOnlyAt(megan.SfB))
			echo.Await(ctx, mark, "a datagram of the implementation that comes twice", ofThem(record.LinkDoubled, record.PartyIUT, toSfB))
			echo.Await(ctx, mark, "a datagram to the implementation that comes twice", ofThem(record.LinkDoubled, record.PartyTester, toSfB))
			echo.Heal(ctx)

			Expect(echo).To(match.LetBeServedAgain(alix))
			talk(ctx, alix, megan)
			Expect(inInvite).To(match.ArriveOnlyAt(alix.Teams))
			Expect(toTeams).To(match.ArriveOnlyAt(alix.Teams))
			Expect(toSfB).To(match.ArriveOnlyAt(megan.SfB))
		})
})

// answered keeps what the implementation sends, be it lost or not, once it has an IM in a session.
func answered(im *people.IM) record.Filter {
	lost := ofThem(record.LinkLost, record.PartyIUT, im)
	came := record.And(record.Is(record.SIPIn), record.By(record.PartyIUT), record.With("call-id", im.Conversation), record.With("method", "MESSAGE"))
	return func(e record.Event) bool { return lost(e) || came(e) }
}

// ofThem keeps what befell the datagrams of a party between the sender of an IM and its receiver.
func ofThem(kind record.Kind, party string, im *people.IM) record.Filter {
	return record.And(record.Is(kind), record.By(party), record.About(im.From.Address()), record.About(im.To.Address()))
}
