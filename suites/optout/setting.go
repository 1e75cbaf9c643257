package optout

import (
	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/match"
	"github.com/duet-conformance/duet/harness/people"
	"github.com/duet-conformance/duet/harness/purpose"
	"github.com/duet-conformance/duet/suites/given"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

var _ = Describe("Interop switched off", func() {
	purpose.It("OPT-001", "off and active in Teams: an IM arrives at the SfB client",
		purpose.Clause("R-14"), purpose.Must,
		purpose.Ensure("that the IUT, having a user who switched interop off and is active in Teams, on an IM from an SfB user, lets it arrive at the SfB client only."),
		purpose.Cast{"alix": people.OnBoth, "megan": people.OnSfB},
		purpose.Catches(gateway.IgnoresSetting),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			given.BothClientsSee(ctx, alix, megan)

			alix.Teams.SetInterop(ctx, false)
			Expect(alix).To(match.BeDeregistered())
			alix.Teams.Type(ctx)
			im := megan.SfB.Send(ctx, alix, "lunch?")

			Expect(im).To(match.ArriveOnlyAt(alix.SfB))
		})

	purpose.It("OPT-002", "off and only in Teams: an IM arrives nowhere and the sender is told",
		purpose.Clause("R-14"), purpose.Must,
		purpose.Ensure("that the IUT, having a user who switched interop off and is signed in to Teams alone, on an IM from an SfB user, shows it nowhere and leaves the sender to be told."),
		purpose.Cast{"alix": people.OnTeams, "megan": people.OnSfB},
		purpose.Catches(gateway.IgnoresSetting),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			Expect(megan.SfB.Send(ctx, alix, "control in Teams")).To(match.ArriveOnlyAt(alix.Teams))
			megan.SfB.EndConversation(ctx, alix)

			alix.Teams.SetInterop(ctx, false)
			Expect(alix).To(match.BeDeregistered())
			im := megan.SfB.Send(ctx, alix, "anybody?")

			Expect(im).To(match.ArriveNowhere())
			Expect(im).To(match.BeObserved(purpose.WhatSendersSeeWhenOff))
		})

	purpose.It("OPT-003", "off: the user is not shown as IM Only",
		purpose.Clause("R-14"), purpose.Must,
		purpose.Ensure("that the IUT, having a user shown as IM Only, once the user switched interop off, takes the published presence back."),
		purpose.Cast{"alix": people.OnTeams, "megan": people.OnSfB},
		purpose.Catches(gateway.IgnoresSetting),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			megan.SfB.Watch(ctx, alix)
			Expect(alix).To(match.BeShownAs("IM Only", megan.SfB))

			alix.Teams.SetInterop(ctx, false)

			Expect(alix).To(match.BeShownAs("Offline", megan.SfB))
		})

	purpose.It("OPT-004", "on again: IMs arrive in Teams again",
		purpose.Clause("R-14"), purpose.Must,
		purpose.Ensure("that the IUT, having a user who switched interop off and on again and is active in Teams, on receipt of an IM from an SfB user, delivers it in Teams only."),
		purpose.Cast{"alix": people.OnBoth, "megan": people.OnSfB},
		purpose.Catches(gateway.NeverBackOn),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			given.BothClientsSee(ctx, alix, megan)
			alix.Teams.SetInterop(ctx, false)
			Expect(alix).To(match.BeDeregistered())

			alix.Teams.SetInterop(ctx, true)
			alix.Teams.Type(ctx)
			im := megan.SfB.Send(ctx, alix, "back?")

			Expect(im).To(match.ArriveOnlyAt(alix.Teams))
		})

	purpose.It("OPT-005", "one user's setting is no other's",
		purpose.Clause("R-14"), purpose.Must,
		purpose.Ensure("that the IUT, having one user who switched interop off, on an IM for another user who is in Teams, delivers it in Teams."),
		purpose.Cast{"alix": people.OnTeams, "bert": people.OnTeams, "megan": people.OnSfB},
		purpose.Catches(gateway.SettingCountsForAll),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, bert, megan := cast["alix"], cast["bert"], cast["megan"]

			alix.Teams.SetInterop(ctx, false)
			Expect(alix).To(match.BeDeregistered())

			Expect(megan.SfB.Send(ctx, bert, "for bert")).To(match.ArriveOnlyAt(bert.Teams))
			Expect(bert).To(match.BeRegistered())
		})
})
