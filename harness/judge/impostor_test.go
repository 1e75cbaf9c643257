package judge_test

import (
	"testing"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/harness/judge"
	. "github.com/onsi/gomega"
)

func TestAnImpostorIsRefusedOrNotMet(t *testing.T) {
	began := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	claim := judge.RefusesImpostor{Of: record.SourceSfB, Address: "alix@contoso.test", Within: judge.Window{From: began, Bound: time.Second, Name: "registration"}}
	met := func(kind record.Kind, whose string, after time.Duration) []record.Event {
		return []record.Event{{Source: record.SourceSfB, Kind: kind, From: whose, Time: began.Add(after), Attrs: map[string]string{"certificate": "expired"}}}
	}
	elsewhere := met(record.ImpostorRefused, claim.Address, time.Millisecond)
	elsewhere[0].Source = record.SourceTeams
	for name, test := range map[string]struct {
		events  []record.Event
		now     time.Duration
		verdict judge.Verdict
		open    bool
		says    string
	}{
		"refused":             {met(record.ImpostorRefused, claim.Address, time.Millisecond), time.Second, judge.Pass, false, ""},
		"accepted":            {met(record.ImpostorAccepted, claim.Address, time.Millisecond), time.Second, judge.Fail, false, "was wrong (expired) after 1ms"},
		"refused before":      {met(record.ImpostorRefused, claim.Address, -time.Millisecond), time.Second, judge.Inconclusive, false, "made no new connection"},
		"refused for another": {met(record.ImpostorRefused, "bob@contoso.test", time.Millisecond), time.Second, judge.Inconclusive, false, "made no new connection"},
		"refused elsewhere":   {elsewhere, time.Second, judge.Inconclusive, false, "made no new connection"},
		"not met yet":         {nil, time.Millisecond, judge.Inconclusive, true, "still awaited"},
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
