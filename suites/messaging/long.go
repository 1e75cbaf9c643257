package messaging

import (
	"fmt"
	"strings"

	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/match"
	"github.com/duet-conformance/duet/harness/people"
	"github.com/duet-conformance/duet/harness/purpose"
	"github.com/duet-conformance/duet/suites/given"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// long is a text of at least 8 KB, which no two places of read the same.
var long = func() string {
	var b strings.Builder
	for n := 1; b.Len() < 8<<10; n++ {
		fmt.Fprintf(&b, "word %d ", n)
	}
	return strings.TrimSpace(b.String())
}()

// row is how many IMs make a long row.
const row = 200

// alternatives is an IM that an SfB client sends as plain text and as HTML.
var alternatives = people.Form{
	Text: "once, in two forms", ContentType: "multipart/alternative; boundary=form",
	Body: func(token string) string {
		return "--form\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\nonce, in two forms " + token + "\r\n" +
			"--form\r\nContent-Type: text/html; charset=UTF-8\r\n\r\n<b>once, in two forms</b> " + token + "\r\n--form--\r\n"
	},
}

// inHTML and inRTF are IMs that an SfB client sends with formatting.
var (
	inHTML = people.Form{
		Text: "bold & plain", ContentType: "text/html; charset=UTF-8",
		Body: func(token string) string { return "<b>bold</b> &amp; plain " + token },
	}
	inRTF = people.Form{
		Text: "bold and plain", ContentType: "text/rtf",
		Body: func(token string) string { return `{\rtf1\ansi {\b bold} and plain ` + token + `}` },
	}
)

var _ = Describe("Long, formatted and many", func() {
	purpose.It("MSG-035", "8 KB from SfB arrive whole",
		purpose.Clause("R-06"), purpose.Must,
		purpose.Ensure("that the IUT, on receipt of an IM of 8 KB, delivers all of it in Teams."),
		pair, purpose.Catches(gateway.CutsLongText),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]

			im := megan.SfB.Send(ctx, alix, long)

			Expect(im).To(match.ArriveOnlyAt(alix.Teams))
			Expect(im).To(match.ReadUnchangedAt(alix.Teams))
		})

	purpose.It("MSG-036", "8 KB from Teams arrive whole",
		purpose.Clause("R-05"), purpose.Must,
		purpose.Ensure("that the IUT, on a message of 8 KB from a Teams user, delivers all of it at the SfB client."),
		pair, purpose.Catches(gateway.CutsLongTextToSfB),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]

			im := alix.Teams.Send(ctx, megan, long)

			Expect(im).To(match.ArriveOnlyAt(megan.SfB))
			Expect(im).To(match.ReadUnchangedAt(megan.SfB))
		})

	for _, l := range []struct {
		id, name, end string
		catches       []gateway.Fault
	}{
		{"MSG-037", "CR LF", "\r\n", []gateway.Fault{gateway.JoinsLinesInTeams}},
		{"MSG-027", "LF", "\n", []gateway.Fault{gateway.JoinsLinesInTeams, gateway.JoinsBareLineFeeds}},
	} {
		purpose.It(l.id, "lines from SfB that end with "+l.name+" stay lines in Teams",
			purpose.Clause("R-06"), purpose.Must,
			purpose.Ensure("that the IUT, on receipt of an IM whose lines end with "+l.name+", delivers it in Teams with the same lines."),
			pair, purpose.Catches(l.catches...),
			func(ctx SpecContext, cast purpose.Leased) {
				alix, megan := cast["alix"], cast["megan"]

				im := megan.SfB.Send(ctx, alix, strings.ReplaceAll(lines, "\n", l.end))

				Expect(im).To(match.ArriveOnlyAt(alix.Teams))
				Expect(im).To(match.ReadAs(lines, alix.Teams))
			})
	}

	purpose.It("MSG-044", "an IM in RTF is refused or read as text",
		purpose.Clause("R-06"), purpose.Must,
		purpose.Ensure("that the IUT, on receipt of an IM in RTF, either refuses it so that its sender is told, or delivers its text in Teams."),
		pair, purpose.Catches(gateway.PostsRTFSource, gateway.DropsRTF),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			Expect(megan.SfB.Send(ctx, alix, "control in Teams")).To(match.ArriveOnlyAt(alix.Teams))

			im := megan.SfB.SendForm(ctx, alix, inRTF)

			if !im.Accepted() {
				Expect(im).To(match.ArriveNowhere())
				return
			}
			Expect(im).To(match.ArriveOnlyAt(alix.Teams))
			Expect(im).To(match.ReadUnchangedAt(alix.Teams))
		})

	purpose.It("MSG-017", "200 messages from Teams arrive in order, each once",
		purpose.Clause("R-05"), purpose.Must,
		purpose.Ensure("that the IUT, on 200 messages that a Teams user writes to an SfB user one after the other, delivers all of them once and in their order."),
		pair, purpose.Catches(gateway.LosesEveryHundredthToSfB),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]

			var ims []*people.IM
			for range row {
				ims = append(ims, alix.Teams.Send(ctx, megan, "one of a long row"))
			}

			Expect(ims).To(match.ArriveInOrderAt(megan.SfB))
		})

	purpose.It("MSG-019", "messages from Teams whose notifications overtake each other all arrive",
		purpose.Clause("R-05"), purpose.Must,
		purpose.Ensure("that the IUT, on change notifications of two messages that come in the reverse order, delivers both messages at the SfB client, each once."),
		pair, purpose.Catches(gateway.SkipsOlderMessages),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			given.NotificationOvertaken(ctx, alix)

			first := alix.Teams.Send(ctx, megan, "written first")
			second := alix.Teams.Send(ctx, megan, "written second")

			Expect(second).To(match.ArriveOnlyAt(megan.SfB))
			Expect(first).To(match.ArriveOnlyAt(megan.SfB))
		})

	purpose.It("MSG-018", "200 messages from SfB arrive in order, each once",
		purpose.Clause("R-10"), purpose.Must,
		purpose.Ensure("that the IUT, on receipt of 200 IMs that an SfB user sends without waiting for answers, delivers all of them once and in their order."),
		pair, purpose.Catches(gateway.LosesEveryHundredth, gateway.OverflowsTowardsTeams),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]

			ims := megan.SfB.SendAll(ctx, alix, "one of a long row", row)

			Expect(ims).To(match.ArriveInOrderAt(alix.Teams))
		})

	purpose.It("MSG-023", "an SfB client that fails to take a message: the Teams user is told, and goes on",
		purpose.Clause("R-05"), purpose.Must,
		purpose.Ensure("that the IUT, on a message that the SfB client answers with 500, tells its writer in the chat, and delivers the next one."),
		pair, purpose.Catches(gateway.SwallowsServerErrors),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, megan := cast["alix"], cast["megan"]
			Expect(alix.Teams.Send(ctx, megan, "control in SfB")).To(match.ArriveOnlyAt(megan.SfB))

			megan.SfB.Refuse(500)
			im := alix.Teams.Send(ctx, megan, "not now")
			Expect(im).To(match.ArriveNowhere())
			megan.SfB.Refuse(0)

			Expect(alix.Teams.Send(ctx, megan, "and now")).To(match.ArriveOnlyAt(megan.SfB))
		})
})
