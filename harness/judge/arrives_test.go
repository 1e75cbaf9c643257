package judge

import (
	"testing"

	"github.com/duet-conformance/duet/fakes/record"
)

func TestArrives(t *testing.T) {
	teams := Arrives{IM: lunch, At: alixTeams, Only: true, Elsewhere: []string{alixSfB, alixTeams}, Within: within(0, "delivery")}
	sfb := Arrives{IM: lunch, At: alixSfB, Only: true, Elsewhere: []string{alixTeams, alixSfB}, Within: within(0, "delivery")}
	anywhere := Arrives{IM: lunch, At: alixTeams, Within: within(0, "delivery")}
	declined := ev(4, record.BranchEnded, "party="+iut, "call-id=x", "status=480")
	accepted := of(lunch, 20, record.IMAccepted, "party="+meganSfB)
	refused := of(lunch, 20, record.IMRefused, "party="+meganSfB, "status=480", "reason=Temporarily Unavailable")

	judged(t, []trial{
		{
			name: "in Teams, posted by the IUT", claim: teams, verdict: Pass, rests: true,
			events: log(sends(lunch, 0), posts(lunch, 8), shows(lunch, 10, alixTeams)),
		},
		{
			name: "in Teams at two clients of the same person", claim: teams, verdict: Pass, rests: true,
			events: log(sends(lunch, 0), posts(lunch, 8), shows(lunch, 10, alixTeams), shows(lunch, 11, alixTeams+"2")),
		},
		{
			name: "at the SfB client, declined by the IUT", claim: sfb, verdict: Pass, rests: true,
			events: log(sends(lunch, 0), declined, shows(lunch, 10, alixSfB, "call-id=x")),
		},
		{
			name: "at the SfB client, the IUT having deregistered", claim: sfb, verdict: Pass, rests: true,
			events: log(ev(-10, record.Bound, "party="+iut, "from="+alix), ev(-5, record.Unbound, "party="+iut, "from="+alix),
				sends(lunch, 0), shows(lunch, 10, alixSfB, "call-id=x")),
		},
		{
			name: "at the SfB client, and the IUT never did anything", claim: sfb, verdict: Pass, rests: false,
			events: log(sends(lunch, 0), shows(lunch, 10, alixSfB, "call-id=x")),
		},
		{
			name: "the sender's own copy is no arrival", claim: Arrives{IM: chips, At: meganSfB, Only: true, Within: within(0, "delivery")},
			verdict: Pass, rests: true,
			events: log(sends(chips, 0), shows(chips, 5, alixTeams+"2"), of(chips, 6, record.SIPIn, "party="+iut), shows(chips, 10, meganSfB)),
		},
		{
			name: "not yet", claim: teams, verdict: Inconclusive, open: true, now: 4_999,
			events:   log(sends(lunch, 0), posts(lunch, 8)),
			sentence: `it is still awaited that megan's IM "lunch?" arrives only at alix's Teams client within 5s (delivery)`,
		},
		{
			name: "at the wrong client", claim: teams, verdict: Fail, guarantee: ErrArrives, now: 100,
			events:   log(sends(lunch, 0), shows(lunch, 12, alixSfB), accepted),
			sentence: `expected that megan's IM "lunch?" arrives only at alix's Teams client within 5s (delivery), but it was shown at alix's SfB client after 12ms, and megan was told that it was delivered`,
			missing:  "teams -> " + alixTeams, offending: []int{12},
		},
		{
			name: "at both clients", claim: teams, verdict: Fail, guarantee: ErrOnePlace,
			events:    log(sends(lunch, 0), posts(lunch, 8), shows(lunch, 10, alixTeams), shows(lunch, 12, alixSfB)),
			sentence:  `expected that megan's IM "lunch?" arrives only at alix's Teams client within 5s (delivery), but it was shown at alix's Teams client after 10ms and at alix's SfB client after 12ms, and megan was told nothing`,
			offending: []int{12},
		},
		{
			name: "at both clients, where only one was asked about", claim: anywhere, verdict: Pass, rests: true,
			events: log(sends(lunch, 0), posts(lunch, 8), shows(lunch, 10, alixTeams), shows(lunch, 12, alixSfB)),
		},
		{
			name: "at the SfB client and in a chat that no client shows", claim: sfb, verdict: Fail, guarantee: ErrOnePlace,
			events: log(sends(lunch, 0), shows(lunch, 10, alixSfB), posts(lunch, 300)), offending: []int{300},
		},
		{
			name: "echoed to its sender", claim: teams, verdict: Fail, guarantee: ErrOnePlace,
			events: log(sends(lunch, 0), posts(lunch, 8), shows(lunch, 10, alixTeams),
				ev(40, record.IMShown, "party="+meganSfB, "from="+alix, "to="+megan, "token="+tokenA)),
			offending: []int{40},
		},
		{
			name: "twice", claim: anywhere, verdict: Fail, guarantee: ErrExactlyOnce,
			events:    log(sends(lunch, 0), posts(lunch, 8), shows(lunch, 10, alixTeams), posts(lunch, 300), shows(lunch, 310, alixTeams)),
			sentence:  `expected that megan's IM "lunch?" arrives at alix's Teams client within 5s (delivery), but it was shown at alix's Teams client after 10ms (twice), and the IUT posted it twice in Teams, and megan was told nothing`,
			offending: []int{310},
		},
		{
			name: "posted twice and shown once so far", claim: anywhere, verdict: Fail, guarantee: ErrExactlyOnce,
			events: log(sends(lunch, 0), posts(lunch, 8), shows(lunch, 10, alixTeams), posts(lunch, 300)), offending: []int{300},
		},
		{
			name: "posted again, and the backend had it already", claim: anywhere, verdict: Pass, rests: true,
			events: log(sends(lunch, 0), posts(lunch, 8, "message=m1"), shows(lunch, 10, alixTeams), posts(lunch, 30, "message=m1")),
		},
		{
			name: "too late", claim: teams, verdict: Fail, guarantee: ErrArrives, now: afterAll,
			events:    log(sends(lunch, 0), posts(lunch, 5_900), shows(lunch, 6_000, alixTeams)),
			sentence:  `expected that megan's IM "lunch?" arrives only at alix's Teams client within 5s (delivery), but it was shown at alix's Teams client after 6s, and megan was told nothing`,
			offending: []int{6_000},
		},
		{
			name: "refused", claim: teams, verdict: Fail, guarantee: ErrArrives, now: afterAll,
			events:   log(sends(lunch, 0), refused),
			sentence: `expected that megan's IM "lunch?" arrives only at alix's Teams client within 5s (delivery), but it was shown nowhere, and megan was told that it was not delivered (480 Temporarily Unavailable)`,
			missing:  "iut -> teams", offending: []int{20},
		},
		{
			name: "posted and not shown", claim: teams, verdict: Fail, guarantee: ErrArrives, now: afterAll,
			events:   log(sends(lunch, 0), posts(lunch, 8), accepted),
			sentence: `expected that megan's IM "lunch?" arrives only at alix's Teams client within 5s (delivery), but the IUT posted it in Teams after 8ms and no client showed it, and megan was told that it was delivered`,
			missing:  "teams -> " + alixTeams,
		},
		{
			name: "nowhere, for the SfB client", claim: sfb, verdict: Fail, guarantee: ErrArrives, now: 5_000,
			events: log(sends(lunch, 0), declined), missing: "sfb -> " + alixSfB,
		},
	})

	observers := func(c Absent) (at []string) {
		for _, a := range c.Absences() {
			at = append(at, a.Observer)
		}
		return at
	}
	if got := observers(teams); len(got) != 1 || got[0] != alixSfB {
		t.Errorf("the observers of the absence are %v, not the SfB client alone", got)
	}
	if got := observers(anywhere); len(got) != 0 {
		t.Errorf("a claim about one client has the observers %v", got)
	}
}

