package history

import (
	"context"

	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/match"
	"github.com/duet-conformance/duet/harness/people"
	"github.com/duet-conformance/duet/harness/purpose"
	"github.com/duet-conformance/duet/suites/given"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// both is the cast of most stories: alix is in both, megan in SfB.
var both = purpose.Cast{"alix": people.OnBoth, "megan": people.OnSfB}

// keeper is who keeps the conversation histories: the people's own SfB clients, or the front end.
type keeper struct {
	id, prefix, with string
	keep             func(ctx context.Context, of ...*people.Person)
}

// keepers are both, with the id of the purpose about each.
func keepers(clients, server string) []keeper {
	return []keeper{
		{id: clients, keep: func(context.Context, ...*people.Person) {}},
		{
			id: server, prefix: "kept by the server: ",
			with: "with a front end that keeps the conversation histories itself, ", keep: given.ServerSideHistory,
		},
	}
}

var _ = Describe("What arrives in Teams", func() {
	purpose.It("HIST-001", "an IM that arrives in Teams is not in the SfB history",
		purpose.Clause("R-13"), purpose.Must,
		purpose.Ensure("that the IUT, having delivered in Teams an IM for a user who is signed in to both, leaves it out of the user's SfB conversation history; the sender's history has it."),
		both, purpose.Catches(gateway.WritesToMailbox, gateway.UploadsToMailbox, gateway.CopiesToSfB, gateway.ArchivesMinutesLater),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			given.BothClientsSee(ctx, alix, megan)
			alix.Teams.Type(ctx)

			im := megan.SfB.Send(ctx, alix, "for Teams only")

			Expect(im).To(match.ArriveOnlyAt(alix.Teams))
			Expect(im).To(match.BeInHistoryOf(megan))
			Expect(im).To(match.BeKeptOutOfHistoryOf(alix))
		})

	purpose.It("HIST-002", "what the user writes in Teams is not in the SfB history",
		purpose.Clause("R-13"), purpose.Must,
		purpose.Ensure("that the IUT, having delivered to an SfB user what a user of both wrote in Teams, leaves it and the reply out of the writer's SfB conversation history; the SfB user's history has both."),
		both, purpose.Catches(gateway.WritesSentToMailbox, gateway.CopiesSentToSfB, gateway.WritesToMailbox),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			given.BothClientsSee(ctx, alix, megan)

			question := alix.Teams.Send(ctx, megan, "written in Teams")
			Expect(question).To(match.ArriveOnlyAt(megan.SfB))
			reply := megan.SfB.Send(ctx, alix, "answered from SfB")
			Expect(reply).To(match.ArriveOnlyAt(alix.Teams))

			for _, im := range []*people.IM{question, reply} {
				Expect(im).To(match.BeInHistoryOf(megan))
				Expect(im).To(match.BeKeptOutOfHistoryOf(alix))
			}
		})

	purpose.It("HIST-003", "an IM for a user who is only in Teams is not in the SfB history",
		purpose.Clause("R-13"), purpose.Must,
		purpose.Ensure("that the IUT, having delivered in Teams an IM for a user whose SfB client is signed out, leaves it out of the user's SfB conversation history, also when the user is back in SfB."),
		purpose.Cast{"alix": people.OnTeams, "megan": people.OnSfB}, purpose.Catches(gateway.WritesToMailbox),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]

			im := megan.SfB.Send(ctx, alix, "while SfB is closed")
			Expect(im).To(match.ArriveOnlyAt(alix.Teams))
			alix.SfB.SignIn(ctx)
			alix.SfB.Type(ctx)
			later := megan.SfB.Send(ctx, alix, "now that it is open")

			Expect(later).To(match.ArriveAt(alix.SfB))
			Expect(later).To(match.BeInHistoryOf(alix))
			Expect(im).To(match.BeKeptOutOfHistoryOf(alix))
		})

	for _, h := range keepers("HIST-004", "HIST-006") {
		purpose.It(h.id, h.prefix+"an IM that is taken in Teams is no missed conversation",
			purpose.Clause("R-13"), purpose.Must,
			purpose.Ensure("that the IUT, "+h.with+"on receipt of an IM for a user who is active in Teams and signed in to SfB, takes it so that no missed conversation is recorded in SfB."),
			both, purpose.Catches(gateway.RingsSfBBriefly),
			func(ctx SpecContext, cast purpose.Leased) {
				alix, megan := cast["alix"], cast["megan"]
				h.keep(ctx, alix, megan)
				given.BothClientsSee(ctx, alix, megan)
				given.SfBClientMisses(ctx, alix, megan)
				alix.Teams.Type(ctx)

				im := megan.SfB.Send(ctx, alix, "taken in Teams")
				later := megan.SfB.Send(ctx, alix, "and once more")

				Expect(im).To(match.ArriveOnlyAt(alix.Teams))
				Expect(later).To(match.ArriveOnlyAt(alix.Teams))
				Expect(alix).To(match.MissNothingSince(im))
			})
	}

	purpose.It("HIST-007", "nothing of a conversation in Teams is copied to the user's own SfB client",
		purpose.Clause("R-13"), purpose.Must,
		purpose.Ensure("that the IUT, carrying a conversation between a user of both who writes in Teams and an SfB user, sends nothing of it to the Teams user's own SfB client, which would record it."),
		both, purpose.Catches(gateway.CopiesSentToSfB, gateway.CopiesToSfB),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			given.BothClientsSee(ctx, alix, megan)

			question := alix.Teams.Send(ctx, megan, "written in Teams")
			Expect(question).To(match.ArriveOnlyAt(megan.SfB))
			reply := megan.SfB.Send(ctx, alix, "answered from SfB")
			Expect(reply).To(match.ArriveOnlyAt(alix.Teams))

			for _, im := range []*people.IM{question, reply} {
				Expect(im).To(match.StayAwayFrom(alix.SfB))
			}
		})
})

