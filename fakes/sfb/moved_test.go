package sfb

import (
	"testing"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

// A UDP client that died can't say so. When it is back at another port, nothing may be lost at the old one.
func TestDialogFollowsAUDPClientThatCameBackElsewhere(t *testing.T) {
	s := newSite(t, Config{})
	megan, alix := s.phone("udp", "megan").signIn(), s.phone("udp", "alix").signIn()
	uac, uas := talk(megan, alix)
	alix.subscribe(200, megan.address)
	for range 2 { // twice, so that the way leads over one that was given up
		back := s.phone("udp", "alix").signIn()
		answers := make(chan *sip.Response, 1)
		if _, err := megan.Request(megan.flow, says(uac, "still there?"), func(res *sip.Response, _ error) { answers <- res }); err != nil {
			t.Fatal(err)
		}
		back.replies(back.gets(sip.MESSAGE), 481) // it knows nothing of the dialog any more
		if res := <-answers; res == nil || res.StatusCode != 481 {
			t.Errorf("the MESSAGE was answered %v", res)
		}
		// One that has kept its dialog over the move can go on in it.
		tx := make(chan *sip.Response, 1)
		if _, err := back.Request(back.flow, says(uas, "moved"), func(res *sip.Response, _ error) { tx <- res }); err != nil {
			t.Fatal(err)
		}
		megan.replies(megan.gets(sip.MESSAGE), 200)
		if res := <-tx; res == nil || res.StatusCode != 200 {
			t.Errorf("the MESSAGE from the new address was answered %v", res)
		}
	}
	if e := s.wait("the end of the old subscription", record.Is(record.Unsubscribed)); e.Attr("reason") != overFlowClosed {
		t.Errorf("the subscription over the old address ended as %+v", e)
	}
	if moved := s.events(record.Unbound); len(moved) != 0 {
		t.Errorf("the move was recorded as an end: %+v", moved)
	}
}

// A socket that other users are registered over lives on when one of them moves away.
func TestSharedUDPSocketOutlivesAUserWhoMoves(t *testing.T) {
	s := newSite(t, Config{})
	megan, gateway := s.phone("tcp", "megan").signIn(), s.phone("udp", "alix").asIUT()
	theo := *gateway
	endpoint := *gateway.endpoint
	theo.endpoint, endpoint.address = &endpoint, "theo@contoso.test"
	theo.asIUT()
	moved := s.phone("udp", "alix").asIUT()
	c := megan.invites(theo.address, imSDP)
	gateway.replies(gateway.gets(sip.INVITE), 486)
	c.gets(486)
	c = megan.invites(moved.address, imSDP)
	moved.replies(moved.gets(sip.INVITE), 486)
	c.gets(486)
}

func TestDropFlowNeedsAConnection(t *testing.T) {
	s := newSite(t, Config{})
	s.phone("udp", "alix").asIUT()
	s.phone("tcp", "alix").signIn()
	_, err := s.Inject(Fault{Name: FaultDropFlow, User: "alix@contoso.test"})
	if want := `the fault "drop-flow" needs a connection: iut has registered alix@contoso.test over UDP, where there is none to close`; err == nil || err.Error() != want {
		t.Errorf("the error is %v, not %q", err, want)
	}
	if injected, ended := s.events(record.FaultInjected), s.events(record.Unbound); len(injected)+len(ended) > 0 {
		t.Errorf("a fault that was refused left %+v and %+v", injected, ended)
	}
	if _, err := s.Inject(Fault{Name: FaultDropFlow, User: "alix@contoso.test", Params: map[string]string{"party": "alix@contoso.test/sfb"}}); err != nil {
		t.Error(err)
	}
	if e := s.wait("the end of the binding", unbound); e.Party != "alix@contoso.test/sfb" {
		t.Errorf("the dropped connection was recorded as %+v", e)
	}
}

// An implementation that is ended and started again has new ports over UDP. Whoever still has a session with the old process
// must be told that it is over, instead of waiting for an answer from a port where nobody listens.
func TestADialogWithAnEndedImplementationIsOver(t *testing.T) {
	s := newSite(t, Config{})
	megan, iut := s.phone("tcp", "megan").signIn(), s.phone("udp", "alix").asIUT()
	uac, _ := talk(megan, iut)
	gruu, err := sipwire.ParseURI(s.location.targets(iut.address)[0].gruu)
	if err != nil {
		t.Fatal(err)
	}
	asks := func() *sip.Request {
		req := says(uac, "still there?")
		req.Recipient = gruu
		return req
	}
	for _, stops := range []bool{false, true, true} {
		if stops {
			iut.do(iut.registration(gatewayInstance(iut.address), [2]string{"Expires", "0"}), 200)
		}
		s.peers.depart()
		if stops {
			megan.do(asks(), 480)
		}
		iut = s.phone("udp", "alix").asIUT()
		answers := make(chan *sip.Response, 1)
		if _, err := megan.Request(megan.flow, asks(), func(res *sip.Response, _ error) { answers <- res }); err != nil {
			t.Fatal(err)
		}
		iut.replies(iut.gets(sip.MESSAGE), 481) // it knows nothing of the dialog
		if res := <-answers; res == nil || res.StatusCode != 481 {
			t.Errorf("the MESSAGE was answered %v", res)
		}
	}
}
