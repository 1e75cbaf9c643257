package gateway

import (
	"context"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/duet-conformance/duet/fakes/directory"
	"github.com/duet-conformance/duet/fakes/pidf"
	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sipwire"
	"github.com/emiago/sipgo/sip"
)

// sfbPerson is a person at an SfB client, by raw SIP. INVITEs are answered with what status says, MESSAGEs with 200.
type sfbPerson struct {
	t      testing.TB
	s      *site
	user   directory.User
	sip    *sipwire.Endpoint
	flow   *sipwire.Flow
	status int
	etag   string
	got    chan *sip.Request              // MESSAGE and BYE
	peer   atomic.Pointer[sipwire.Dialog] // the session that was taken last
	over   sync.Map                       // Call-IDs of sessions that the person ended
	// deciding are invitations that the person looks at.
	deciding sync.WaitGroup
}

// inSfB signs a person in.
func (s *site) inSfB(name string) *sfbPerson {
	s.t.Helper()
	p := &sfbPerson{t: s.t, s: s, user: s.people[name], status: 200, got: make(chan *sip.Request, 1000)}
	p.sip = sipwire.New(sipwire.Config{Name: name, OnRequest: p.request})
	s.t.Cleanup(func() {
		_ = p.sip.Close()
		p.deciding.Wait()
	})
	var err error
	if p.flow, err = p.sip.Flow(context.Background(), "tcp", s.sipOf(name)); err != nil {
		s.t.Fatal(err)
	}
	req := p.new(sip.REGISTER, "sip:"+domain, p.user.Address)
	req.AppendHeader(sip.NewHeader("Contact", p.contact()+`;+sip.instance="<`+p.user.Instances[0]+`>"`))
	req.AppendHeader(sip.NewHeader("Expires", "600"))
	p.must(req, 200)
	return p
}

func (p *sfbPerson) contact() string {
	return "<sip:" + strings.Split(p.user.Address, "@")[0] + "@" + p.flow.Local() + ";transport=tcp>"
}

func (p *sfbPerson) new(method sip.RequestMethod, target, to string) *sip.Request {
	uri, err := sipwire.ParseURI(target)
	if err != nil {
		p.t.Fatal(err)
	}
	return sipwire.NewRequest(method, uri, sipwire.UserURI(p.user.Address), sipwire.UserURI(to))
}

func (p *sfbPerson) do(req *sip.Request) *sip.Response {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), p.s.within)
	defer cancel()
	res, err := p.sip.Do(ctx, p.flow, req)
	if err != nil {
		p.t.Fatal(err)
	}
	return res
}

func (p *sfbPerson) must(req *sip.Request, status int) *sip.Response {
	p.t.Helper()
	res := p.do(req)
	if res.StatusCode != status {
		p.t.Fatalf("%s: %s was answered %s, not %d", p.user.Address, req.StartLine(), res.StartLine(), status)
	}
	return res
}

// acts does something at the SfB client, is or is not in a call, and waits until the gateway has been told.
func (p *sfbPerson) acts(calling bool) {
	p.t.Helper()
	mark := p.s.sfbLog.Len()
	p.publishes(calling)
	at := p.s.sfbEvent(mark, record.And(record.Is(record.Published), record.From(p.user.Address)))
	serial := p.s.sfbLog.From(at)[0].Attr("serial")
	p.s.sfbEvent(mark, record.And(record.Is(record.Notified), record.By(record.PartyIUT), record.From(p.user.Address),
		record.With("serial", serial), record.With("status", "200")))
}

// publishes does something at the SfB client.
func (p *sfbPerson) publishes(calling bool) {
	p.t.Helper()
	d := pidf.Document{Entity: "sip:" + p.user.Address, Tuples: []pidf.Tuple{{
		ID: "sfb", Open: true, Contact: "sip:" + p.user.Address, UserInput: "active", LastInput: time.Now(),
		Caps: pidf.Caps{Said: true, Message: true, Audio: true, Video: true, Application: true},
	}}}
	if calling {
		d.People = []pidf.Person{{ID: "person", Activities: []string{pidf.OnThePhone}}}
	}
	req := p.new("PUBLISH", "sip:"+p.user.Address, p.user.Address)
	req.AppendHeader(sip.NewHeader("Event", "presence"))
	req.AppendHeader(sip.NewHeader("Expires", "600"))
	if p.etag != "" {
		req.AppendHeader(sip.NewHeader("SIP-If-Match", p.etag))
	}
	sipwire.SetBody(req, pidf.ContentType, d.Marshal())
	p.etag = sipwire.Value(p.must(req, 200), "SIP-ETag")
}

// invites sends an INVITE and returns the final answer, and the dialog of a 2xx.
func (p *sfbPerson) invites(to, contentType, body string, headers ...[2]string) (*sip.Response, *sipwire.Dialog) {
	p.t.Helper()
	req := p.new(sip.INVITE, "sip:"+to, to)
	req.AppendHeader(sip.NewHeader("Contact", p.contact()))
	for _, h := range headers {
		req.AppendHeader(sip.NewHeader(h[0], h[1]))
	}
	sipwire.SetBody(req, contentType, []byte(body))
	res := p.do(req)
	if !res.IsSuccess() {
		return res, nil
	}
	d, err := sipwire.NewUAC(req, res, p.flow)
	if err != nil {
		p.t.Fatal(err)
	}
	if err := p.sip.Send(p.flow, d.Ack(req)); err != nil {
		p.t.Fatal(err)
	}
	return res, d
}

