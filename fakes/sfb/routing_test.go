package sfb

import (
	"testing"
	"time"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/pidf"
	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

// active publishes a tuple of the phone's that was used at a time; zero for one that doesn't say.
func (p *phone) active(id string, at time.Time, activities ...string) *phone {
	p.t.Helper()
	doc := of(p.address, id, imOnly, activities...)
	doc.Tuples[0].LastInput = at
	p.publish(200, doc)
	return p
}

var noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

func TestTheRegistrarPicksTheLatestActivity(t *testing.T) {
	at := func(offset time.Duration) *time.Time { then := noon.Add(offset); return &then }
	never := &time.Time{}
	for _, test := range []struct {
		name          string
		client, iut   *time.Time // nil publishes nothing
		phoning       bool
		clientIsFirst bool
	}{
		{"the client later", at(time.Millisecond), at(0), false, true},
		{"the IUT later", at(0), at(time.Millisecond), false, false},
		{"only the client says", at(0), nil, false, true},
		{"only the IUT says", never, at(0), false, false},
		{"on the phone is now", at(-time.Hour), at(0), true, true},
		{"a tie: the newer registration", at(0), at(0), false, false},
		{"nobody says: the newer registration", nil, never, false, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newSite(t, Config{Routing: RegistrarDecides})
			megan, client, iut := cast(s, "tcp")
			var activities []string
			if test.phoning {
				activities = []string{pidf.OnThePhone}
			}
			if test.client != nil {
				client.active("client", *test.client, activities...)
			}
			if test.iut != nil {
				iut.active("iut", *test.iut)
			}
			first, second := iut, client
			if test.clientIsFirst {
				first, second = client, iut
			}
			c := megan.invites("alix@contoso.test", imSDP)
			first.accepts(first.gets(sip.INVITE))
			c.gets(200)
			pager := megan.request(sip.MESSAGE, "alix@contoso.test")
			sipwire.SetBody(pager, "text/plain", []byte("hello"))
			sent := make(chan *sip.Response, 1)
			if _, err := megan.Request(megan.flow, pager, func(res *sip.Response, _ error) { sent <- res }); err != nil {
				t.Fatal(err)
			}
			first.replies(first.gets(sip.MESSAGE), 200)
			if res := <-sent; res == nil || res.StatusCode != 200 {
				t.Errorf("the MESSAGE was answered %v", res)
			}
			if n := len(second.requests); n != 0 {
				t.Errorf("the other endpoint was offered %d requests", n)
			}
			for _, forked := range s.events(record.Forked) {
				if forked.Attr("branches") != "2" || forked.Attr("iut-branches") != "1" {
					t.Errorf("the fork was recorded as %+v", forked)
				}
			}
		})
	}
}

func TestTheRegistrarGoesOnWhenAnEndpointRefuses(t *testing.T) {
	for status, goesOn := range map[int]bool{480: true, 415: true, 500: true, 486: false, 603: false} {
		s := newSite(t, Config{Routing: RegistrarDecides})
		megan, client, iut := cast(s, "tcp")
		iut.active("iut", noon)
		c := megan.invites("alix@contoso.test", imSDP)
		iut.replies(iut.gets(sip.INVITE), status)
		if !goesOn {
			c.gets(status)
			if n := len(client.requests); n != 0 {
				t.Errorf("after %d the other endpoint was offered %d requests", status, n)
			}
			continue
		}
		client.accepts(client.gets(sip.INVITE))
		c.gets(200)
	}
}

func TestTheRegistrarStopsWhenTheAskerCancels(t *testing.T) {
	s := newSite(t, Config{Routing: RegistrarDecides})
	megan, client, iut := cast(s, "tcp")
	iut.active("iut", noon)
	c := megan.invites("alix@contoso.test", imSDP)
	ringing := iut.gets(sip.INVITE)
	ringing.OnCancel(func(*sip.Request) { _ = ringing.Reply(487, "") })
	iut.replies(ringing, 180)
	c.gets(180)
	c.tx.Cancel()
	c.gets(487)
	if n := len(client.requests); n != 0 {
		t.Errorf("the other endpoint was offered %d requests", n)
	}
}

func TestCallsRingEverywhereWhoeverDecides(t *testing.T) {
	s := newSite(t, Config{Routing: RegistrarDecides})
	megan, client, iut := cast(s, "tcp")
	iut.active("iut", noon)
	c := megan.invites("alix@contoso.test", audioSDP)
	iut.replies(iut.gets(sip.INVITE), 488)
	client.accepts(client.gets(sip.INVITE))
	c.gets(200)
}

func TestAClosedEndpointHasNoActivity(t *testing.T) {
	s := newSite(t, Config{Routing: RegistrarDecides})
	megan, client, iut := cast(s, "tcp")
	client.active("client", noon)
	closed := of(iut.address, "iut", imOnly)
	closed.Tuples[0].Open, closed.Tuples[0].LastInput = false, noon.Add(time.Hour)
	iut.publish(200, closed)
	c := megan.invites("alix@contoso.test", imSDP)
	client.accepts(client.gets(sip.INVITE))
	c.gets(200)
}
