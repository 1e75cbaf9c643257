package sfb

import (
	"strings"
	"testing"
	"time"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

// cast connects megan, who asks, and alix with her own client and an endpoint of the IUT.
func cast(s *site, transport string) (megan, client, iut *phone) {
	s.t.Helper()
	return s.phone(transport, "megan").signIn(), s.phone(transport, "alix").signIn(), s.phone(transport, "alix").asIUT()
}

func TestForkRingsEverywhereAndTheLoserIsToldWhy(t *testing.T) {
	for _, transport := range []string{"tcp", "udp"} {
		t.Run(transport, func(t *testing.T) {
			s := newSite(t, Config{})
			megan, client, iut := cast(s, transport)
			c := megan.invites("alix@contoso.test", imSDP)
			atClient, atIUT := client.gets(sip.INVITE), iut.gets(sip.INVITE)
			client.replies(atClient, 180)
			c.gets(180)
			iut.accepts(atIUT)
			c.gets(200)

			cancelled := make(chan *sip.Request, 1)
			atClient.OnCancel(func(cancel *sip.Request) { cancelled <- cancel })
			cancel := <-cancelled
			if why := sipwire.Value(cancel, "Reason"); why != `SIP;cause=200;text="Call completed elsewhere"` {
				t.Errorf("the loser was cancelled with the Reason %q", why)
			}
			client.replies(atClient, 487)
			lost := s.wait("the end of the cancelled branch", record.And(record.Is(record.BranchEnded), record.With("status", "487")))
			if lost.Party != "alix@contoso.test/sfb" || lost.Attr("cancelled") != "true" {
				t.Errorf("the lost branch was recorded as %+v", lost)
			}
			forked := s.events(record.Forked)[0]
			if forked.Attr("branches") != "2" || forked.Attr("iut-branches") != "1" || forked.Party != "megan@contoso.test/sfb" {
				t.Errorf("the fork was recorded as %+v", forked)
			}
			answered := s.events(record.Answered)
			if len(answered) != 1 || answered[0].Attr("winner") != record.PartyIUT || answered[0].Attr("status") != "200" {
				t.Errorf("the answer was recorded as %+v", answered)
			}
		})
	}
}

func TestForkOutlivesABranchThatDeclines(t *testing.T) {
	s := newSite(t, Config{})
	megan, client, iut := cast(s, "tcp")
	c := megan.invites("alix@contoso.test", imSDP)
	iut.replies(iut.gets(sip.INVITE), 480)
	s.wait("the decline of the IUT", record.And(record.Is(record.BranchEnded), record.By(record.PartyIUT), record.With("status", "480")))
	client.accepts(client.gets(sip.INVITE))
	c.gets(200)
}

func TestForkAnswersTheBestOfAllDeclines(t *testing.T) {
	s := newSite(t, Config{})
	megan, client, iut := cast(s, "tcp")
	c := megan.invites("alix@contoso.test", imSDP)
	iut.replies(iut.gets(sip.INVITE), 480)
	client.replies(client.gets(sip.INVITE), 486)
	c.gets(486)
}

func TestForkEndsWithA6xx(t *testing.T) {
	s := newSite(t, Config{})
	megan, client, iut := cast(s, "tcp")
	c := megan.invites("alix@contoso.test", imSDP)
	atClient := client.gets(sip.INVITE)
	client.replies(atClient, 180)
	c.gets(180)
	iut.replies(iut.gets(sip.INVITE), 603)
	cancelled := make(chan *sip.Request, 1)
	atClient.OnCancel(func(cancel *sip.Request) { cancelled <- cancel })
	if why := sipwire.Value(<-cancelled, "Reason"); why != `SIP;cause=603;text="Decline"` {
		t.Errorf("the client was cancelled with the Reason %q", why)
	}
	client.replies(atClient, 487)
	c.gets(603)
}

func TestForkPassesTheAskersCancelOn(t *testing.T) {
	s := newSite(t, Config{})
	megan, client, iut := cast(s, "tcp")
	c := megan.invites("alix@contoso.test", imSDP)
	cancelled := make(chan *sip.Request, 2)
	for _, p := range []*phone{client, iut} {
		tx := p.gets(sip.INVITE)
		p.replies(tx, 180)
		tx.OnCancel(func(cancel *sip.Request) {
			cancelled <- cancel
			_ = tx.Reply(487, "")
		})
		c.gets(180)
	}
	c.tx.Cancel(sip.NewHeader("Reason", `SIP;cause=487;text="changed her mind"`))
	c.gets(487)
	for range 2 {
		if why := sipwire.Value(<-cancelled, "Reason"); why != `SIP;cause=487;text="changed her mind"` {
			t.Errorf("a branch was cancelled with the Reason %q", why)
		}
	}
}

func TestForkAbsorbsALate2xx(t *testing.T) {
	for _, transport := range []string{"tcp", "udp"} {
		t.Run(transport, func(t *testing.T) {
			s := newSite(t, Config{})
			megan, client, iut := cast(s, transport)
			c := megan.invites("alix@contoso.test", imSDP)
			atClient := client.gets(sip.INVITE)
			iut.accepts(iut.gets(sip.INVITE))
			c.gets(200)
			late := client.accepts(atClient) // it never said 180, so it can't be cancelled
			ack := client.getsACK()
			if sipwire.ToTag(ack) != sipwire.ToTag(late) {
				t.Errorf("the late 200 with the tag %s got an ACK with %s", sipwire.ToTag(late), sipwire.ToTag(ack))
			}
			bye := client.gets(sip.BYE)
			if n, _ := sipwire.CSeq(bye.Request()); n != 2 || bye.Request().CallID().Value() != c.invite.CallID().Value() {
				t.Errorf("the late dialog was ended with\n%s", bye.Request())
			}
			client.replies(bye, 200)
			s.wait("the late answer", record.And(record.Is(record.BranchEnded), record.With("status", "200"), record.By("alix@contoso.test/sfb")))
			select {
			case res := <-c.answers:
				t.Errorf("the asker was given a second answer %s", res.StartLine())
			default:
			}
		})
	}
}

func TestForkEndsByTimerC(t *testing.T) {
	s := newSite(t, Config{TimerC: 50 * time.Millisecond})
	megan := s.phone("tcp", "megan").signIn()
	client := s.phone("tcp", "alix").signIn()
	c := megan.invites("alix@contoso.test", imSDP)
	tx := client.gets(sip.INVITE)
	tx.OnCancel(func(*sip.Request) { _ = tx.Reply(487, "") })
	client.replies(tx, 180)
	c.gets(180)
	c.gets(487)
}

func TestForkEndsWhenTheAskerIsGone(t *testing.T) {
	s := newSite(t, Config{})
	megan, client, iut := cast(s, "tcp")
	megan.invites("alix@contoso.test", imSDP)
	tx := client.gets(sip.INVITE)
	client.replies(tx, 180)
	s.wait("the ringing", record.And(record.Is(record.SIPOut), record.With("status", "180")))
	cancelled := make(chan *sip.Request, 1)
	tx.OnCancel(func(cancel *sip.Request) { cancelled <- cancel })
	megan.flow.Close()
	<-cancelled
	// The IUT answers too late for anybody: its dialog is ended at once.
	iut.accepts(iut.gets(sip.INVITE))
	iut.getsACK()
	iut.gets(sip.BYE)
}

func TestForkTakesADeadConnectionForAnAbsentEndpoint(t *testing.T) {
	s := newSite(t, Config{})
	megan, client, iut := cast(s, "tcp")
	c := megan.invites("alix@contoso.test", imSDP)
	client.gets(sip.INVITE)
	iut.gets(sip.INVITE)
	client.flow.Close()
	iut.flow.Close()
	c.gets(480)
	for _, party := range []string{"alix@contoso.test/sfb", record.PartyIUT} {
		s.wait("the end of the binding of "+party, record.And(unbound, record.By(party), record.With("reason", "flow closed")))
	}
}

func TestOtherRequestsGoToOneEndpointAfterTheOther(t *testing.T) {
	s := newSite(t, Config{})
	megan, client, iut := cast(s, "tcp")
	send := func() chan *sip.Response {
		answers := make(chan *sip.Response, 1)
		req := megan.request(sip.MESSAGE, "alix@contoso.test")
		sipwire.SetBody(req, "text/plain", []byte("lunch? duet-0123456789ab"))
		if _, err := megan.Request(megan.flow, req, func(res *sip.Response, _ error) { answers <- res }); err != nil {
			t.Fatal(err)
		}
		return answers
	}
	answers := send()
	iut.replies(iut.gets(sip.MESSAGE), 200)
	if res := <-answers; res.StatusCode != 200 {
		t.Errorf("the MESSAGE that the IUT took was answered %s", res.StartLine())
	}
	answers = send()
	iut.replies(iut.gets(sip.MESSAGE), 480) // only now the client is offered it
	client.replies(client.gets(sip.MESSAGE), 200)
	if res := <-answers; res.StatusCode != 200 {
		t.Errorf("the MESSAGE that the client took was answered %s", res.StartLine())
	}
	if n := len(client.requests); n != 0 {
		t.Errorf("the client was offered %d more requests", n)
	}
}

func TestBest(t *testing.T) {
	for _, test := range []struct {
		statuses []int
		want     int
	}{
		{[]int{480, 486}, 486},
		{[]int{488, 486}, 486},
		{[]int{404, 486}, 404}, // equals: the first branch
		{[]int{486, 415}, 415},
		{[]int{408, 480}, 480},
		{[]int{408, 487}, 487},
		{[]int{500, 404}, 404},
		{[]int{404, 302}, 302},
		{[]int{302, 603}, 603},
		{[]int{430, 408}, 430},
		{[]int{407, 484, 420}, 407},
	} {
		var branches []*branch
		for _, status := range test.statuses {
			branches = append(branches, &branch{status: status})
		}
		if got := best(branches).status; got != test.want {
			t.Errorf("of %v the best is %d, not %d", test.statuses, test.want, got)
		}
	}
}

func TestChallengesOfAllBranchesAreKept(t *testing.T) {
	s := newSite(t, Config{})
	megan, client, iut := cast(s, "tcp")
	c := megan.invites("alix@contoso.test", imSDP)
	for _, p := range []*phone{client, iut} {
		tx := p.gets(sip.INVITE)
		if err := tx.Reply(401, "", sip.NewHeader("WWW-Authenticate", `Digest realm="`+p.flow.Local()+`", nonce="x"`)); err != nil {
			t.Fatal(err)
		}
	}
	if all := strings.Join(sipwire.Values(c.gets(401), "WWW-Authenticate"), "\n"); strings.Count(all, "Digest") != 2 {
		t.Errorf("the asker got the challenges %q, not both", all)
	}
}
