package judge

import (
	"testing"

	"github.com/duet-conformance/duet/fakes/record"
)

func bound(ms int, instance string, more ...string) record.Event {
	return ev(ms, record.Bound, append([]string{"party=" + iut, "from=" + alix, "instance=" + instance}, more...)...)
}

func unbound(ms int, instance, reason string) record.Event {
	party := iut
	if reason == "expired" {
		party = "" // a timer ran out
	}
	return ev(ms, record.Unbound, "party="+party, "from="+alix, "instance="+instance, "reason="+reason)
}

func TestRegistered(t *testing.T) {
	claim := Registered{Address: alix, Within: within(0, "registration")}
	own := ev(-5, record.Bound, "party="+alixSfB, "from="+alix, "instance=own")
	judged(t, []trial{
		{name: "in the window", claim: claim, verdict: Pass, rests: true, events: log(bound(10, "a"))},
		{name: "before the window, and still", claim: claim, verdict: Pass, rests: true, events: log(bound(-10, "a"))},
		{name: "for a while", claim: claim, verdict: Pass, rests: true, events: log(bound(10, "a"), unbound(20, "a", "deregistered"))},
		{name: "until into the window", claim: claim, verdict: Pass, rests: true, events: log(bound(-10, "a"), unbound(20, "a", "deregistered"))},
		{name: "again after the flow closed", claim: claim, verdict: Pass, rests: true, events: log(bound(-10, "a"), unbound(-5, "a", "flow closed"), bound(7, "a"))},
		{name: "refreshed", claim: claim, verdict: Pass, rests: true, events: log(bound(-10, "a"), bound(7, "a", "refresh=true"))},
		{name: "not yet, the SfB client is no endpoint of the IUT", claim: claim, verdict: Inconclusive, open: true, now: 10, events: log(own)},
		{name: "no more", claim: claim, verdict: Inconclusive, open: true, now: 10, events: log(bound(-10, "a"), unbound(-5, "a", "expired"))},
		{
			name: "never", claim: claim, verdict: Fail, guarantee: ErrRegistered, now: afterAll, events: log(own),
			sentence: "expected that the IUT has one endpoint of alix registered within 5s (registration), but there was none",
			missing:  "iut -> sfb",
		},
		{
			name: "too late", claim: claim, verdict: Fail, guarantee: ErrRegistered, now: afterAll, events: log(bound(6_000, "a")),
			sentence:  "expected that the IUT has one endpoint of alix registered within 5s (registration), but it was registered after 6s",
			offending: []int{6_000},
		},
		{
			name: "two", claim: claim, verdict: Fail, guarantee: ErrOneEndpoint, events: log(bound(10, "a"), bound(20, "b")),
			sentence:  "expected that the IUT has one endpoint of alix registered within 5s (registration), but it had 2 after 20ms",
			offending: []int{20},
		},
		{
			name: "a second one long after", claim: claim, verdict: Fail, guarantee: ErrOneEndpoint,
			events: log(bound(10, "a"), bound(9_000, "b")), offending: []int{9_000},
		},
		{
			name: "two since before the window", claim: claim, verdict: Fail, guarantee: ErrOneEndpoint, now: afterAll,
			events: log(bound(-10, "a"), bound(-5, "b")),
		},
	})
}

func TestDeregistered(t *testing.T) {
	claim := Deregistered{Address: alix, Within: within(0, "registration")}
	judged(t, []trial{
		{name: "in the window", claim: claim, verdict: Pass, rests: true, events: log(bound(-10, "a"), unbound(10, "a", "deregistered"))},
		{name: "before the window", claim: claim, verdict: Pass, rests: true, events: log(bound(-10, "a"), unbound(-5, "a", "deregistered"))},
		{name: "and signed in again later", claim: claim, verdict: Pass, rests: true, events: log(bound(-10, "a"), unbound(10, "a", "deregistered"), bound(90, "a"))},
		{name: "not yet", claim: claim, verdict: Inconclusive, open: true, events: log(bound(-10, "a"))},
		{
			name: "it never had one", claim: claim, verdict: Inconclusive, now: afterAll,
			sentence: "expected that the IUT has no endpoint of alix registered any more within 5s (registration), but it never had one",
		},
		{
			name: "never", claim: claim, verdict: Fail, guarantee: ErrDeregistered, now: afterAll, events: log(bound(-10, "a")),
			sentence: "expected that the IUT has no endpoint of alix registered any more within 5s (registration), but it still has 1",
			missing:  "iut -> sfb",
		},
		{
			name: "one of two", claim: claim, verdict: Fail, guarantee: ErrDeregistered, now: afterAll,
			events: log(bound(-10, "a"), bound(-9, "b"), unbound(10, "a", "deregistered")), missing: "iut -> sfb",
		},
		{
			name: "only when it ran out, too late", claim: claim, verdict: Fail, guarantee: ErrDeregistered, now: afterAll,
			events: log(bound(-10, "a"), unbound(8_000, "a", "expired")), offending: []int{8_000},
		},
	})
}