func TestArrivesNowhere(t *testing.T) {
	claim := ArrivesNowhere{IM: lunch, Elsewhere: []string{alixTeams}, Within: within(0, "delivery")}
	declined := ev(4, record.BranchEnded, "party="+iut, "call-id=x", "status=480")
	refused := of(lunch, 20, record.IMRefused, "party="+meganSfB, "status=480", "call-id=x")
	judged(t, []trial{
		{name: "refused", claim: claim, verdict: Pass, rests: true, events: log(sends(lunch, 0), declined, refused)},
		{name: "not yet", claim: claim, verdict: Inconclusive, open: true, now: 10, events: log(sends(lunch, 0))},
		{
			name: "shown all the same", claim: claim, verdict: Fail, guarantee: ErrNowhere,
			events:    log(sends(lunch, 0), refused, shows(lunch, 30, alixTeams)),
			sentence:  `expected that megan's IM "lunch?" arrives nowhere and megan is told so within 5s (delivery), but it was shown at alix's Teams client after 30ms, and megan was told that it was not delivered (480)`,
			offending: []int{30},
		},
		{
			name: "left in a chat", claim: claim, verdict: Fail, guarantee: ErrNowhere,
			events: log(sends(lunch, 0), refused, posts(lunch, 30)), offending: []int{30},
		},
		{
			name: "the sender is told a lie", claim: claim, verdict: Fail, guarantee: ErrSenderTold, now: afterAll,
			events:  log(sends(lunch, 0), of(lunch, 9, record.IMAccepted, "party="+meganSfB)),
			missing: "sfb -> " + meganSfB, offending: []int{9},
		},
		{
			name: "the sender is told nothing", claim: claim, verdict: Fail, guarantee: ErrSenderTold, now: afterAll,
			events:   log(sends(lunch, 0)),
			sentence: `expected that megan's IM "lunch?" arrives nowhere and megan is told so within 5s (delivery), but it was shown nowhere, and megan was told nothing`,
			missing:  "sfb -> " + meganSfB,
		},
	})
}

