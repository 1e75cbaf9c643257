package match

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/onsi/gomega/types"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sfb"
	"github.com/duet-conformance/duet/harness/people"
)

// Every matcher claims what it says. What follows from the claims is judge's to test.
func TestWhatMatchersClaim(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage()
		im, reply := s.im(), s.im()
		reply.Token, reply.Text, reply.From, reply.To = "duet-00000000000b", "yes", s.alix, s.megan
		second := s.im()
		second.Token, second.Text = "duet-00000000000c", "noon?"
		s.scene.Log.Append(record.Event{Kind: record.PresenceShown, Party: s.megan.SfB.Name(), From: s.alix.Address(), Text: "Offline"})
		s.scene.Log.Append(record.Event{Kind: record.TeamsSignedIn, From: s.alix.Address()})
		s.scene.Log.Append(record.Event{Kind: record.FaultInjected, From: s.alix.Address(), Attrs: map[string]string{"fault": sfb.FaultOtherDialect}})
		s.scene.Log.Append(record.Event{Kind: record.GrantShortened, From: s.alix.Address(), Attrs: map[string]string{"expires": time.Now().Format(time.RFC3339Nano)}})
		s.scene.Log.Append(record.Event{Kind: record.SIPIn, Token: token, Attrs: map[string]string{"call-id": "x"}})

		s.scene.Secrets = func() people.Secrets { return people.Secrets{} }

		for _, c := range []struct {
			actual  any
			matcher types.GomegaMatcher
			claim   string
		}{
			{im, ArriveOnlyAt(s.alix.Teams), `megan's IM "lunch?" arrives only at alix's Teams client within 5s (delivery)`},
			{im, ArriveOrBeRefused(s.alix.Teams), `megan's IM "lunch?" arrives only at alix's Teams client, or nowhere and megan is told so, within 5s (delivery)`},
			{im, StayAwayFrom(s.alix.SfB), `megan's IM "lunch?" stays away from alix's SfB client`},
			{im, ArriveAt(s.alix.SfB), `megan's IM "lunch?" arrives at alix's SfB client within 5s (delivery)`},
			{im, ArriveNowhere(), `megan's IM "lunch?" arrives nowhere and megan is told so within 5s (delivery)`},
			{im, BeToldDelivered(), `megan is told that megan's IM "lunch?" was delivered within 5s (delivery)`},
			{im, BeToldUndelivered(), `megan is told that megan's IM "lunch?" was not delivered within 5s (delivery)`},
			{im, ReadUnchangedAt(s.alix.Teams), `megan's IM "lunch?" reads "lunch?" at alix's Teams client within 5s (delivery)`},
			{im, ReadAs("diner", s.alix.Teams), `megan's IM "lunch?" reads "diner" at alix's Teams client within 5s (delivery)`},
			{im, StayInTeams(), `megan's IM "lunch?" stays in Teams`},
			{im, StayInSfB(), `megan's IM "lunch?" stays in SfB`},
			{im, BeInHistoryOf(s.alix), `alix's SfB conversation history has megan's IM "lunch?" within 5s (delivery)`},
			{im, BeKeptOutOfHistoryOf(s.alix), `alix's SfB conversation history has nothing of megan's IM "lunch?"`},
			{im, HaveAnswered("INFO", "2xx"), `the IUT answers the INFO of the session of megan's IM "lunch?" with 2xx within 5s (answer)`},
			{[]*people.IM{im, reply}, BeInOneChat(), `megan's IM "lunch?" and alix's IM "yes" are in one chat in Teams within 5s (delivery)`},
			{[]*people.IM{im, reply}, BeInOneSession(), `megan's IM "lunch?" and alix's IM "yes" go through one SIP session within 5s (delivery)`},
			{[]*people.IM{im, second}, ArriveInOrderAt(s.alix.Teams), `alix's Teams client shows megan's IM "lunch?" and megan's IM "noon?" in this order within 5s (delivery)`},
			{s.alix, BeRegistered(), "the IUT has one endpoint of alix registered within 5s (registration)"},
			{s.alix, BeDeregistered(), "the IUT has no endpoint of alix registered any more within 5s (registration)"},
			{s.alix, NeverBeRegistered(), "the IUT registers no endpoint of alix"},
			{s.alix, RegisterWithoutMedia(), "the IUT registers alix with +sip.instance, without audio and without video, within 5s (registration)"},
			{s.alix, NameNoContactOver("udp"), "the IUT registers alix within 5s (registration) at a Contact that does not name udp, which it does not claim"},
			{s.alix, BeToldInItsDialectOnly(), "the IUT, on a NOTIFY of alix's own presence in the dialect in which it did not subscribe, refuses it within 5s (told)"},
			{s.alix, KeepInstance(), "the IUT registers alix again with the same instance within 5s (registration)"},
			{s.alix, RefreshRegistration(), "the IUT refreshes its registration of alix within 5s (registration)"},
			{s.alix, KeepSubscription(), "the IUT renews its subscription to the messages of alix, or makes another, before the time is over that it was granted"},
			{s.alix, RefreshPublication(), "the IUT publishes the presence of alix again within 5s (presence)"},
			{s.alix, PublishIMOnly(), "the IUT publishes for alix that messages are all it can do, within 5s (presence)"},
			{s.alix, BeShownAs("IM Only", s.megan.SfB), `megan's SfB client shows alix as "IM Only" within 5s (presence)`},
			{s.alix, BeShownOtherThanAs("IM Only", s.megan.SfB), `megan's SfB client shows alix otherwise than as "IM Only" within 5s (presence)`},
			{s.alix.SfB, BeUndisturbed(), "alix's SfB client is still signed in and can be reached within 5s (fence)"},
			{s.alix.Teams.Another(), BeUndisturbed(), "alix's Teams client 2 is still signed in and can be reached within 5s (fence)"},
			{s.call(), RingOnlyAt(s.alix.SfB), "megan's audio call rings only at alix's SfB client within 5s (answer)"},
			{s.call(), RingNowhere(), "megan's audio call rings nowhere and megan is told so within 5s (answer)"},
			{s.call(), BeDeclinedWith("488"), "the IUT answers the INVITE of megan's audio call with 488 within 5s (answer)"},
			{s.alix, BringNoSecretToSfB(), "nothing that the IUT sends to the SfB front end holds a secret of the Teams backend"},
			{s.alix, BringNoSecretToTeams(), "nothing that the IUT sends to the Teams backend holds a secret of the SfB front end"},
			{s.call(), BeDeclinedWith(), "the IUT answers the INVITE of megan's audio call with 4xx within 5s (answer)"},
		} {
			before := len(s.claims())
			e := expect(c.actual)
			e.To(c.matcher)
			claims := s.claims()[before:]
			if len(claims) != 1 || claims[0] != c.claim {
				t.Errorf("it claims\n  %s\nnot\n  %s\n(%s)", strings.Join(claims, "\n  "), c.claim, *e.failure)
			}
		}
	})
}

