package security

import (
	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/match"
	"github.com/duet-conformance/duet/harness/people"
	"github.com/duet-conformance/duet/harness/purpose"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// pair are a Teams user and an SfB user.
var pair = purpose.Cast{"alix": people.OnTeams, "megan": people.OnSfB}

// forgeries are change notifications that anybody can send to the webhook who knows its URL.
var forgeries = []struct {
	id, title string
	forge     func() people.Forgery
	catches   gateway.Fault
}{
	{"SEC-001", "change notification with a wrong clientState", func() people.Forgery {
		return people.Forgery{ClientState: people.MadeUp("state")}
	}, gateway.HeedsAnyClientState},
	{"SEC-002", "change notification without a clientState", func() people.Forgery {
		return people.Forgery{}
	}, gateway.HeedsMissingClientState},
	{"SEC-003", "change notification for an unknown subscription", func() people.Forgery {
		return people.Forgery{Subscription: people.MadeUp("subscription"), ClientState: people.MadeUp("state")}
	}, gateway.HeedsUnknownSubscriptions},
	{"SEC-004", "change notification that brings its message along", func() people.Forgery {
		return people.Forgery{ClientState: people.MadeUp("state"), Content: true}
	}, gateway.BelievesContent},
}

var _ = Describe("Forged change notifications", func() {
	for _, f := range forgeries {
		purpose.It(f.id, "a forged "+f.title+" changes nothing",
			purpose.Clause("X-11"), purpose.Extended,
			purpose.Ensure("that the IUT, on receipt of a "+f.title+" from somebody else than Teams, neither asks Teams for what it names nor sends an IM, and serves the next true one."),
			pair, purpose.Catches(f.catches),
			func(ctx SpecContext, cast purpose.Leased) {
				alix, megan := cast["alix"], cast["megan"]
				before := alix.Teams.Send(ctx, megan, "this is me")
				Expect(before).To(match.ArriveOnlyAt(megan.SfB))

				forgery := f.forge()
				forgery.What = f.title
				attempt := alix.Stranger().Notify(ctx, before.Conversation, forgery)

				Expect(attempt).To(match.ComeToNothing(megan.SfB))
				Expect(alix.Teams.Send(ctx, megan, "still me")).To(match.ArriveOnlyAt(megan.SfB))
			})
	}
})
