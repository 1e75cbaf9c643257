package security

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

// intrusions are IMs that a stranger sends straight to the IUT's contact address, over a socket of her own. Over TCP and TLS
// an IUT may well have nobody there who listens, and is safe.
var intrusions = []struct {
	id, title string
	intrude   func(ctx context.Context, mallory *people.Stranger, said *people.IM) *people.Attempt
	catches   gateway.Fault
}{
	{"SEC-010", "an INVITE with a first message", func(ctx context.Context, mallory *people.Stranger, said *people.IM) *people.Attempt {
		return mallory.Invite(ctx, said.From)
	}, gateway.InvitedByAnybody},
	{"SEC-011", "a MESSAGE outside of any session", func(ctx context.Context, mallory *people.Stranger, said *people.IM) *people.Attempt {
		return mallory.Page(ctx, said.From)
	}, gateway.PagedByAnybody},
	{"SEC-012", "a MESSAGE in a session that goes on", func(ctx context.Context, mallory *people.Stranger, said *people.IM) *people.Attempt {
		return mallory.Say(ctx, said, false)
	}, gateway.HearsAnybodyInSession},
	{"SEC-013", "a MESSAGE with the Call-ID of a session and guessed tags", func(ctx context.Context, mallory *people.Stranger, said *people.IM) *people.Attempt {
		return mallory.Say(ctx, said, true)
	}, gateway.FindsSessionsByCallID},
}

var _ = Describe("SIP from a stranger", func() {
	for _, i := range intrusions {
		purpose.It(i.id, i.title+" from a stranger shows up nowhere",
			purpose.Clause("X-12"), purpose.Extended,
			purpose.Ensure("that the IUT, having an IM session with a Teams user, on receipt of "+i.title+" that does not come from the front end, shows it nowhere, and serves the next true IM."),
			pair, purpose.Catches(i.catches),
			func(ctx SpecContext, cast purpose.Leased) {
				alix, megan := cast["alix"], cast["megan"]
				said := megan.SfB.Send(ctx, alix, "this is me")
				Expect(said).To(match.ArriveOnlyAt(alix.Teams))

				attempt := i.intrude(ctx, alix.Stranger(), said)

				Expect(attempt).To(match.ComeToNothing(alix.Teams))
				Expect(megan.SfB.Send(ctx, alix, "still me")).To(match.ArriveOnlyAt(alix.Teams))
			})
	}

	purpose.It("SEC-014", "a stranger's BYE ends no session",
		purpose.Clause("X-12"), purpose.Extended,
		purpose.Ensure("that the IUT, having an IM session with a Teams user, on receipt of a BYE with the session's Call-ID and tags that does not come from the front end, goes on with the session."),
		pair, purpose.Catches(gateway.EndedByAnybody),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			said := megan.SfB.Send(ctx, alix, "this is me")
			Expect(said).To(match.ArriveOnlyAt(alix.Teams))

			attempt := alix.Stranger().End(ctx, said)

			Expect(attempt).To(match.ComeToNothing(alix.Teams))
			next := megan.SfB.Send(ctx, alix, "still me")
			Expect(next).To(match.ArriveOnlyAt(alix.Teams))
			Expect([]*people.IM{said, next}).To(match.BeInOneSession())
		})

	purpose.It("SEC-015", "a NOTIFY that a stranger repeats tells nothing",
		purpose.Clause("X-12"), purpose.Extended,
		purpose.Ensure("that the IUT, having a user who was in an SfB call and is active in Teams now, on receipt of the NOTIFY of that call once more, not from the front end, still delivers an IM in Teams."),
		purpose.Cast{"alix": people.OnBoth, "megan": people.OnSfB, "nadia": people.OnSfB},
		purpose.Catches(gateway.NotifiedByAnybody),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan, nadia := cast["alix"], cast["megan"], cast["nadia"]
			given.BothClientsSee(ctx, alix, megan)
			before := alix.Scene().Log.Len()
			given.InACall(ctx, nadia, alix)
			during := alix.Scene().Log.Len()
			nadia.SfB.EndCall(ctx)
			alix.Teams.Type(ctx)

			alix.Stranger().Repeat(ctx, before, during)

			Expect(megan.SfB.Send(ctx, alix, "free again?")).To(match.ArriveOnlyAt(alix.Teams))
		})
})