// A wrong actual value and an empty expectation are errors, and claim nothing.
func TestMisuseIsAnError(t *testing.T) {
	s := newStage()
	im := s.im()
	group := s.im()
	group.To, group.Group = nil, &people.Group{}
	var none *people.IM
	for _, c := range []struct {
		actual  any
		matcher types.GomegaMatcher
		says    string
	}{
		{nil, ArriveAt(s.alix.Teams), "match.ArriveAt: the actual value must be an IM"},
		{none, ArriveOnlyAt(s.alix.Teams), "match.ArriveOnlyAt: the actual value must be an IM"},
		{"lunch?", ArriveNowhere(), "match.ArriveNowhere: the actual value must be an IM, as the Send of a client returns it; it is string (lunch?)"},
		{s.alix, BeToldDelivered(), "match.BeToldDelivered: the actual value must be an IM"},
		{im, ArriveAt(nil), "match.ArriveAt: needs a client, and was given none"},
		{im, ArriveOnlyAt(nil), "match.ArriveOnlyAt: needs a client, and was given none"},
		{im, ArriveOnlyAt(s.bob.Teams), `match.ArriveOnlyAt: the IM "lunch?" of megan is for alix, so it can't be asked whether it arrives at a client of bob`},
		{group, ArriveNowhere(), "match.ArriveNowhere: needs an IM to one person"},
		{im, ReadAs("", s.alix.Teams), "match.ReadAs: needs a text, and was given none"},
		{im, ReadUnchangedAt(nil), "match.ReadUnchangedAt: needs a client"},
		{im, BeInHistoryOf(nil), "match.BeInHistoryOf: needs a person, and was given none"},
		{im, BeKeptOutOfHistoryOf(nil), "match.BeKeptOutOfHistoryOf: needs a person"},
		{im, HaveAnswered("INFO"), "match.HaveAnswered: needs a method and a status at least"},
		{im, HaveAnswered("INFO", "ok"), `match.HaveAnswered: "ok" is no status of a final answer; write "488", or "4xx" for a whole class`},
		{im, HaveAnswered("INFO", "200"), `match.HaveAnswered: the IM "lunch?" of megan has gone through no SIP session yet`},
		{im, BeInOneChat(), "match.BeInOneChat: the actual value must be a list of IMs"},
		{[]*people.IM{im}, BeInOneSession(), "match.BeInOneSession: needs two IMs at least, and was given 1"},
		{[]*people.IM{im, nil}, ArriveInOrderAt(s.alix.Teams), "match.ArriveInOrderAt: the actual value must be a list of IMs without gaps"},
		{[]*people.IM{im, im}, ArriveInOrderAt(s.megan.SfB), "match.ArriveInOrderAt: the IM"},
		{im, BeRegistered(), "match.BeRegistered: the actual value must be a person of the cast"},
		{s.bob, NeverBeRegistered(), "match.NeverBeRegistered: bob never signed in to Teams, so nothing could have been registered"},
		{s.alix, NameNoContactOver("sctp"), `match.NameNoContactOver: "sctp" is no transport; it must be udp, tcp or tls`},
		{s.alix, BeToldInItsDialectOnly(), "match.BeToldInItsDialectOnly: the front end was not told to use the other dialect for alix"},
		{s.alix, BeShownAs("IM Only", nil), "match.BeShownAs: needs a client"},
		{s.alix, BeShownAs("", s.megan.SfB), "match.BeShownAs: needs a text"},
		{s.alix, BeShownOtherThanAs("IM Only", s.megan.SfB), "match.BeShownOtherThanAs: megan.rout-001@contoso.test/sfb does not watch alix"},
		{s.alix, BeUndisturbed(), "match.BeUndisturbed: the actual value must be a client"},
		{im, RingOnlyAt(s.alix.SfB), "match.RingOnlyAt: the actual value must be a call"},
		{s.call(), RingOnlyAt(), "match.RingOnlyAt: needs a client, and was given none"},
		{s.call(), RingOnlyAt(nil), "match.RingOnlyAt: needs a client, and was given none"},
		{s.call(), BeDeclinedWith("180"), `match.BeDeclinedWith: "180" is no status of a final answer`},
	} {
		e := expect(c.actual)
		if e.To(c.matcher) || !strings.HasPrefix(*e.failure, c.says) {
			t.Errorf("the message is\n  %s\nnot\n  %s", *e.failure, c.says)
		}
	}
	if len(s.claims()) != 0 {
		t.Errorf("misuse claimed all the same: %v", s.claims())
	}
}

// An IM that a purpose sends is judged by when it was sent, not by when it was asked about.
func TestTheBoundCountsFromTheSending(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage()
		im := s.im()
		im.SentAt = im.SentAt.Add(-time.Minute)
		begun := time.Now()
		if expect(im).To(ArriveAt(s.alix.Teams)) || time.Since(begun) != 0 {
			t.Errorf("an IM whose bound has passed was waited for, %s", time.Since(begun))
		}
	})
}
