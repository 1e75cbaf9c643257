package people

import (
	"net"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/pidf"
	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sipwire"
	"github.com/duet-conformance/duet/harness/judge"
)

// standIn is just enough of an implementation: an endpoint of one user that answers what it is told to.
type standIn struct {
	stage    *stage
	user     *Person
	endpoint *sipwire.Endpoint
	flow     *sipwire.Flow
	// invite and notify are the statuses that it answers with; 0 leaves a request without an answer. hold keeps an INVITE
	// until it is closed.
	invite, notify atomic.Int32
	hold           chan struct{}
}

// newIUT registers an endpoint for the user, beside their own clients.
func newIUT(s *stage, user *Person) *standIn {
	s.Helper()
	u := &standIn{stage: s, user: user, hold: make(chan struct{})}
	u.notify.Store(200)
	u.invite.Store(480)
	u.endpoint = sipwire.New(sipwire.Config{Name: "the IUT of the test", OnRequest: u.request})
	pc, err := net.ListenPacket("udp", "127.0.0.1:0")
	s.must(err)
	u.endpoint.ServePacket(pc)
	s.Cleanup(func() { _ = u.endpoint.Close() })
	u.flow, err = u.endpoint.Flow(s.ctx, "udp", s.scene.SfB.Address)
	s.must(err)
	req := u.new(sip.REGISTER)
	req.Recipient = sip.Uri{Scheme: "sip", Host: "contoso.test"}
	u.sends(req)
	return u
}

// new makes a request of the user to themselves, with the IUT's Contact.
func (u *standIn) new(method sip.RequestMethod) *sip.Request {
	uri := sipwire.UserURI(u.user.Address())
	req := sipwire.NewRequest(method, uri, uri, uri)
	contact := &sip.ContactHeader{Address: uri}
	host, port, _ := net.SplitHostPort(u.flow.Local())
	contact.Address.Host = host
	contact.Address.Port, _ = strconv.Atoi(port)
	contact.Params = sip.HeaderParams{{K: "+sip.instance", V: sipwire.Quote("<urn:uuid:00000000-0000-4000-8000-00000000d00f>")}}
	req.AppendHeader(contact)
	req.AppendHeader(sip.NewHeader("Expires", "600"))
	return req
}

func (u *standIn) sends(req *sip.Request) {
	u.stage.Helper()
	res, err := u.endpoint.Do(u.stage.ctx, u.flow, req)
	u.stage.must(err)
	if !res.IsSuccess() {
		u.stage.Fatalf("the IUT's %s was answered %s", req.Method, res.StartLine())
	}
}

func (u *standIn) publishes() {
	u.stage.Helper()
	req := u.new("PUBLISH")
	sipwire.Remove(req, "Contact")
	req.AppendHeader(sip.NewHeader("Event", "presence"))
	sipwire.SetBody(req, pidf.ContentType, pidf.Document{
		Entity: u.user.User.SIPURI(),
		Tuples: []pidf.Tuple{{ID: "teams", Open: true, Contact: u.user.User.SIPURI(), Caps: pidf.Caps{Said: true, Message: true}}},
	}.Marshal())
	u.sends(req)
}

func (u *standIn) watches() {
	u.stage.Helper()
	req := u.new(sip.SUBSCRIBE)
	req.AppendHeader(sip.NewHeader("Event", "presence"))
	req.AppendHeader(sip.NewHeader("Accept", pidf.ContentType))
	u.sends(req)
}

func (u *standIn) request(tx *sipwire.ServerTx) {
	status := u.notify.Load()
	if tx.Request().Method == sip.INVITE {
		status = u.invite.Load()
		tx.OnCancel(func(*sip.Request) { _ = tx.Reply(487, "") })
		select {
		case <-u.hold:
		default:
			go func() {
				<-u.hold
				u.answers(tx, status)
			}()
			return
		}
	}
	u.answers(tx, status)
}

func (u *standIn) answers(tx *sipwire.ServerTx, status int32) {
	if status == 0 {
		return
	}
	res := tx.Response(int(status), "")
	if status == 200 && tx.Request().Method == sip.INVITE {
		res.AppendHeader(sip.HeaderClone(sipwire.ContactOf(u.new(sip.INVITE))))
		sipwire.SetBody(res, sdpType, offerOf("127.0.0.1:1", "alix", "message"))
	}
	_ = tx.Respond(res)
}

func TestAToastWaitsForTheIUT(t *testing.T) {
	for _, test := range []struct {
		status     int32
		accepted   bool
		atSfB      int
		conclusion string
	}{
		{480, true, 1, "the IUT declines: the person takes the IM"},
		{200, true, 0, "the IUT takes the IM: the toast goes away"},
		{603, false, 0, "the IUT declines for everybody: nobody takes the IM"},
	} {
		t.Run(test.conclusion, func(t *testing.T) {
			s := newStage(t, "udp")
			alix, megan := s.person("alix", OnSfBOfBoth), s.person("megan", OnSfB)
			u := newIUT(s, alix)
			u.invite.Store(test.status)
			sent := make(chan *IM, 1)
			go func() { sent <- megan.SfB.Send(s.ctx, alix, "lunch?") }()
			s.waits("ringing at alix's", record.Is(record.SIPIn), record.By(alix.SfB.Name()), record.With("status", "180"), record.With("method", "INVITE"))
			close(u.hold)
			im := <-sent
			if im.Accepted() != test.accepted {
				t.Errorf("%s was answered %d", im, im.Status)
			}
			s.must(alix.Fence(s.ctx))
			if n := s.counts(record.Is(record.IMShown), record.By(alix.SfB.Name())); n != test.atSfB {
				t.Errorf("the IM was shown %d times at alix's SfB client, expected %d", n, test.atSfB)
			}
		})
	}
}

