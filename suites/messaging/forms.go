package messaging

import (
	"context"
	"net/http"

	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/match"
	"github.com/duet-conformance/duet/harness/people"
	"github.com/duet-conformance/duet/harness/purpose"
	"github.com/duet-conformance/duet/suites/given"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// inInvite is what an IM is called that comes with the INVITE of its session.
const inInvite = "a first message that rides in the INVITE"

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

	for _, f := range []struct {
		id, subject, comes, title string
		form                      people.Form
		send                      func(*people.SfBClient, context.Context, *people.Person, people.Form) *people.IM
		catches                   []gateway.Fault
	}{
		{
			"MSG-038", "an IM", "an IM of the type ", "in several forms is read once", alternatives,
			(*people.SfBClient).SendForm,
			[]gateway.Fault{gateway.RefusesAlternatives},
		},
		{
			"MSG-039", "an IM", "an IM of the type ", "in HTML is read as text", inHTML,
			(*people.SfBClient).SendForm,
			[]gateway.Fault{gateway.PostsHTMLSource},
		},
		{
			"MSG-045", inInvite, "an INVITE that carries in ms-text-format a first message of the type ", "in HTML is read as text", inHTML,
			(*people.SfBClient).SendFormInInvite,
			[]gateway.Fault{gateway.PostsFirstHTMLSource},
		},
		{
			"MSG-046", inInvite, "an INVITE that carries in ms-text-format a first message of the type ", "in several forms is read once", alternatives,
			(*people.SfBClient).SendFormInInvite,
			[]gateway.Fault{gateway.DropsFirstAlternatives, gateway.HidesFirstMessageTaken},
		},
	} {
		purpose.It(f.id, f.subject+" "+f.title,
			purpose.Clause("R-06"), purpose.Must,
			purpose.Ensure("that the IUT, on receipt of "+f.comes+f.form.ContentType+", delivers its text in Teams once."),
			pair, purpose.Catches(f.catches...),
			func(ctx SpecContext, cast purpose.Leased) {
				alix, megan := cast["alix"], cast["megan"]

				im := f.send(megan.SfB, ctx, alix, f.form)

				Expect(im).To(match.ArriveOnlyAt(alix.Teams))
				Expect(im).To(match.ReadUnchangedAt(alix.Teams))
			})
	}

	purpose.It("MSG-029", "a first message that Teams refuses for good: the SfB user is told",
		purpose.Clause("R-06"), purpose.Must,
		purpose.Ensure("that the IUT, on receipt of an INVITE whose first message the Teams backend refuses for good, does not say that it took the message, so that the SfB user is told."),
		pair, purpose.Catches(gateway.TakesFirstMessageUnstored),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			Expect(megan.SfB.SendInInvite(ctx, alix, "control in Teams")).To(match.ArriveOnlyAt(alix.Teams))
			given.PostsRefused(ctx, http.StatusForbidden, alix)

			im := megan.SfB.SendInInvite(ctx, alix, "into the void")

			Expect(im).To(match.ArriveNowhere())
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
		pair, purpose.Catches(gateway.DropsPager, gateway.TakesUnclaimedPager),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			Expect(megan.SfB.Send(ctx, alix, "control in Teams")).To(match.ArriveOnlyAt(alix.Teams))
			megan.SfB.EndConversation(ctx, alix)

			im := megan.SfB.SendPager(ctx, alix, "by pager")

			Expect(im).To(match.ArriveNowhere())
		})

	purpose.It("MSG-049", "an IM outside of a session that is not claimed goes on to the SfB client",
		purpose.Clause("R-10"), purpose.Must, purpose.Denies("imModes:pager"),
		purpose.Ensure("that the IUT, not claiming pager mode and having a user signed in to both, on receipt of a MESSAGE outside of any session, refuses it so that the SfB client can have it."),
		purpose.Cast{"alix": people.OnBoth, "megan": people.OnSfB},
		purpose.Catches(gateway.RefusesPagerForAll, gateway.TakesUnclaimedPager),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			given.BothClientsSee(ctx, alix, megan)
			alix.Teams.Type(ctx)

			im := megan.SfB.SendPager(ctx, alix, "by pager")

			Expect(im).To(match.ArriveOnlyAt(alix.SfB))
		})
})
