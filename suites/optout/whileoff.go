package optout

import (
	"fmt"
	"net/http"

	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/match"
	"github.com/duet-conformance/duet/harness/people"
	"github.com/duet-conformance/duet/harness/purpose"
	"github.com/duet-conformance/duet/suites/given"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("The setting", func() {
	purpose.It("OPT-006", "interop is on until it is switched off",
		purpose.Clause("R-14"), purpose.Must,
		purpose.Ensure("that the IUT, having a user who never made the setting, carries IMs both ways."),
		purpose.Cast{"alix": people.OnTeams, "megan": people.OnSfB},
		purpose.Catches(gateway.NeedsOptIn),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]

			Expect(alix).To(match.BeRegistered())
			Expect(megan.SfB.Send(ctx, alix, "to Teams")).To(match.ArriveOnlyAt(alix.Teams))
			Expect(alix.Teams.Send(ctx, megan, "to SfB")).To(match.ArriveOnlyAt(megan.SfB))
		})

	for i, role := range []people.Role{people.OnTeams, people.OnBoth} {
		purpose.It([]string{"OPT-007", "OPT-008"}[i], "off: a message to SfB is refused and its writer told, the writer being "+role.Name,
			purpose.Clause("R-14"), purpose.Must,
			purpose.Ensure("that the IUT, on a message to an SfB user from a Teams user who switched interop off, delivers nothing and tells the writer so in the chat."),
			purpose.Cast{"alix": role, "megan": people.OnSfB},
			purpose.Catches(gateway.SendsWhileOff, gateway.SwallowsFailures),
			func(ctx SpecContext, cast purpose.Leased) {
				alix, megan := cast["alix"], cast["megan"]
				Expect(alix.Teams.Send(ctx, megan, "control in SfB")).To(match.ArriveOnlyAt(megan.SfB))
				megan.SfB.EndConversation(ctx, alix)

				alix.Teams.SetInterop(ctx, false)
				im := alix.Teams.Send(ctx, megan, "with interop off")

				Expect(im).To(match.ArriveNowhere())
			})
	}

	purpose.It("OPT-012", "off stays off over a sign-out",
		purpose.Clause("R-14"), purpose.Must,
		purpose.Ensure("that the IUT, having a user who switched interop off and signed out of Teams, on the next sign-in registers nothing for that user."),
		purpose.Cast{"alix": people.OnTeams, "bert": people.SignedOut},
		purpose.Catches(gateway.ForgetsSettingAtSignOut),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, bert := cast["alix"], cast["bert"]
			alix.Teams.SetInterop(ctx, false)
			Expect(alix).To(match.BeDeregistered())
			alix.Teams.SignOut(ctx)

			alix.Teams.SignIn(ctx)
			bert.Teams.SignIn(ctx)

			Expect(bert).To(match.BeRegistered())
			Expect(alix).To(match.NeverBeRegistered())
		})

	purpose.It("OPT-013", "interop can be switched off while signed out",
		purpose.Clause("R-14"), purpose.Must,
		purpose.Ensure("that the IUT, having a user who switched interop off while signed out of Teams, on the next sign-in registers nothing for that user."),
		purpose.Cast{"alix": people.SignedOut, "bert": people.SignedOut},
		purpose.Catches(gateway.SkipsSettingsWhileSignedOut),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, bert := cast["alix"], cast["bert"]

			alix.Teams.SetInterop(ctx, false)
			alix.Teams.SignIn(ctx)
			bert.Teams.SignIn(ctx)

			Expect(bert).To(match.BeRegistered())
			Expect(alix).To(match.NeverBeRegistered())
		})

	purpose.It("OPT-014", "interop can be switched on again while signed out",
		purpose.Clause("R-14"), purpose.Must,
		purpose.Ensure("that the IUT, having a user who switched interop off, signed out of Teams and switched it on, on the next sign-in serves that user again."),
		purpose.Cast{"alix": people.OnTeams, "megan": people.OnSfB},
		purpose.Catches(gateway.SkipsSettingsWhileSignedOut, gateway.NeverBackOn),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			alix.Teams.SetInterop(ctx, false)
			Expect(alix).To(match.BeDeregistered())
			alix.Teams.SignOut(ctx)

			alix.Teams.SetInterop(ctx, true)
			alix.Teams.SignIn(ctx)

			Expect(alix).To(match.BeRegistered())
			Expect(megan.SfB.Send(ctx, alix, "back?")).To(match.ArriveOnlyAt(alix.Teams))
		})

	purpose.It("OPT-015", "many users switch interop off at once",
		purpose.Clause("R-14"), purpose.Must,
		purpose.Ensure(fmt.Sprintf("that the IUT, on %d users switching interop off at once, withdraws the endpoint of each, and goes on serving another user.", crowd)),
		crowded(), purpose.Catches(gateway.LosesCrowdedSettings),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			var all []*people.Person
			for n := range crowd {
				all = append(all, cast[oneOf(n)])
			}

			people.SetInteropAtOnce(ctx, false, all...)

			for _, p := range all {
				Expect(p).To(match.BeDeregistered())
			}
			Expect(megan.SfB.Send(ctx, alix, "and you?")).To(match.ArriveOnlyAt(alix.Teams))
			Expect(alix).To(match.BeRegistered())
		})

	purpose.It("OPT-016", "nobody changes somebody else's setting",
		purpose.Clause("R-14"), purpose.Must,
		purpose.Ensure("that the IUT, having a user whose setting another tried in vain to change before changing their own, goes on serving the first."),
		purpose.Cast{"alix": people.OnTeams, "bert": people.OnTeams, "megan": people.OnSfB},
		purpose.Catches(gateway.SettingCountsForAll),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, bert, megan := cast["alix"], cast["bert"], cast["megan"]

			Expect(bert.Teams.TryInterop(ctx, alix, false)).To(Equal(http.StatusForbidden))
			bert.Teams.SetInterop(ctx, false)
			Expect(bert).To(match.BeDeregistered())

			Expect(megan.SfB.Send(ctx, alix, "still on?")).To(match.ArriveOnlyAt(alix.Teams))
			Expect(alix).To(match.BeRegistered())
		})
})

