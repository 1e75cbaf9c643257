package judge

import (
	"testing"

	"github.com/duet-conformance/duet/fakes/record"
)

// crisps is a second IM of megan to alix.
var crisps = IM{Token: tokenC, Text: "crisps?", From: megan, To: alix, Via: meganSfB, SentAt: at(100)}

func TestSameChat(t *testing.T) {
	claim := SameChat{IMs: []IM{chips, lunch}, Within: within(0, "delivery")}
	written := of(chips, 5, record.MessagePosted, "party="+alixTeams, "chat=c1")
	judged(t, []trial{
		{name: "one chat", claim: claim, verdict: Pass, rests: true, events: log(written, posts(lunch, 20))},
		{name: "the reply is awaited", claim: claim, verdict: Inconclusive, open: true, events: log(written)},
		{
			name: "another chat", claim: claim, verdict: Fail, guarantee: ErrOneChat,
			events:    log(written, posts(lunch, 20, "chat=c2")),
			sentence:  `expected that alix's IM "chips?" and megan's IM "lunch?" are in one chat in Teams within 5s (delivery), but megan's IM "lunch?" is in another than alix's IM "chips?"`,
			offending: []int{20},
		},
		{
			name: "in both chats", claim: claim, verdict: Fail, guarantee: ErrOneChat,
			events: log(written, posts(lunch, 20), posts(lunch, 30, "chat=c2")), offending: []int{30},
		},
		{
			name: "in no chat", claim: claim, verdict: Fail, guarantee: ErrOneChat, now: afterAll, events: log(written),
			sentence: `expected that alix's IM "chips?" and megan's IM "lunch?" are in one chat in Teams within 5s (delivery), but megan's IM "lunch?" is not in a chat at all`,
			missing:  "iut -> teams",
		},
	})
}

func TestOneSession(t *testing.T) {
	claim := OneSession{IMs: []IM{chips, lunch}, Within: within(0, "delivery")}
	out := of(chips, 5, record.SIPIn, "party="+iut, "call-id=x")
	judged(t, []trial{
		{name: "one session", claim: claim, verdict: Pass, rests: true, events: log(out, of(lunch, 20, record.SIPIn, "party="+meganSfB, "call-id=x"))},
		{name: "the reply is awaited", claim: claim, verdict: Inconclusive, open: true, events: log(out)},
		{
			name: "another session", claim: claim, verdict: Fail, guarantee: ErrOneSession,
			events: log(out, of(lunch, 20, record.SIPIn, "party="+meganSfB, "call-id=y")), offending: []int{20},
		},
		{
			name: "refused in the first session and sent again in another", claim: claim, verdict: Fail, guarantee: ErrOneSession,
			events:    log(out, of(lunch, 20, record.SIPIn, "party="+meganSfB, "call-id=x"), of(lunch, 30, record.SIPIn, "party="+meganSfB, "call-id=y")),
			offending: []int{30},
		},
		{name: "no session", claim: claim, verdict: Fail, guarantee: ErrOneSession, now: afterAll, missing: "iut -> sfb"},
	})
}

func TestInOrder(t *testing.T) {
	claim := InOrder{IMs: []IM{lunch, crisps}, At: alixTeams, Within: within(100, "delivery")}
	judged(t, []trial{
		{
			name: "in order", claim: claim, verdict: Pass, rests: true,
			events: log(posts(lunch, 5), shows(lunch, 8, alixTeams), posts(crisps, 105), shows(crisps, 108, alixTeams)),
		},
		{name: "the second is awaited", claim: claim, verdict: Inconclusive, open: true, now: 110, events: log(shows(lunch, 8, alixTeams))},
		{
			name: "turned round", claim: claim, verdict: Fail, guarantee: ErrInOrder,
			events:    log(shows(crisps, 107, alixTeams), shows(lunch, 108, alixTeams)),
			sentence:  `expected that alix's Teams client shows megan's IM "lunch?" and megan's IM "crisps?" in this order within 5s (delivery), but they were shown in the order 2, 1`,
			offending: []int{107, 108},
		},
		{
			name: "the first once more at the end", claim: claim, verdict: Fail, guarantee: ErrExactlyOnce,
			events:    log(shows(lunch, 8, alixTeams), shows(crisps, 108, alixTeams), shows(lunch, 400, alixTeams)),
			sentence:  `expected that alix's Teams client shows megan's IM "lunch?" and megan's IM "crisps?" in this order within 5s (delivery), but number 1, megan's IM "lunch?", was shown twice`,
			offending: []int{400},
		},
		{
			name: "the second is lost", claim: claim, verdict: Fail, guarantee: ErrArrives, now: afterAll,
			events: log(shows(lunch, 8, alixTeams)), missing: "teams -> " + alixTeams,
		},
		{
			name: "the second is late", claim: claim, verdict: Fail, guarantee: ErrArrives, now: afterAll,
			events: log(shows(lunch, 8, alixTeams), shows(crisps, 9_000, alixTeams)), offending: []int{9_000},
		},
		{
			name: "another client's order is not asked about", claim: claim, verdict: Inconclusive, open: true,
			events: log(shows(crisps, 107, alixTeams+"2"), shows(lunch, 108, alixTeams+"2")),
		},
	})
}

func TestManyIMsAreNotAllNamed(t *testing.T) {
	claim := InOrder{IMs: []IM{lunch, crisps, lunch, crisps}, At: alixTeams, Within: within(0, "delivery")}
	want := `alix's Teams client shows 4 IMs, from megan's IM "lunch?" to megan's IM "crisps?", in this order within 5s (delivery)`
	if claim.String() != want {
		t.Errorf("the claim reads\n%s\nnot\n%s", claim, want)
	}
}