func TestAnIUTThatIsSilentLeavesTheIMToThePerson(t *testing.T) {
	s := newStage(t, "udp")
	s.scene.Bounds.Answer = 300 * time.Millisecond
	alix, megan := s.person("alix", OnSfBOfBoth), s.person("megan", OnSfB)
	u := newIUT(s, alix)
	defer close(u.hold)
	u.invite.Store(0)
	if im := megan.SfB.Send(s.ctx, alix, "lunch?"); !im.Accepted() {
		t.Errorf("%s was answered %d", im, im.Status)
	}
}

func TestAnIUTThatAnswersNothingIsBlamed(t *testing.T) {
	s := newStage(t, "udp")
	s.scene.Bounds.Answer, s.scene.Bounds.Delivery = 200*time.Millisecond, 200*time.Millisecond
	alix := s.person("alix", SignedOut)
	s.scene.Bounds.Delivery = 0
	megan := s.person("megan", OnSfB)
	s.scene.Bounds.Delivery = 200 * time.Millisecond
	u := newIUT(s, alix)
	defer close(u.hold)
	u.invite.Store(0)
	f := s.stops(func() { megan.SfB.Send(s.ctx, alix, "lunch?") })
	if f.Verdict != judge.Fail || f.Guarantee != ErrAnswers || !strings.Contains(f.Sentence, "INVITE") {
		t.Errorf("halted with %s (%v): %s", f.Verdict, f.Guarantee, f.Sentence)
	}
}

func TestTheIUTIsToldBeforeAnythingIsTried(t *testing.T) {
	s := newStage(t, "udp")
	alix := s.person("alix", OnSfBOfBoth)
	u := newIUT(s, alix)
	u.watches()
	s.waits("the first NOTIFY", record.Is(record.Notified), record.By(record.PartyIUT))
	alix.SfB.Type(s.ctx)
	if n := s.counts(record.Is(record.Notified), record.By(record.PartyIUT)); n != 2 {
		t.Errorf("%d NOTIFYs were answered when typing came back, expected 2", n)
	}
	s.scene.Bounds.Told = 300 * time.Millisecond
	u.notify.Store(0)
	f := s.stops(func() { alix.SfB.Type(s.ctx) })
	if f.Verdict != judge.Fail || f.Guarantee != ErrTold {
		t.Errorf("halted with %s (%v): %s", f.Verdict, f.Guarantee, f.Sentence)
	}
}

func TestSigningInToTeamsWaitsForTheLine(t *testing.T) {
	s := newStage(t, "udp")
	alix := s.person("alix", SignedOut)
	s.scene.Bounds.Registration = 300 * time.Millisecond
	f := s.stops(func() { alix.Teams.SignIn(s.ctx) })
	if f.Verdict != judge.Fail || f.Guarantee != ErrRegisters {
		t.Errorf("without an endpoint: %s (%v): %s", f.Verdict, f.Guarantee, f.Sentence)
	}
	u := newIUT(s, alix)
	desk := alix.Teams.Another()
	if f = s.stops(func() { desk.SignIn(s.ctx) }); f.Guarantee != ErrPublishes {
		t.Errorf("without presence: %s (%v): %s", f.Verdict, f.Guarantee, f.Sentence)
	}
	u.publishes()
	third := alix.Teams.Another()
	if f = s.stops(func() { third.SignIn(s.ctx) }); f.Guarantee != ErrWatches {
		t.Errorf("without a watch: %s (%v): %s", f.Verdict, f.Guarantee, f.Sentence)
	}
	u.watches()
	s.scene.Bounds.Registration = 0
	alix.Teams.Another().SignIn(s.ctx)
}

func TestACallThatTheIUTTakesIsItsFault(t *testing.T) {
	s := newStage(t, "udp")
	s.scene.Bounds.Delivery = 500 * time.Millisecond
	alix, megan := s.person("alix", OnSfBOfBoth), s.person("megan", OnSfB)
	alix.SfB.SignOut(s.ctx)
	u := newIUT(s, alix)
	close(u.hold)
	u.invite.Store(603)
	call := megan.SfB.Call(s.ctx, alix)
	if call.Status != 603 {
		t.Errorf("%s was answered %d", call, call.Status)
	}
	alix.SfB.SignIn(s.ctx)
	f := s.stops(func() { alix.SfB.Answer(s.ctx, megan) })
	if f.Verdict != judge.Fail || f.Guarantee != ErrSpares {
		t.Errorf("halted with %s (%v): %s", f.Verdict, f.Guarantee, f.Sentence)
	}
}

func TestWhoIsInTeamsOnlyShowsAsIMOnly(t *testing.T) {
	for _, dialect := range []string{"pidf", "msrtc"} {
		t.Run(dialect, func(t *testing.T) { whoIsInTeamsOnlyShowsAsIMOnly(t, dialect) })
	}
}

func whoIsInTeamsOnlyShowsAsIMOnly(t *testing.T, dialect string) {
	s := newStage(t, "udp")
	s.scene.SfB.Dialect = dialect
	alix, megan := s.person("alix", SignedOut), s.person("megan", OnSfB)
	u := newIUT(s, alix)
	u.publishes()
	megan.SfB.Watch(s.ctx, alix)
	if shown := megan.SfB.Shows(alix); shown != "IM Only" {
		t.Errorf("alix is shown as %q, expected IM Only", shown)
	}
	alix.SfB.SignIn(s.ctx)
	s.waits("alix at both clients", record.Is(record.PresenceShown), record.From(alix.Address()),
		func(e record.Event) bool { return e.Text == "Available" })
}
