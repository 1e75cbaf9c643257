package modality

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

// attempt is something that an SfB user tries in an open IM session and that would make more of it.
type attempt struct {
	what, method string
	declined     []string
	try          func(ctx context.Context, megan, alix *people.Person)
	// The purposes: the user is only in Teams; in both, and active in Teams.
	onlyTeams, inTeams string
	catches            []gateway.Fault
}

var attempts = []attempt{
	{"a re-INVITE that adds audio", "INVITE", []string{"488"}, func(ctx context.Context, megan, alix *people.Person) {
		megan.SfB.Offer(ctx, alix, "audio")
	}, "MOD-004", "MOD-005", []gateway.Fault{gateway.TakesAddedMedia, gateway.EndsSessionOnAddedMedia}},
	{"an UPDATE that adds audio", "UPDATE", []string{"488"}, func(ctx context.Context, megan, alix *people.Person) {
		megan.SfB.OfferByUpdate(ctx, alix, "audio")
	}, "MOD-006", "MOD-007", []gateway.Fault{gateway.TakesMediaByUpdate, gateway.EndsSessionOnAddedMedia}},
	{"a REFER into a call", "REFER", []string{"4xx"}, func(ctx context.Context, megan, alix *people.Person) {
		megan.SfB.Refer(ctx, alix, megan)
	}, "MOD-008", "MOD-009", []gateway.Fault{gateway.FollowsReferrals}},
}

var _ = Describe("More than IM in an open IM session", func() {
	for _, a := range attempts {
		purpose.It(a.onlyTeams, a.what+" is declined and the session goes on",
			purpose.Clause("R-11"), purpose.Must,
			purpose.Ensure("that the IUT, having an IM session with a user who is only in Teams, on receipt of "+a.what+", declines it and delivers the next IM in the same session."),
			purpose.Cast{"alix": people.OnTeams, "megan": people.OnSfB},
			purpose.Catches(a.catches...),
			func(ctx SpecContext, cast purpose.Leased) { a.isDeclined(ctx, cast["alix"], cast["megan"]) })

		purpose.It(a.inTeams, a.what+" is declined beside an SfB client and the session goes on",
			purpose.Clause("R-11"), purpose.Must,
			purpose.Ensure("that the IUT, having an IM session with a user who is active in Teams and signed in to SfB, on receipt of "+a.what+", declines it and delivers the next IM in the same session."),
			purpose.Cast{"alix": people.OnBoth, "megan": people.OnSfB},
			purpose.Catches(a.catches...),
			func(ctx SpecContext, cast purpose.Leased) {
				alix, megan := cast["alix"], cast["megan"]
				given.BothClientsSee(ctx, alix, megan)
				alix.Teams.Type(ctx)
				a.isDeclined(ctx, alix, megan)
			})
	}

	for i, role := range []people.Role{people.OnTeams, people.OnBoth} {
		purpose.It([]string{"MOD-046", "MOD-047"}[i], "a file offered in an IM session is refused and the session goes on, the user being "+role.Name,
			purpose.Clause("R-11"), purpose.Must,
			purpose.Ensure("that the IUT, having an IM session with a user in Teams, on receipt of the offer of a file in it, refuses it, posts no text, and delivers the next IM in the same session."),
			purpose.Cast{"alix": role, "megan": people.OnSfB},
			purpose.Catches(gateway.PostsFileOffers, gateway.DropsFileOffers),
			func(ctx SpecContext, cast purpose.Leased) {
				alix, megan := cast["alix"], cast["megan"]
				if role.InSfB {
					given.BothClientsSee(ctx, alix, megan)
					alix.Teams.Type(ctx)
				}
				before := megan.SfB.Send(ctx, alix, "shall I send it?")
				Expect(before).To(match.ArriveOnlyAt(alix.Teams))

				offer := megan.SfB.SendForm(ctx, alix, given.FileOffer())
				Expect(offer).To(match.ArriveNowhere())
				after := megan.SfB.Send(ctx, alix, "I'll mail it")

				Expect(after).To(match.ArriveOnlyAt(alix.Teams))
				Expect([]*people.IM{before, after}).To(match.BeInOneSession())
			})
	}
})

// isDeclined tries it in the session of an IM, and expects the session to outlive it.
func (a attempt) isDeclined(ctx SpecContext, alix, megan *people.Person) {
	before := megan.SfB.Send(ctx, alix, "can I call you?")
	Expect(before).To(match.ArriveOnlyAt(alix.Teams))

	a.try(ctx, megan, alix)
	Expect(before).To(match.HaveAnswered(a.method, a.declined...))
	after := megan.SfB.Send(ctx, alix, "never mind")

	Expect(after).To(match.ArriveOnlyAt(alix.Teams))
	Expect([]*people.IM{before, after}).To(match.BeInOneSession())
}
