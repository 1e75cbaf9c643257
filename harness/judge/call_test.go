package judge

import (
	"testing"

	"github.com/duet-conformance/duet/fakes/record"
)

var ringing = Call{ID: "x", From: megan, Via: meganSfB, Modalities: "audio", SentAt: at(0)}

func TestRings(t *testing.T) {
	claim := Rings{Call: ringing, At: []string{alixSfB}, Elsewhere: []string{alixSfB, alixTeams}, Within: within(0, "answer")}
	rings := func(ms int, client string) record.Event {
		return ev(ms, record.CallRinging, "party="+client, "from="+megan, "to="+alix, "call-id=x")
	}
	declined := ev(5, record.BranchEnded, "party="+iut, "call-id=x", "status=603")
	judged(t, []trial{
		{name: "at the SfB client", claim: claim, verdict: Pass, rests: true, events: log(declined, rings(8, alixSfB))},
		{name: "another call", claim: claim, verdict: Inconclusive, open: true, events: log(ev(8, record.CallRinging, "party="+alixTeams, "call-id=y"))},
		{
			name: "at the Teams client too", claim: claim, verdict: Fail, guarantee: ErrRingsOnly, events: log(rings(8, alixSfB), rings(9, alixTeams)),
			sentence:  "expected that megan's audio call rings only at alix's SfB client within 5s (answer), but it rang at alix's Teams client",
			offending: []int{9},
		},
		{
			name: "nowhere", claim: claim, verdict: Fail, guarantee: ErrRings, now: afterAll, events: log(declined),
			sentence: "expected that megan's audio call rings only at alix's SfB client within 5s (answer), but it did not ring at alix's SfB client; the IUT answered 603",
			missing:  "sfb -> " + alixSfB,
		},
		{name: "too late", claim: claim, verdict: Fail, guarantee: ErrRings, now: afterAll, events: log(rings(7_000, alixSfB)), offending: []int{7_000}},
	})
	if absences := claim.Absences(); len(absences) != 1 || absences[0].Observer != alixTeams {
		t.Errorf("the absences are %v, not that at the Teams client", absences)
	}
}

func TestRingsNowhere(t *testing.T) {
	claim := RingsNowhere{Call: ringing, Elsewhere: []string{alixTeams}, Within: within(0, "answer")}
	untold := RingsNowhere{Call: ringing, Elsewhere: []string{alixTeams}, Untold: true, Within: within(0, "answer")}
	rings := func(ms int, client string) record.Event {
		return ev(ms, record.CallRinging, "party="+client, "from="+megan, "to="+alix, "call-id=x")
	}
	refused := func(ms int) record.Event {
		return ev(ms, record.CallRefused, "party="+meganSfB, "from="+megan, "to="+alix, "call-id=x", "status=488")
	}
	declined := ev(5, record.BranchEnded, "party="+iut, "call-id=x", "status=488")
	judged(t, []trial{
		{name: "refused", claim: claim, verdict: Pass, rests: true, events: log(declined, refused(8))},
		{name: "silent", claim: untold, verdict: Pass, events: log(rings(8, meganSfB))},
		{name: "not told yet", claim: claim, verdict: Inconclusive, open: true, events: log(declined)},
		{
			name: "at the Teams client", claim: claim, verdict: Fail, guarantee: ErrRingsOnly, events: log(refused(8), rings(9, alixTeams)),
			sentence:  "expected that megan's audio call rings nowhere and megan is told so within 5s (answer), but it rang at alix's Teams client",
			offending: []int{9},
		},
		{
			name: "never told", claim: claim, verdict: Fail, guarantee: ErrCallerTold, now: afterAll, events: log(ev(5, record.BranchEnded, "party="+iut, "call-id=x", "status=200")),
			sentence: "expected that megan's audio call rings nowhere and megan is told so within 5s (answer), but megan was told nothing; the IUT answered 200",
			missing:  "sfb -> " + meganSfB,
		},
		{name: "told too late", claim: claim, verdict: Fail, guarantee: ErrCallerTold, now: afterAll, events: log(refused(7_000)), offending: []int{7_000}},
	})
	if absences := claim.Absences(); len(absences) != 1 || absences[0].Observer != alixTeams {
		t.Errorf("the absences are %v, not that at the Teams client", absences)
	}
}