func TestNeverRegistered(t *testing.T) {
	claim := NeverRegistered{Address: alix, Since: at(0)}
	judged(t, []trial{
		{name: "never", claim: claim, verdict: Pass},
		{name: "before", claim: claim, verdict: Pass, events: log(bound(-10, "a"), unbound(-5, "a", "deregistered"))},
		{
			name: "registered", claim: claim, verdict: Fail, guarantee: ErrNotEnabled, events: log(bound(10, "a", "contact=sip:a@h")),
			sentence:  "expected that the IUT registers no endpoint of alix, but it registered sip:a@h after 10ms",
			offending: []int{10},
		},
	})
}

func TestRefreshed(t *testing.T) {
	registration := RegistrationRefreshed{Address: alix, Within: within(0, "registration")}
	publication := PublicationRefreshed{Address: alix, Within: within(0, "presence")}
	published := func(ms int, etag string, more ...string) record.Event {
		return ev(ms, record.Published, append([]string{"party=" + iut, "from=" + alix, "etag=" + etag, "basic=open"}, more...)...)
	}
	judged(t, []trial{
		{name: "refreshed", claim: registration, verdict: Pass, rests: true, events: log(bound(-10, "a"), bound(900, "a", "refresh=true"))},
		{name: "not yet", claim: registration, verdict: Inconclusive, open: true, events: log(bound(-10, "a"))},
		{
			name: "ran out", claim: registration, verdict: Fail, guarantee: ErrRefreshed, events: log(bound(-10, "a"), unbound(1990, "a", "expired"), bound(2100, "a")),
			sentence:  "expected that the IUT refreshes its registration of alix within 5s (registration), but it ran out after 1.99s",
			offending: []int{1990},
		},
		{name: "no refresh", claim: registration, verdict: Fail, guarantee: ErrRefreshed, now: afterAll, events: log(bound(-10, "a")), missing: "iut -> sfb"},

		{name: "published again", claim: publication, verdict: Pass, rests: true, events: log(published(-10, "1"), published(900, "2", "refresh=true"))},
		{name: "not published again yet", claim: publication, verdict: Inconclusive, open: true, events: log(published(-10, "1"))},
		{
			name: "the publication ran out", claim: publication, verdict: Fail, guarantee: ErrRefreshed,
			events: log(published(-10, "1"), ev(1990, record.Withdrawn, "from="+alix, "etag=1", "reason=expired")), offending: []int{1990},
		},
		{
			name: "somebody else's publication ran out", claim: publication, verdict: Inconclusive, open: true,
			events: log(published(-10, "1"), ev(1990, record.Withdrawn, "from="+alix, "etag=x", "reason=expired")),
		},
		{name: "nothing published", claim: publication, verdict: Fail, guarantee: ErrRefreshed, now: afterAll, events: log(published(-10, "1")), missing: "iut -> sfb"},
	})
}

func TestFeatures(t *testing.T) {
	features := IMFeatures{Address: alix, Within: within(0, "registration")}
	instance := StableInstance{Address: alix, Within: within(0, "registration")}
	judged(t, []trial{
		{
			name: "messages only", claim: features, verdict: Pass, rests: true,
			events: log(bound(1, "a", `features=+sip.instance="<urn:uuid:1>";text;audio="FALSE";methods="INVITE;audio"`)),
		},
		{name: "not yet", claim: features, verdict: Inconclusive, open: true},
		{
			name: "audio", claim: features, verdict: Fail, guarantee: ErrFeatures, events: log(bound(1, "a", "features=text;audio")),
			sentence:  "expected that the IUT registers alix with +sip.instance, without audio and without video, within 5s (registration), but the Contact says audio (text;audio)",
			offending: []int{1},
		},
		{name: "video, later", claim: features, verdict: Fail, guarantee: ErrFeatures, events: log(bound(1, "a"), bound(70, "a", `features=Video="TRUE"`)), offending: []int{70}},
		{name: "no instance", claim: features, verdict: Fail, guarantee: ErrFeatures, events: log(bound(1, "")), offending: []int{1}},
		{name: "never registered", claim: features, verdict: Fail, guarantee: ErrRegistered, now: afterAll, missing: "iut -> sfb"},

		{name: "the same twice", claim: instance, verdict: Pass, rests: true, events: log(bound(1, "a"), unbound(2, "a", "deregistered"), bound(3, "a"))},
		{name: "a refresh is no second time", claim: instance, verdict: Inconclusive, open: true, events: log(bound(1, "a"), bound(3, "a", "refresh=true"))},
		{
			name: "another", claim: instance, verdict: Fail, guarantee: ErrStableInstance, events: log(bound(1, "a"), unbound(2, "a", "deregistered"), bound(3, "b")),
			sentence: "expected that the IUT registers alix again with the same instance within 5s (registration), but it was a first and b later", offending: []int{3},
		},
		{name: "only once", claim: instance, verdict: Fail, guarantee: ErrRegistered, now: afterAll, events: log(bound(1, "a")), missing: "iut -> sfb"},
		{name: "none", claim: instance, verdict: Fail, guarantee: ErrStableInstance, events: log(bound(1, "")), offending: []int{1}},
		{name: "not once", claim: instance, verdict: Fail, guarantee: ErrRegistered, now: afterAll, missing: "iut -> sfb"},
	})
}