// opens starts an IM session, which must be taken.
func (p *sfbPerson) opens(to string) *sipwire.Dialog {
	p.t.Helper()
	res, d := p.invites(to, "application/sdp", imSDP)
	if d == nil {
		p.t.Fatalf("the INVITE to %s was answered %s", to, res.StartLine())
	}
	return d
}

// opensByGRUU starts an IM session whose other side is addressed by a GRUU, so that it outlives the connection. An endpoint
// that was registered a moment ago may not have read yet which one it was given: then the session is ended and started anew.
func (p *sfbPerson) opensByGRUU(to string) *sipwire.Dialog {
	p.t.Helper()
	for bound := time.After(5 * time.Second); ; {
		res, d := p.invites(to, "application/sdp", imSDP)
		if d == nil {
			p.t.Fatalf("the INVITE to %s was answered %s", to, res.StartLine())
		}
		if strings.Contains(sipwire.Value(res, "Contact"), "gruu") {
			return d
		}
		if bye := p.do(d.Request(sip.BYE)); !bye.IsSuccess() {
			p.t.Fatalf("the BYE was answered %s", bye.StartLine())
		}
		select {
		case <-bound:
			p.t.Fatalf("%s is not addressed by a GRUU within 5s", to)
		default:
		}
	}
}

// says sends a text in a session and returns the answer's status.
func (p *sfbPerson) says(d *sipwire.Dialog, text string) int {
	p.t.Helper()
	req := d.Request(sip.MESSAGE)
	sipwire.SetBody(req, "text/plain; charset=UTF-8", []byte(text))
	return p.do(req).StatusCode
}

// ends ends a session.
func (p *sfbPerson) ends(d *sipwire.Dialog) {
	p.t.Helper()
	p.over.Store(d.CallID(), true)
	p.must(d.Request(sip.BYE), 200)
}

// hears waits for the next request of the method.
func (p *sfbPerson) hears(method sip.RequestMethod) *sip.Request {
	p.t.Helper()
	return next(p.s, p.got, "the SfB client of "+p.user.Address+" gets a "+string(method), func(r *sip.Request) bool { return r.Method == method })
}

func (p *sfbPerson) request(tx *sipwire.ServerTx) {
	req := tx.Request()
	if req.Method != sip.INVITE {
		// A session that the person ended is gone.
		if _, over := p.over.Load(sipwire.CallID(req)); over {
			_ = tx.Reply(481, "")
			return
		}
		p.got <- req
		_ = tx.Reply(200, "")
		return
	}
	if p.status != 200 {
		_ = tx.Reply(p.status, "")
		return
	}
	_ = tx.Reply(180, "")
	ctx, cancel := context.WithTimeout(context.Background(), p.s.within)
	tx.OnCancel(func(*sip.Request) {
		cancel()
		_ = tx.Reply(487, "")
	})
	p.deciding.Go(func() {
		defer cancel()
		if p.s.declined(ctx, sipwire.CallID(req)) {
			p.takes(tx)
		}
	})
}

// declined waits until the gateway has declined every branch of a call, or has none. A person is slower than a gateway.
func (s *site) declined(ctx context.Context, callID string) bool {
	if s.config.Routing == RegistrarDecides {
		return true // it was asked before, or is not asked at all
	}
	return s.sfbLog.Until(ctx, func(events []record.Event) bool {
		branches := -1
		for _, e := range record.Select(events, record.With("call-id", callID)) {
			switch {
			case e.Kind == record.Forked:
				branches, _ = strconv.Atoi(e.Attr("iut-branches"))
			case e.Kind == record.BranchEnded && e.Party == record.PartyIUT && e.Attr("status") >= "300" && e.Attr("status") < "600":
				branches--
			}
		}
		return branches == 0
	}) == nil
}

// takes answers an IM invitation.
func (p *sfbPerson) takes(tx *sipwire.ServerTx) {
	req := tx.Request()
	res := tx.Response(200, "", sip.NewHeader("Contact", p.contact()))
	sipwire.SetBody(res, "application/sdp", []byte(imSDP))
	tx.Reliable2xx = true
	if d, err := sipwire.NewUAS(req, res, tx.Flow()); err == nil {
		p.peer.Store(d)
	}
	p.got <- req
	_ = tx.Respond(res)
}

const (
	imSDP    = "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=message 5060 sip null\r\n"
	audioSDP = "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\n"
)

// next waits for the next of a channel that is wanted.
func next[T any](s *site, from <-chan T, what string, wanted func(T) bool) T {
	s.t.Helper()
	bound := time.NewTimer(s.within)
	defer bound.Stop()
	for {
		select {
		case v := <-from:
			if wanted(v) {
				return v
			}
		case <-bound.C:
			s.t.Fatalf("%s: not within %v", what, s.within)
		}
	}
}
