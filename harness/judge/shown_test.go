package judge

import (
	"testing"

	"github.com/duet-conformance/duet/fakes/record"
)

func TestShownAs(t *testing.T) {
	only := ShownAs{Subject: alix, Watcher: meganSfB, Text: "IM Only", Within: within(0, "presence")}
	other := ShownAs{Subject: alix, Watcher: meganSfB, Text: "IM Only", Other: true, Within: within(0, "presence")}
	view := func(ms int, text string) record.Event {
		return ev(ms, record.PresenceShown, "party="+meganSfB, "from="+alix, "to="+megan, "text="+text)
	}
	published := ev(-20, record.Published, "party="+iut, "from="+alix, "basic=open")
	judged(t, []trial{
		{name: "in the window", claim: only, verdict: Pass, rests: true, events: log(published, view(-10, "Offline"), view(10, "IM Only"))},
		{name: "since before the window", claim: only, verdict: Pass, rests: true, events: log(published, view(-10, "IM Only"))},
		{name: "until into the window", claim: only, verdict: Pass, rests: true, events: log(published, view(-10, "IM Only"), view(10, "Offline"))},
		{name: "not by the IUT's doing", claim: only, verdict: Pass, events: log(view(-10, "IM Only"))},
		{name: "no more before the window", claim: only, verdict: Inconclusive, open: true, events: log(published, view(-10, "IM Only"), view(-5, "Offline"))},
		{name: "no more when the window begins", claim: only, verdict: Inconclusive, open: true, events: log(published, view(-10, "IM Only"), view(0, "Offline"))},
		{name: "from when the window begins", claim: only, verdict: Pass, rests: true, events: log(published, view(-10, "Offline"), view(0, "IM Only"))},
		{name: "another watcher's view", claim: only, verdict: Inconclusive, open: true, events: log(ev(5, record.PresenceShown, "party="+alixSfB, "from="+alix, "text=IM Only"))},
		{
			name: "otherwise", claim: only, verdict: Fail, guarantee: ErrShown, now: afterAll, events: log(published, view(-10, "Offline"), view(10, "Available")),
			sentence: `expected that megan's SfB client shows alix as "IM Only" within 5s (presence), but it showed "Offline" and "Available"`,
			missing:  "sfb -> " + meganSfB, offending: []int{-10, 10},
		},
		{
			name: "too late", claim: only, verdict: Fail, guarantee: ErrShown, now: afterAll, events: log(published, view(5_800, "IM Only")),
			sentence: `expected that megan's SfB client shows alix as "IM Only" within 5s (presence), but it showed "IM Only" only after 5.8s`,
			missing:  "sfb -> " + meganSfB, offending: []int{5_800},
		},
		{
			name: "nothing", claim: only, verdict: Fail, guarantee: ErrShown, now: afterAll,
			sentence: `expected that megan's SfB client shows alix as "IM Only" within 5s (presence), but it showed nothing of them`,
			missing:  "sfb -> " + meganSfB,
		},
		{name: "as something else", claim: other, verdict: Pass, rests: true, events: log(published, view(-10, "IM Only"), view(10, "Available"))},
		{name: "nothing is not something else", claim: other, verdict: Inconclusive, open: true, events: log(published)},
		{
			name: "as that all the time", claim: other, verdict: Fail, guarantee: ErrShown, now: afterAll, events: log(published, view(-10, "IM Only")),
			sentence: `expected that megan's SfB client shows alix otherwise than as "IM Only" within 5s (presence), but it showed "IM Only"`,
			missing:  "sfb -> " + meganSfB, offending: []int{-10},
		},
	})
}

func TestPublishesIMOnly(t *testing.T) {
	claim := PublishesIMOnly{Address: alix, Within: within(0, "presence")}
	published := func(ms int, capabilities string, more ...string) record.Event {
		return ev(ms, record.Published, append([]string{"party=" + iut, "from=" + alix, "basic=open", "capabilities=" + capabilities}, more...)...)
	}
	judged(t, []trial{
		{
			name: "messages only, also while the SfB client can do more", claim: claim, verdict: Pass, rests: true,
			events: log(published(1, "message"), published(2, "", "refresh=true"), published(3, "", "basic=closed"),
				published(4, "application,audio,message,video", "party="+alixSfB)),
		},
		{name: "not yet", claim: claim, verdict: Inconclusive, open: true},
		{
			name: "audio, later", claim: claim, verdict: Fail, guarantee: ErrIMOnly, events: log(published(1, "message"), published(50, "audio,message")),
			sentence: "expected that the IUT publishes for alix that messages are all it can do, within 5s (presence), but it published audio and message", offending: []int{50},
		},
		{name: "nothing said", claim: claim, verdict: Fail, guarantee: ErrIMOnly, events: log(published(1, "")), offending: []int{1}},
		{name: "nothing published", claim: claim, verdict: Fail, guarantee: ErrIMOnly, now: afterAll, missing: "iut -> sfb"},
	})
}

func TestUndisturbed(t *testing.T) {
	sfb := Undisturbed{Client: alixSfB, Within: within(1000, "fence")}
	teams := Undisturbed{Client: alixTeams, Within: within(1000, "fence")}
	in := log(ev(0, record.Bound, "party="+alixSfB, "from="+alix, "instance=own"), ev(1, record.SignedIn, "party="+alixSfB, "from="+alix))
	other := bound(500, "a")
	judged(t, []trial{
		{name: "signed in throughout", claim: sfb, verdict: Pass, rests: true, events: log(in, other, fences(1001, alixSfB, true))},
		{
			name: "the end of the IUT's endpoint is none of ours", claim: sfb, verdict: Pass, rests: true,
			events: log(in, other, unbound(600, "a", "deregistered"), fences(1001, alixSfB, true)),
		},
		{
			name: "signs out when all is over", claim: sfb, verdict: Pass, rests: true,
			events: log(in, other, fences(1001, alixSfB, true), unbound(2000, "own", "deregistered"), ev(2001, record.SignedOut, "party="+alixSfB, "from="+alix)),
		},
		{name: "no fence yet", claim: sfb, verdict: Inconclusive, open: true, now: 1002, events: log(in, fences(1001, alixSfB, false))},
		{
			name: "a lost fence", claim: sfb, verdict: Inconclusive, now: afterAll, events: log(in, fences(1001, alixSfB, false)),
			sentence: "expected that alix's SfB client is still signed in and can be reached within 5s (fence), but no fence that was sent there came through",
		},
		{name: "an old fence", claim: sfb, verdict: Inconclusive, now: afterAll, events: log(in, fences(500, alixSfB, true))},
		{name: "never signed in", claim: sfb, verdict: Inconclusive, now: afterAll},
		{
			name: "its registration was taken away", claim: sfb, verdict: Fail, guarantee: ErrUndisturbed,
			events:    log(in, other, unbound(600, "own", "deregistered"), fences(1001, alixSfB, true)),
			sentence:  "expected that alix's SfB client is still signed in and can be reached within 5s (fence), but it was signed out after 599ms (deregistered)",
			offending: []int{600},
		},
		{
			name: "signed out of Teams", claim: teams, verdict: Fail, guarantee: ErrUndisturbed,
			events:    log(ev(1, record.SignedIn, "party="+alixTeams), ev(700, record.TeamsSignedOut, "party="+alixTeams, "from="+alix)),
			offending: []int{700},
		},
	})
}