var _ = Describe("A conversation that moves", func() {
	for _, h := range keepers("HIST-010", "HIST-005") {
		purpose.It(h.id, h.prefix+"of a conversation that moves to SfB, only what arrived there is recorded",
			purpose.Clause("R-13"), purpose.Must,
			purpose.Ensure("that the IUT, "+h.with+"having a conversation that was in Teams and goes on in SfB, keeps what arrived in Teams out of the user's SfB conversation history; what arrived in SfB is in it, and the other side's has both."),
			both, purpose.Catches(gateway.WritesTranscripts, gateway.UploadsToMailbox),
			func(ctx SpecContext, cast purpose.Leased) {
				alix, megan := cast["alix"], cast["megan"]
				h.keep(ctx, alix, megan)
				given.BothClientsSee(ctx, alix, megan)
				alix.Teams.Type(ctx)

				inTeams := megan.SfB.Send(ctx, alix, "still in Teams?")
				Expect(inTeams).To(match.ArriveOnlyAt(alix.Teams))
				alix.SfB.Type(ctx)
				inSfB := megan.SfB.Send(ctx, alix, "or in SfB?")

				Expect(inSfB).To(match.ArriveOnlyAt(alix.SfB))
				Expect(inSfB).To(match.BeInHistoryOf(alix))
				Expect(inTeams).To(match.BeInHistoryOf(megan))
				Expect(inTeams).To(match.BeKeptOutOfHistoryOf(alix))
			})
	}

	purpose.It("HIST-011", "of a conversation that moves to and fro, the other side's history has everything",
		purpose.Clause("R-13"), purpose.Must,
		purpose.Ensure("that the IUT, having a conversation that moves from Teams to SfB and back, keeps what arrived in Teams out of the user's SfB conversation history, while that of the other side has every IM."),
		both, purpose.Catches(gateway.WritesToMailbox, gateway.WritesTranscripts),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			given.BothClientsSee(ctx, alix, megan)

			var inTeams, inSfB []*people.IM
			for range 2 {
				alix.Teams.Type(ctx)
				inTeams = append(inTeams, megan.SfB.Send(ctx, alix, "in Teams"))
				Expect(inTeams[len(inTeams)-1]).To(match.ArriveOnlyAt(alix.Teams))
				alix.SfB.Type(ctx)
				inSfB = append(inSfB, megan.SfB.Send(ctx, alix, "in SfB"))
				Expect(inSfB[len(inSfB)-1]).To(match.ArriveOnlyAt(alix.SfB))
				megan.SfB.EndConversation(ctx, alix)
			}

			for _, im := range inTeams {
				Expect(im).To(match.BeInHistoryOf(megan))
				Expect(im).To(match.BeKeptOutOfHistoryOf(alix))
			}
			for _, im := range inSfB {
				Expect(im).To(match.BeInHistoryOf(megan))
				Expect(im).To(match.BeInHistoryOf(alix))
			}
		})

	purpose.It("HIST-012", "a conversation in Teams that was ended is not in the SfB history",
		purpose.Clause("R-13"), purpose.Must,
		purpose.Ensure("that the IUT, having a conversation in Teams that the SfB user ended, writes nothing of it into the user's SfB conversation history then or later."),
		both, purpose.Catches(gateway.WritesTranscripts),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			given.BothClientsSee(ctx, alix, megan)
			alix.Teams.Type(ctx)

			im := megan.SfB.Send(ctx, alix, "that is all")
			Expect(im).To(match.ArriveOnlyAt(alix.Teams))
			megan.SfB.EndConversation(ctx, alix)

			Expect(im).To(match.BeInHistoryOf(megan))
			Expect(im).To(match.BeKeptOutOfHistoryOf(alix))
		})
})
