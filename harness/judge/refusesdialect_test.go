package judge_test

import (
	"testing"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/harness/judge"
	. "github.com/onsi/gomega"
)

func TestADialectThatIsNotClaimedIsRefused(t *testing.T) {
	began := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	claim := judge.RefusesDialect{Address: "alix@contoso.test", Within: judge.Window{From: began, Bound: time.Second, Name: "told"}}
	answered := func(whose, dialect, status string, after time.Duration) []record.Event {
		at := map[string]string{"call-id": "c1", "cseq": "7", "status": status, "method": "NOTIFY", "start": "SIP/2.0 " + status + " Of Course", "dialect": dialect}
		all := []record.Event{{Kind: record.Notified, Party: record.PartyIUT, From: whose, Time: began.Add(after), Attrs: at}}
		if status != "408" {
			all = append([]record.Event{{Kind: record.SIPIn, Party: record.PartyIUT, Time: began.Add(after), Attrs: at}}, all...)
		}
		return all
	}
	for name, test := range map[string]struct {
		events  []record.Event
		now     time.Duration
		verdict judge.Verdict
		open    bool
		says    string
	}{
		"refused":             {answered(claim.Address, "other", "415", time.Millisecond), 0, judge.Pass, false, ""},
		"refused as unknown":  {answered(claim.Address, "other", "489", time.Millisecond), 0, judge.Pass, false, ""},
		"taken":               {answered(claim.Address, "other", "200", time.Millisecond), 0, judge.Fail, false, "it answered 200 Of Course after 1ms"},
		"left unanswered":     {answered(claim.Address, "other", "408", time.Millisecond), 0, judge.Fail, false, "it gave no final answer"},
		"taken before":        {answered(claim.Address, "other", "200", -time.Millisecond), time.Second, judge.Inconclusive, false, "it was sent none"},
		"taken for another":   {answered("bob@contoso.test", "other", "200", time.Millisecond), time.Second, judge.Inconclusive, false, "it was sent none"},
		"in its own dialect":  {answered(claim.Address, "", "200", time.Millisecond), time.Second, judge.Inconclusive, false, "it was sent none"},
		"not answered so far": {nil, time.Millisecond, judge.Inconclusive, true, "still awaited"},
	} {
		t.Run(name, func(t *testing.T) {
			g := NewWithT(t)
			found := claim.Judge(test.events, began.Add(test.now))
			g.Expect(found.Verdict).To(Equal(test.verdict), found.Sentence)
			g.Expect(found.Open).To(Equal(test.open))
			g.Expect(found.Sentence).To(ContainSubstring(test.says))
		})
	}
}
