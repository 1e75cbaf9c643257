package security

import (
	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/match"
	"github.com/duet-conformance/duet/harness/people"
	"github.com/duet-conformance/duet/harness/purpose"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// script is what would do something where text is taken for HTML.
const script = `<script>steal()</script><img src=x onerror="steal()"> hi`

// scripted is HTML of which a person reads "see you" and nothing else.
const scripted = `<style>b{color:red}</style><script>steal()</script><p>see you</p><img src="x" onerror="steal()">`

var _ = Describe("Script and markup", func() {
	purpose.It("SEC-020", "script that an SfB user types is text in Teams",
		purpose.Clause("X-13"), purpose.Extended,
		purpose.Ensure("that the IUT, on receipt of an IM in plain text that would be a script as HTML, delivers it in Teams so that the user reads the same characters."),
		pair, purpose.Catches(gateway.TakesTypedMarkup),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]

			im := megan.SfB.Send(ctx, alix, script)

			Expect(im).To(match.ArriveOnlyAt(alix.Teams))
			Expect(im).To(match.ReadUnchangedAt(alix.Teams))
		})

	purpose.It("SEC-021", "of HTML from SfB with a script in it the text arrives",
		purpose.Clause("X-13"), purpose.Extended,
		purpose.Ensure("that the IUT, on receipt of an IM in HTML with scripts and styles in it, delivers in Teams what a person reads of it and none of those."),
		pair, purpose.Catches(gateway.ShowsScripts),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]

			im := megan.SfB.SendForm(ctx, alix, people.Form{
				Text: "see you", ContentType: "text/html; charset=UTF-8",
				Body: func(token string) string { return scripted + "<p>" + token + "</p>" },
			})

			Expect(im).To(match.ArriveOnlyAt(alix.Teams))
			Expect(im).To(match.ReadAs("see you", alix.Teams))
		})

	purpose.It("SEC-022", "of HTML from Teams with a script in it the text arrives",
		purpose.Clause("X-13"), purpose.Extended,
		purpose.Ensure("that the IUT, on a message in HTML with scripts and styles in it from a Teams user, delivers at the SfB client what a person reads of it and none of those."),
		pair, purpose.Catches(gateway.ShowsScripts),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]

			im := alix.Teams.SendHTML(ctx, megan, scripted)

			Expect(im).To(match.ArriveOnlyAt(megan.SfB))
			Expect(im).To(match.ReadAs("see you", megan.SfB))
		})

	purpose.It("SEC-023", "script that a Teams user types is text in SfB",
		purpose.Clause("X-13"), purpose.Extended,
		purpose.Ensure("that the IUT, on a message from a Teams user whose text would be a script as HTML, delivers it at the SfB client so that the other reads the same characters."),
		pair, purpose.Catches(gateway.SendsTextAsHTML),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]

			im := alix.Teams.Send(ctx, megan, script)

			Expect(im).To(match.ArriveOnlyAt(megan.SfB))
			Expect(im).To(match.ReadUnchangedAt(megan.SfB))
		})
})