func TestNothingMissed(t *testing.T) {
	claim := NothingMissed{Of: alix, Since: at(0)}
	missed := func(ms int, of string) record.Event {
		return ev(ms, record.HistoryRecorded, "party="+alixSfB, "from="+of, "to="+megan, "class=missed")
	}
	judged(t, []trial{
		{name: "before", claim: claim, verdict: Pass, events: log(missed(-5, alix), missed(5, megan))},
		{
			name: "after", claim: claim, verdict: Fail, guarantee: ErrNothingMissed, events: log(missed(7, alix)),
			sentence: "expected that alix's SfB conversation history gets no missed conversation, but it has one of megan after 7ms", offending: []int{7},
		},
	})
}

func TestStaysOffSfB(t *testing.T) {
	placed := Call{ID: "t", From: alix, Via: alixTeams, Modalities: "audio", SentAt: at(0)}
	claim := StaysOffSfB{Call: placed}
	sent := func(ms int, method string, more ...string) record.Event {
		return ev(ms, record.SIPIn, append([]string{"party=" + iut, "method=" + method, "start=" + method + " sip:x"}, more...)...)
	}
	judged(t, []trial{
		{name: "nothing but upkeep", claim: claim, verdict: Pass, events: log(sent(-5, "INVITE"), sent(1, "PUBLISH"), sent(1, "SERVICE"), sent(2, "REGISTER"), sent(3, "INVITE", "status=200"))},
		{
			name: "an INVITE", claim: claim, verdict: Fail, guarantee: ErrStaysOff, events: log(sent(7, "INVITE")),
			sentence: "expected that no SIP request results from alix's audio call, but the IUT sent INVITE sip:x after 7ms", offending: []int{7},
		},
	})
	a := claim.Absences()[0]
	if _, ok := a.fenced(log(sent(7, "PUBLISH"))); ok || a.controlled(log(sent(-5, "PUBLISH"))) {
		t.Error("upkeep counts as a fence or as a control")
	}
	if _, ok := a.fenced(log(ev(7, record.FenceSeen))); !ok || !a.controlled(log(sent(-5, "INVITE"))) {
		t.Error("a fence or a control does not count")
	}
}

func TestAnswers(t *testing.T) {
	claim := Answers{CallID: "x", What: ringing.String(), Method: "INVITE", Statuses: []string{"488", "48x"}, Since: at(0), Within: within(0, "answer")}
	class := Answers{CallID: "x", What: ringing.String(), Method: "INVITE", Statuses: []string{"4xx"}, Since: at(0), Within: within(0, "answer")}
	ifAsked := class
	ifAsked.IfAsked = true
	asked := ev(3, record.SIPOut, "party="+iut, "call-id=x", "method=INVITE")
	elsewhere := ev(9, record.SIPOut, "party="+alixSfB, "call-id=x", "method=INVITE")
	answers := func(ms int, status string, more ...string) record.Event {
		return ev(ms, record.SIPIn, append([]string{"party=" + iut, "call-id=x", "method=INVITE", "status=" + status, "start=SIP/2.0 " + status + " So it is"}, more...)...)
	}
	judged(t, []trial{
		{name: "declined", claim: claim, verdict: Pass, rests: true, events: log(answers(1, "100"), answers(5, "488"))},
		{name: "declined, any way", claim: class, verdict: Pass, rests: true, events: log(answers(5, "415"))},
		{name: "before it counts", claim: claim, verdict: Pass, rests: true, events: log(answers(-9, "200"), answers(5, "488"))},
		{name: "only ringing", claim: claim, verdict: Inconclusive, open: true, events: log(answers(5, "180"), answers(6, "200", "call-id=y"), answers(7, "200", "method=BYE"))},
		{
			name: "cancelled before it answered", claim: claim, verdict: Inconclusive, now: afterAll, events: log(answers(5, "487")),
			sentence: "expected that the IUT answers the INVITE of megan's audio call with 488 or 48x within 5s (answer), but it was cancelled before it answered",
		},
		{
			name: "taken", claim: class, verdict: Fail, guarantee: ErrAnswers, events: log(answers(5, "200")),
			sentence: "expected that the IUT answers the INVITE of megan's audio call with 4xx within 5s (answer), but it answered 200 So it is after 5ms", offending: []int{5},
		},
		{name: "declined for all", claim: class, verdict: Fail, guarantee: ErrAnswers, events: log(answers(5, "603")), offending: []int{5}},
		{name: "too late", claim: class, verdict: Fail, guarantee: ErrAnswers, now: afterAll, events: log(answers(6_000, "488")), offending: []int{6_000}},
		{name: "never asked", claim: ifAsked, verdict: Pass, events: log(elsewhere)},
		{name: "never asked, which it was to be", claim: class, verdict: Fail, guarantee: ErrAnswers, now: afterAll, events: log(elsewhere), missing: "iut -> sfb"},
		{name: "asked, and silent", claim: ifAsked, verdict: Fail, guarantee: ErrAnswers, now: afterAll, events: log(asked, elsewhere), missing: "iut -> sfb"},
		{name: "asked, and declined", claim: ifAsked, verdict: Pass, rests: true, events: log(asked, answers(5, "480"), elsewhere)},
		{name: "left ringing", claim: class, verdict: Fail, guarantee: ErrAnswers, now: afterAll, events: log(answers(5, "180")), missing: "iut -> sfb"},
	})
}

