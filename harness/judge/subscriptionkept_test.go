package judge_test

import (
	"testing"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/harness/judge"
	. "github.com/onsi/gomega"
)

func TestASubscriptionIsKeptUntilWhatWasGrantedIsOver(t *testing.T) {
	began := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	claim := judge.SubscriptionKept{Address: "alix@contoso.test", Within: judge.Window{From: began, Bound: 7 * time.Second}}
	event := func(kind record.Kind, id, outcome string, after time.Duration) record.Event {
		return record.Event{Kind: kind, From: claim.Address, Time: began.Add(after), Attrs: map[string]string{"subscription": id, "outcome": outcome}}
	}
	one, two := event(record.GrantShortened, "one", "", 0), event(record.GrantShortened, "two", "", time.Millisecond)
	is := func(id, outcome string) record.Event { return event(record.GrantOver, id, outcome, 2*time.Second) }
	bobs := is("one", "lapsed")
	bobs.From = "bob@contoso.test"
	for name, test := range map[string]struct {
		events  []record.Event
		now     time.Duration
		verdict judge.Verdict
		open    bool
		says    string
	}{
		"renewed":            {[]record.Event{one, is("one", "renewed")}, 2 * time.Second, judge.Pass, false, ""},
		"replaced":           {[]record.Event{one, two, is("one", "replaced"), is("two", "renewed")}, 2 * time.Second, judge.Pass, false, ""},
		"lapsed":             {[]record.Event{one, is("one", "lapsed")}, 2 * time.Second, judge.Fail, false, "ran out after 2s"},
		"one of them lapsed": {[]record.Event{one, two, is("one", "renewed"), is("two", "lapsed")}, 2 * time.Second, judge.Fail, false, "ran out after 2s"},
		"one still to come":  {[]record.Event{one, two, is("one", "renewed")}, 3 * time.Second, judge.Inconclusive, true, "still awaited"},
		"bob's lapsed":       {[]record.Event{one, bobs}, 3 * time.Second, judge.Inconclusive, true, "still awaited"},
		"the backend silent": {[]record.Event{one}, 7 * time.Second, judge.Inconclusive, false, "did not say"},
	} {
		t.Run(name, func(t *testing.T) {
			g := NewWithT(t)
			found := claim.Judge(test.events, began.Add(test.now))
			g.Expect(found.Verdict).To(Equal(test.verdict))
			g.Expect(found.Open).To(Equal(test.open))
			g.Expect(found.Sentence).To(ContainSubstring(test.says))
		})
	}
}
