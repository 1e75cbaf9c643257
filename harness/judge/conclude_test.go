package judge

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/duet-conformance/duet/fakes/record"
)

// The purpose that the traps are set in: alix is active in Teams, and megan's IM arrives there and not at the SfB client;
// before that, as the control, one arrived at the SfB client.
var (
	control  = IM{Token: tokenC, Text: "hello?", From: megan, To: alix, Via: meganSfB, SentAt: at(-500)}
	toSfB    = Arrives{IM: control, At: alixSfB, Only: true, Within: within(-500, "delivery")}
	toTeams  = Arrives{IM: lunch, At: alixTeams, Only: true, Elsewhere: []string{alixSfB}, Within: within(0, "delivery")}
	observed = log(
		sends(control, -500), ev(-495, record.BranchEnded, "party="+iut, "call-id=c", "status=480"), shows(control, -490, alixSfB, "call-id=c"),
		sends(lunch, 0), posts(lunch, 8), shows(lunch, 10, alixTeams),
	)
	good = Case{Claims: []Claim{toSfB, toTeams}, Events: log(observed, fences(20, alixSfB, true)), Now: at(100)}
)

// with is the good case with more events.
func with(more ...any) Case {
	c := good
	c.Events = log(append([]any{good.Events}, more...)...)
	return c
}

func TestConclude(t *testing.T) {
	panicked := ev(5, record.TesterPanic, "source=sfb", "text=index out of range")
	violation := ev(6, record.Violation, "party="+iut, "source=sfb", "from="+alix, "text=the INVITE has no Max-Forwards", "rule=RFC 3261 §8.1.1")
	for _, tr := range []struct {
		name      string
		c         Case
		verdict   Verdict
		guarantee error
		// reason is the beginning of the first finding's sentence.
		reason string
	}{
		{name: "all that was claimed is so", c: good, verdict: Pass},
		{
			name: "it asserted nothing", c: Case{Events: good.Events, Now: at(100)}, verdict: Error,
			reason: "the purpose asserted nothing",
		},
		{
			name: "an assertion dropped its matcher", c: with(sends(chips, 50)), verdict: Error,
			reason: `the purpose asserted nothing about alix's IM "chips?"`,
		},
		{
			name:    "it asserted nothing that the IUT did",
			c:       Case{Claims: []Claim{toSfB}, Events: log(sends(control, -500), shows(control, -490, alixSfB, "call-id=c")), Now: at(100)},
			verdict: Inconclusive, reason: "nothing that the purpose asserted rests on anything that the IUT did",
		},
		{
			name: "only absences", c: Case{Claims: []Claim{StaysInSfB{IM: lunch}}, Events: log(sends(lunch, 0), posts(control, 5), sends(control, -500)), Now: at(100)},
			verdict: Error, reason: `the purpose asserted nothing about megan's IM "hello?"`,
		},
		{
			name: "an absence without a fence", c: Case{Claims: good.Claims, Events: observed, Now: at(100)}, verdict: Inconclusive,
			reason: `alix's SfB client did not see megan's IM "lunch?", but that proves nothing: no fence was sent there afterwards`,
		},
		{
			name: "a lost fence is no absence", c: Case{Claims: good.Claims, Events: log(observed, fences(20, alixSfB, false)), Now: at(100)}, verdict: Inconclusive,
			reason: `alix's SfB client did not see megan's IM "lunch?", but that proves nothing: the fence duet-fe0000000020 that was sent there afterwards was never seen`,
		},
		{
			name: "a fence from before", c: Case{Claims: good.Claims, Events: log(observed, fences(-20, alixSfB, true)), Now: at(100)}, verdict: Inconclusive,
			reason: `alix's SfB client did not see megan's IM "lunch?"`,
		},
		{
			name: "a fence at another client", c: Case{Claims: good.Claims, Events: log(observed, fences(20, alixTeams, true)), Now: at(100)}, verdict: Inconclusive,
			reason: `alix's SfB client did not see megan's IM "lunch?"`,
		},
		{
			name: "an observer who never saw anything", verdict: Error,
			c:      Case{Claims: []Claim{toTeams}, Events: log(sends(lunch, 0), posts(lunch, 8), shows(lunch, 10, alixTeams), fences(20, alixSfB, true)), Now: at(100)},
			reason: `alix's SfB client did not see megan's IM "lunch?", but that proves nothing: in this purpose it was never seen to see any such thing`,
		},
		{
			name: "a straggler after the pass", c: with(shows(lunch, 900, alixSfB)), verdict: Fail, guarantee: ErrOnePlace,
			reason: `expected that megan's IM "lunch?" arrives only at alix's Teams client within 5s (delivery), but it was shown at alix's Teams client after 10ms and at alix's SfB client after 900ms`,
		},
		{
			name: "a stray second copy after the pass", c: with(posts(lunch, 900), shows(lunch, 905, alixTeams)), verdict: Fail, guarantee: ErrExactlyOnce,
		},
		{
			name: "a fake crashed, and the IUT looks bad", verdict: Error,
			c:      Case{Claims: good.Claims, Events: log(observed[:4], panicked), Now: at(afterAll)},
			reason: "the SfB front end crashed, so nothing can be said of the IUT: index out of range",
		},
		{name: "a fake crashed, and all looks good", c: with(panicked), verdict: Error, reason: "the SfB front end crashed"},
		{
			name: "the IUT broke its protocol", c: with(violation), verdict: Fail, guarantee: ErrProtocol,
			reason: "the IUT broke its protocol towards the SfB front end: the INVITE has no Max-Forwards (RFC 3261 §8.1.1)",
		},
		{
			name: "the tester's own client broke its protocol", verdict: Error,
			c:      with(ev(6, record.Violation, "party="+meganSfB, "source=sfb", "text=no tag", "rule=RFC 3261 §8.1.1.3")),
			reason: "the tester's own megan's SfB client broke its protocol",
		},
		{
			name: "an IM that nobody sent", verdict: Fail, guarantee: ErrUnsolicited,
			c:      with(ev(70, record.IMShown, "party="+alixTeams, "from="+megan, "to="+alix, "text=megan is typing")),
			reason: `alix's Teams client shows an IM of megan that nobody sent: "megan is typing"`,
		},
		{
			name: "an IM that nobody sent, in a chat that nobody looks at", verdict: Fail, guarantee: ErrUnsolicited,
			c:      with(ev(70, record.MessagePosted, "party="+iut, "from="+megan, "to="+alix, "text=?")),
			reason: `the IUT posted in Teams an IM of megan that nobody sent: "?"`,
		},
		{
			name: "it failed before it came to its fences and controls", verdict: Fail, guarantee: ErrArrives,
			c: Case{Claims: []Claim{toTeams}, Events: log(sends(lunch, 0), shows(lunch, 10, alixSfB)), Now: at(100)},
		},
		{
			name: "it was stopped", verdict: Fail, guarantee: ErrRegistered, reason: "alix was not registered",
			c: Case{Stops: []Finding{{Verdict: Fail, Guarantee: ErrRegistered, Sentence: "alix was not registered"}}},
		},
		{
			name: "it was stopped by the tester's own trouble, and something failed as well", verdict: Error, reason: "the front end is gone",
			c: Case{
				Claims: []Claim{toTeams}, Events: log(sends(lunch, 0), shows(lunch, 10, alixSfB)), Now: at(100),
				Stops: []Finding{{Verdict: Error, Sentence: "the front end is gone"}},
			},
		},
		{
			name: "still awaited at the end", verdict: Inconclusive, reason: "it is still awaited that megan's IM",
			c: Case{Claims: good.Claims, Events: observed[:5], Now: at(100)},
		},
	} {
		t.Run(tr.name, func(t *testing.T) {
			verdict, findings := Conclude(tr.c)
			if verdict != tr.verdict {
				t.Errorf("the verdict is %s, not %s: %v", verdict, tr.verdict, sentences(findings))
			}
			if !errors.Is(findings[0].Guarantee, tr.guarantee) {
				t.Errorf("the guarantee is %q, not %q", findings[0].Guarantee, tr.guarantee)
			}
			if findings[0].Verdict != verdict || !strings.HasPrefix(findings[0].Sentence, tr.reason) {
				t.Errorf("the reason is %q, not %q", findings[0].Sentence, tr.reason)
			}
			if !slices.IsSortedFunc(findings, func(a, b Finding) int { return int(b.Verdict - a.Verdict) }) {
				t.Errorf("the findings are not the worst first: %v", sentences(findings))
			}
		})
	}
}

