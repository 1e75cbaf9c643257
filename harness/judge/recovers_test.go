package judge

import (
	"testing"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
	. "github.com/onsi/gomega"
)

// outage is alix's registration that ends with an outage of two seconds, and an IM of megan's in it.
func outage(after ...record.Event) (Recovers, []record.Event) {
	const alix, megan = "alix@contoso.test", "megan@contoso.test"
	events := []record.Event{
		{Kind: record.Bound, Time: later(-500), Party: record.PartyIUT, From: alix, Attrs: map[string]string{"instance": "1"}},
		{Kind: record.Unbound, Time: later(1), Party: record.PartyIUT, From: alix, Attrs: map[string]string{"instance": "1", "reason": "flow closed"}},
		{Kind: record.IMSent, Time: later(100), Party: record.ClientName(megan, record.ClientSfB), From: megan, To: alix, Token: "duet-000000000001", Text: "hi duet-000000000001"},
	}
	events = append(events, after...)
	return Recovers{What: "the network was cut (2s)", Address: alix, Began: later(0), Within: Window{From: later(2000), Bound: 15 * time.Second, Name: "recovery"}}, events
}

// later is a moment after the outage began.
func later(ms int) time.Time {
	return time.Date(2026, time.January, 1, 12, 0, 0, 0, time.UTC).Add(time.Duration(ms) * time.Millisecond)
}

func TestRecoversJudgesAndNotesWhatBecameOfAnOutage(t *testing.T) {
	const alix = "alix@contoso.test"
	bound := record.Event{Kind: record.Bound, Time: later(2250), Party: record.PartyIUT, From: alix, Attrs: map[string]string{"instance": "1"}}
	shown := record.Event{Kind: record.IMShown, Time: later(2300), Party: record.ClientName(alix, record.ClientTeams), From: "megan@contoso.test", To: alix, Token: "duet-000000000001"}
	for name, test := range map[string]struct {
		after   []record.Event
		verdict Verdict
		note    string
	}{
		"nothing comes back": {nil, Fail, "the network was cut (2s): alix was not registered again; of 1 sent meanwhile 1 was lost; none arrived afterwards"},
		"all is well":        {[]record.Event{bound, shown}, Pass, "the network was cut (2s): alix was registered again after 250ms; of 1 sent meanwhile 1 arrived; none arrived afterwards"},
		"doubled":            {[]record.Event{bound, shown, shown}, Pass, "the network was cut (2s): alix was registered again after 250ms; of 1 sent meanwhile 1 came more than once; none arrived afterwards"},
	} {
		t.Run(name, func(t *testing.T) {
			g := NewWithT(t)
			c, events := outage(test.after...)
			f := c.Judge(events, c.Within.End().Add(time.Second))
			g.Expect(f.Verdict).To(Equal(test.verdict), f.Sentence)
			if test.verdict == Fail {
				g.Expect(f.Guarantee).To(Equal(ErrRecovers))
				g.Expect(f.Sentence).To(ContainSubstring("within 15s (recovery)"))
			}
			g.Expect(Notes([]Claim{c}, events)).To(Equal([]string{test.note}))
		})
	}
}
