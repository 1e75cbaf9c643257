package messaging

import (
	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/match"
	"github.com/duet-conformance/duet/harness/purpose"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// Texts that have a way of not arriving as they were written.
const (
	unicode = "Grüße, שלום, 你好 👩‍👩‍👧‍👦"
	markup  = `if a < b && c > "d" then <b>bold</b> &amp; done`
	lines   = "first line\nsecond line\n\nfourth line"
)

var _ = Describe("Content", func() {
	purpose.It("MSG-030", "Unicode from Teams is read as it was written",
		purpose.Clause("R-05"), purpose.Must,
		purpose.Ensure("that the IUT, on a message with accents, right-to-left text, Chinese and joined emoji from a Teams user, delivers the same characters at the SfB client."),
		pair, purpose.Catches(gateway.BreaksUnicode),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]

			im := alix.Teams.Send(ctx, megan, unicode)

			Expect(im).To(match.ArriveOnlyAt(megan.SfB))
			Expect(im).To(match.ReadAs(unicode, megan.SfB))
		})

	purpose.It("MSG-031", "Unicode from SfB is read as it was written",
		purpose.Clause("R-06"), purpose.Must,
		purpose.Ensure("that the IUT, on receipt of an IM with accents, right-to-left text, Chinese and joined emoji, delivers the same characters in Teams."),
		pair, purpose.Catches(gateway.BreaksUnicodeInTeams),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]

			im := megan.SfB.Send(ctx, alix, unicode)

			Expect(im).To(match.ArriveOnlyAt(alix.Teams))
			Expect(im).To(match.ReadAs(unicode, alix.Teams))
		})

	purpose.It("MSG-032", "text with markup characters stays text in Teams",
		purpose.Clause("R-06"), purpose.Must,
		purpose.Ensure("that the IUT, on receipt of an IM whose plain text looks like HTML, delivers it in Teams so that the user reads the same characters."),
		pair, purpose.Catches(gateway.EscapesMarkup),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]

			im := megan.SfB.Send(ctx, alix, markup)

			Expect(im).To(match.ReadAs(markup, alix.Teams))
		})

	purpose.It("MSG-033", "HTML from Teams is read as text in SfB",
		purpose.Clause("R-05"), purpose.Must,
		purpose.Ensure("that the IUT, on a message in HTML from a Teams user, delivers its text at the SfB client, without tags and entities."),
		pair, purpose.Catches(gateway.SendsHTML, gateway.KeepsEntities),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]

			im := alix.Teams.SendHTML(ctx, megan, `<p>salt &amp; <b>pepper</b> &lt; 5 &euro;</p>`)

			Expect(im).To(match.ReadAs("salt & pepper < 5 €", megan.SfB))
		})

	purpose.It("MSG-047", "text with markup characters stays text in SfB",
		purpose.Clause("R-05"), purpose.Must,
		purpose.Ensure("that the IUT, on a message that a Teams user wrote as plain text that looks like HTML, delivers it so that the SfB user reads the same characters."),
		pair, purpose.Catches(gateway.ReadsTextAsHTML),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]

			im := alix.Teams.Send(ctx, megan, markup)

			Expect(im).To(match.ReadAs(markup, megan.SfB))
		})

	purpose.It("MSG-048", "markup characters that were written in HTML stay text in SfB",
		purpose.Clause("R-05"), purpose.Must,
		purpose.Ensure("that the IUT, on a message in HTML from a Teams user that has escaped tags in it, delivers its text at the SfB client with what the user reads as tags."),
		pair, purpose.Catches(gateway.UnescapesTwice),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]

			im := alix.Teams.SendHTML(ctx, megan, `<p>write &lt;b&gt;bold&lt;/b&gt; and <i>then</i> &amp;amp;</p>`)

			Expect(im).To(match.ReadAs("write <b>bold</b> and then &amp;", megan.SfB))
		})

	purpose.It("MSG-034", "lines from Teams stay lines in SfB",
		purpose.Clause("R-05"), purpose.Must,
		purpose.Ensure("that the IUT, on a message of several lines from a Teams user, delivers it at the SfB client with the same lines."),
		pair, purpose.Catches(gateway.JoinsLines),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]

			im := alix.Teams.Send(ctx, megan, lines)

			Expect(im).To(match.ReadAs(lines, megan.SfB))
		})
})