func sentences(findings []Finding) (all []string) {
	for _, f := range findings {
		all = append(all, f.Verdict.String()+": "+f.Sentence)
	}
	return all
}

// A matcher in a retry loop claims again and again. What failed once has failed, even when a later attempt passes.
func TestAClaimThatFailedOnceStaysFailed(t *testing.T) {
	early := Registered{Address: alix, Within: Window{From: at(0), Bound: 0, Name: "registration"}}
	later := Registered{Address: alix, Within: within(0, "registration")}
	var ledger Ledger
	ledger.Enter(early)
	ledger.Enter(later)
	events := log(bound(30, "a"))
	if f := later.Judge(events, at(100)); f.Verdict != Pass {
		t.Fatalf("the later attempt should pass: %s", f.Sentence)
	}
	if verdict, _ := Conclude(Case{Claims: ledger.Claims(), Events: events, Now: at(100)}); verdict != Fail {
		t.Errorf("the verdict is %s, although the first attempt failed", verdict)
	}
}

// The absences at a point of observation have no client to send a fence to: something later of the same sort is it.
func TestAbsencesAtAPointOfObservation(t *testing.T) {
	group := IM{Token: tokenB, Text: "all of you", From: alix, Via: alixTeams, SentAt: at(0)}
	other := IM{Token: tokenC, Text: "megan?", From: alix, To: megan, Via: alixTeams, SentAt: at(100)}
	crosses := Arrives{IM: other, At: meganSfB, Within: within(100, "delivery")}
	crossed := log(sends(other, 100), of(other, 105, record.SIPIn, "party="+iut), shows(other, 108, meganSfB))
	claims := []Claim{StaysInTeams{IM: group}, crosses}
	if verdict, findings := Conclude(Case{Claims: claims, Events: log(sends(group, 0), crossed), Now: at(200)}); verdict != Pass {
		t.Errorf("bounded by a later message that crossed, the verdict is %s: %v", verdict, sentences(findings))
	}
	group.SentAt = at(400)
	claims[0] = StaysInTeams{IM: group}
	verdict, findings := Conclude(Case{Claims: claims, Events: log(crossed, sends(group, 400)), Now: at(500)})
	if verdict != Inconclusive {
		t.Errorf("bounded by nothing later, the verdict is %s: %v", verdict, sentences(findings))
	}

	never := []Claim{NeverRegistered{Address: bob, Since: at(0)}}
	verdict, findings = Conclude(Case{Claims: never, Events: nil, Now: at(500)})
	if verdict != Error {
		t.Errorf("an IUT that registers nobody: the verdict is %s: %v", verdict, sentences(findings))
	}
	registered := []Claim{never[0], Registered{Address: alix, Within: within(20, "registration")}}
	if verdict, findings = Conclude(Case{Claims: registered, Events: log(bound(30, "a")), Now: at(500)}); verdict != Pass {
		t.Errorf("with somebody else registered later, the verdict is %s: %v", verdict, sentences(findings))
	}
}