func TestArrivesOrRefused(t *testing.T) {
	claim := ArrivesOrRefused{IM: lunch, At: alixTeams, Elsewhere: []string{alixSfB, alixTeams}, Within: within(0, "delivery")}
	declined := ev(4, record.BranchEnded, "party="+iut, "call-id=x", "status=480")
	refused := of(lunch, 20, record.IMRefused, "party="+meganSfB, "status=480", "call-id=x")
	judged(t, []trial{
		{name: "arrived", claim: claim, verdict: Pass, rests: true, events: log(sends(lunch, 0), posts(lunch, 5), shows(lunch, 7, alixTeams))},
		{name: "refused", claim: claim, verdict: Pass, rests: true, events: log(sends(lunch, 0), declined, refused)},
		{name: "neither yet", claim: claim, verdict: Inconclusive, open: true, now: 10, events: log(sends(lunch, 0))},
		{
			name: "both", claim: claim, verdict: Fail, guarantee: ErrNowhere,
			events: log(sends(lunch, 0), shows(lunch, 7, alixTeams), refused), offending: []int{7},
			sentence: `expected that megan's IM "lunch?" arrives only at alix's Teams client, or nowhere and megan is told so, within 5s (delivery), ` +
				`but it was shown at alix's Teams client after 7ms, and megan was told that it was not delivered (480)`,
		},
		{
			name: "lost, and its sender is told a lie", claim: claim, verdict: Fail, guarantee: ErrArrives, now: afterAll,
			events:  log(sends(lunch, 0), of(lunch, 9, record.IMAccepted, "party="+meganSfB)),
			missing: "iut -> teams",
		},
	})
	if got := claim.Absences(); len(got) != 1 || got[0].Observer != alixSfB {
		t.Errorf("the absences are %v, not that at the SfB client alone", got)
	}
}

func TestStaysAway(t *testing.T) {
	claim := StaysAway{IM: chips, From: alixSfB}
	crossed := of(chips, 5, record.SIPIn, "party="+iut)
	judged(t, []trial{
		{name: "away", claim: claim, verdict: Pass, rests: true, events: log(sends(chips, 0), crossed, shows(chips, 7, meganSfB))},
		{
			name: "a copy at its writer's own client", claim: claim, verdict: Fail, guarantee: ErrStaysAway,
			events: log(sends(chips, 0), crossed, shows(chips, 9, alixSfB)), offending: []int{9},
			sentence: `expected that alix's IM "chips?" stays away from alix's SfB client, but it was shown there after 9ms`,
		},
	})
}

func TestTold(t *testing.T) {
	delivered := Told{IM: lunch, Delivered: true, Within: within(0, "delivery")}
	undelivered := Told{IM: chips, Within: within(0, "delivery")}
	stored := of(chips, 5, record.IMAccepted, "party="+alixTeams)
	failed := of(chips, 30, record.MessageFailed, "party="+iut)
	told := of(chips, 32, record.IMRefused, "party="+alixTeams, "status=480")
	judged(t, []trial{
		{
			name: "delivered", claim: delivered, verdict: Pass, rests: true,
			events: log(sends(lunch, 0), posts(lunch, 5), of(lunch, 9, record.IMAccepted, "party="+meganSfB)),
		},
		{name: "not told yet", claim: delivered, verdict: Inconclusive, open: true, events: log(sends(lunch, 0))},
		{
			name: "told that it was not delivered", claim: delivered, verdict: Fail, guarantee: ErrSenderTold,
			events:    log(sends(lunch, 0), of(lunch, 9, record.IMRefused, "party="+meganSfB, "status=503")),
			sentence:  `expected that megan is told that megan's IM "lunch?" was delivered within 5s (delivery), but it was shown nowhere, and megan was told that it was not delivered (503)`,
			offending: []int{9},
		},
		{
			name: "told both", claim: delivered, verdict: Fail, guarantee: ErrSenderTold,
			events: log(of(lunch, 8, record.IMAccepted, "party="+meganSfB), of(lunch, 9, record.IMRefused, "party="+meganSfB)), offending: []int{9},
		},
		{
			name: "told too late", claim: delivered, verdict: Fail, guarantee: ErrSenderTold, now: afterAll,
			events: log(of(lunch, 5_500, record.IMAccepted, "party="+meganSfB)), offending: []int{5_500},
		},
		{name: "told nothing", claim: delivered, verdict: Fail, guarantee: ErrSenderTold, now: afterAll, missing: "sfb -> " + meganSfB},
		{
			name: "undelivered, said in the chat after it was stored", claim: undelivered, verdict: Pass, rests: true,
			events: log(sends(chips, 0), stored, failed, told),
		},
		{name: "nothing said in the chat yet", claim: undelivered, verdict: Inconclusive, open: true, events: log(sends(chips, 0), stored)},
		{
			name: "nothing said in the chat", claim: undelivered, verdict: Fail, guarantee: ErrSenderTold, now: afterAll,
			events: log(sends(chips, 0), stored), missing: "teams -> " + alixTeams, offending: []int{5},
		},
		{
			name: "said in the chat too late", claim: undelivered, verdict: Fail, guarantee: ErrSenderTold, now: afterAll,
			events: log(sends(chips, 0), stored, of(chips, 9_000, record.IMRefused, "party="+alixTeams)), offending: []int{9_000},
		},
	})
}