func TestHistory(t *testing.T) {
	in := InHistory{IM: lunch, Of: alix, Within: within(0, "delivery")}
	out := NotInHistory{IM: lunch, Of: alix, Fenced: true}
	invited := of(lunch, 1, record.SIPIn, "party="+meganSfB, "call-id=x")
	declined := ev(4, record.BranchEnded, "party="+iut, "call-id=x", "status=480")
	entry := func(ms int, class string, more ...string) record.Event {
		return ev(ms, record.HistoryRecorded, append([]string{"party=" + alixSfB, "from=" + alix, "to=" + megan, "class=" + class, "call-id=x"}, more...)...)
	}
	judged(t, []trial{
		{name: "in it", claim: in, verdict: Pass, rests: true, events: log(invited, declined, entry(9, "im", "token="+tokenA))},
		{name: "not yet, the sender's own does not count", claim: in, verdict: Inconclusive, open: true, events: log(invited, entry(9, "im", "token="+tokenA, "from="+megan))},
		{name: "not in it", claim: in, verdict: Fail, guarantee: ErrHistory, now: afterAll, events: log(invited), missing: "sfb -> " + alixSfB},
		{
			name: "kept out of it", claim: out, verdict: Pass, rests: true,
			events: log(invited, posts(lunch, 6), entry(9, "im", "token="+tokenB), entry(9, "missed", "call-id=y"), entry(9, "im", "token="+tokenA, "from="+megan)),
		},
		{
			name: "recorded", claim: out, verdict: Fail, guarantee: ErrNoHistory, events: log(invited, posts(lunch, 6), entry(9, "im", "token="+tokenA)),
			sentence: `expected that alix's SfB conversation history has nothing of megan's IM "lunch?", but it has one as an IM after 9ms`, offending: []int{9},
		},
		{
			name: "recorded as missed", claim: out, verdict: Fail, guarantee: ErrNoHistory, events: log(invited, posts(lunch, 6), entry(9, "missed")),
			offending: []int{9},
		},
	})
}

func TestCrossing(t *testing.T) {
	group := IM{Token: tokenB, Text: "all of you", From: alix, Via: alixTeams, SentAt: at(0)}
	teams := StaysInTeams{IM: group}
	sfb := StaysInSfB{IM: lunch}
	judged(t, []trial{
		{name: "stays in Teams", claim: teams, verdict: Pass, events: log(sends(group, 0), shows(group, 4, bobTeams))},
		{
			name: "sent to SfB", claim: teams, verdict: Fail, guarantee: ErrStaysInTeams, events: log(sends(group, 0), of(group, 5, record.SIPIn, "party="+iut)),
			sentence: `expected that alix's IM "all of you" stays in Teams, but the IUT sent it to SfB after 5ms`, offending: []int{5},
		},
		{name: "shown in SfB", claim: teams, verdict: Fail, guarantee: ErrStaysInTeams, events: log(shows(group, 5, meganSfB)), offending: []int{5}},
		{name: "stays in SfB", claim: sfb, verdict: Pass, events: log(sends(lunch, 0), shows(lunch, 4, alixSfB))},
		{
			name: "posted in Teams", claim: sfb, verdict: Fail, guarantee: ErrStaysInSfB, events: log(sends(lunch, 0), posts(lunch, 300)),
			sentence: `expected that megan's IM "lunch?" stays in SfB, but the IUT posted it in Teams after 300ms`, offending: []int{300},
		},
	})
}