var _ = Describe("The setting during a conversation", func() {
	purpose.It("OPT-009", "off: a conversation in Teams goes on at the SfB client",
		purpose.Clause("R-14"), purpose.Must,
		purpose.Ensure("that the IUT, having an IM session with a user of both who then switches interop off, lets the SfB user's next IM arrive at the SfB client only."),
		purpose.Cast{"alix": people.OnBoth, "megan": people.OnSfB},
		purpose.Catches(gateway.KeepsSessionsWhenOff),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			given.BothClientsSee(ctx, alix, megan)
			alix.Teams.Type(ctx)
			Expect(megan.SfB.Send(ctx, alix, "still on")).To(match.ArriveOnlyAt(alix.Teams))

			alix.Teams.SetInterop(ctx, false)
			im := megan.SfB.Send(ctx, alix, "and off")

			Expect(im).To(match.ArriveOnlyAt(alix.SfB))
		})

	purpose.It("OPT-010", "off: the reply to a user who is only in Teams arrives nowhere",
		purpose.Clause("R-14"), purpose.Must,
		purpose.Ensure("that the IUT, having an IM session that a Teams user began who then switches interop off, delivers the SfB user's reply nowhere and leaves the SfB user to be told."),
		purpose.Cast{"alix": people.OnTeams, "megan": people.OnSfB},
		purpose.Catches(gateway.KeepsSessionsWhenOff),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			Expect(alix.Teams.Send(ctx, megan, "a question")).To(match.ArriveOnlyAt(megan.SfB))
			Expect(megan.SfB.Send(ctx, alix, "control in Teams")).To(match.ArriveOnlyAt(alix.Teams))

			alix.Teams.SetInterop(ctx, false)
			im := megan.SfB.Send(ctx, alix, "the answer")

			Expect(im).To(match.ArriveNowhere())
		})

	purpose.It("OPT-011", "off and on: a conversation comes back to its chat in Teams",
		purpose.Clause("R-14"), purpose.Must,
		purpose.Ensure("that the IUT, having a conversation during which a user of both switches interop off and on again, delivers the SfB user's IMs where the setting and the activity say, and those in Teams in one chat."),
		purpose.Cast{"alix": people.OnBoth, "megan": people.OnSfB},
		purpose.Catches(gateway.NeverBackOn, gateway.KeepsSessionsWhenOff),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			given.BothClientsSee(ctx, alix, megan)
			alix.Teams.Type(ctx)
			before := megan.SfB.Send(ctx, alix, "on")
			Expect(before).To(match.ArriveOnlyAt(alix.Teams))

			alix.Teams.SetInterop(ctx, false)
			Expect(megan.SfB.Send(ctx, alix, "off")).To(match.ArriveOnlyAt(alix.SfB))
			megan.SfB.EndConversation(ctx, alix)
			alix.Teams.SetInterop(ctx, true)
			alix.Teams.Type(ctx)
			after := megan.SfB.Send(ctx, alix, "on again")

			Expect(after).To(match.ArriveOnlyAt(alix.Teams))
			Expect([]*people.IM{before, after}).To(match.BeInOneChat())
		})
})

// crowd is how many users switch interop at once.
const crowd = 50

func oneOf(n int) string { return fmt.Sprintf("user%02d", n) }

// crowded is a cast with the crowd, and two who have no part in it.
func crowded() purpose.Cast {
	cast := purpose.Cast{"alix": people.OnTeams, "megan": people.OnSfB}
	for n := range crowd {
		cast[oneOf(n)] = people.OnTeams
	}
	return cast
}
