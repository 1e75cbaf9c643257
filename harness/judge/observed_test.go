package judge

import (
	"testing"
	"time"

	. "github.com/onsi/gomega"

	"github.com/duet-conformance/duet/fakes/record"
)

func TestObservedNotesAndNeverFails(t *testing.T) {
	g := NewWithT(t)
	start := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	im := IM{Token: "duet-00000000000a", Text: "busy?", From: "megan@contoso.test", To: "alix@contoso.test", Via: "megan@contoso.test/sfb", SentAt: start}
	o := Observed{Point: "a call that only rang", IM: im, Within: Window{From: start, Bound: time.Second, Name: "delivery"}}
	g.Expect(o.String()).To(ContainSubstring("noted and not judged"))
	g.Expect(o.Tokens()).To(ConsistOf(im.Token))

	g.Expect(o.Judge(nil, start).Open).To(BeTrue())
	g.Expect(o.Judge(nil, start.Add(time.Second)).Verdict).To(Equal(Pass))

	at := func(kind record.Kind, party string) record.Event {
		return record.Event{Kind: kind, Party: party, From: im.From, To: im.To, Token: im.Token, Time: start.Add(12 * time.Millisecond)}
	}
	shown := []record.Event{at(record.IMShown, "alix@contoso.test/teams"), at(record.IMAccepted, im.Via)}
	g.Expect(o.Judge(shown[:1], start).Open).To(BeTrue(), "the sender has not been told yet")
	g.Expect(o.Judge(shown, start).Verdict).To(Equal(Pass))
	g.Expect(Notes([]Claim{o}, shown)).To(ConsistOf(And(
		HavePrefix("a call that only rang: megan's IM"), ContainSubstring("alix's Teams client after 12ms"))))

	refused := []record.Event{at(record.IMRefused, im.Via)}
	g.Expect(o.Judge(refused, start).Verdict).To(Equal(Pass))
	g.Expect(o.Note(refused)).To(ContainSubstring("was told that it was not delivered"))
	g.Expect(Notes(nil, refused)).To(BeEmpty())
}
