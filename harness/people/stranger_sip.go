package people

import (
	"context"
	"crypto/tls"
	"encoding/base64"
	"fmt"
	"net"
	"time"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

// Invite sends an INVITE to an IM session straight to the IUT, as if from somebody whom the person knows, with a first message
// in it.
func (m *Stranger) Invite(ctx context.Context, as *Person) *Attempt {
	a := m.try("INVITE", record.ClientSfB, m.transport())
	m.send(ctx, func(local string, contact sip.Uri) *sip.Request {
		from := sipwire.UserURI(as.Address())
		req := sipwire.NewRequest(sip.INVITE, contact, from, sipwire.UserURI(m.whom.Address()))
		own := from
		own.Host, own.UriParams = local, sip.HeaderParams{{K: "transport", V: m.transport()}}
		req.AppendHeader(&sip.ContactHeader{Address: own})
		format := "text/plain; charset=UTF-8;ms-body=" + base64.StdEncoding.EncodeToString([]byte("let me in "+a.Token))
		req.AppendHeader(sip.NewHeader("ms-text-format", format))
		sipwire.SetBody(req, sdpType, offerOf(local, as.Address(), "message"))
		return req
	})
	return a
}

// Page sends an IM outside of any session straight to the IUT, as if from somebody whom the person knows.
func (m *Stranger) Page(ctx context.Context, as *Person) *Attempt {
	a := m.try("MESSAGE", record.ClientSfB, m.transport())
	m.send(ctx, func(_ string, contact sip.Uri) *sip.Request {
		req := sipwire.NewRequest(sip.MESSAGE, contact, sipwire.UserURI(as.Address()), sipwire.UserURI(m.whom.Address()))
		sipwire.SetBody(req, plainText, []byte("trust me "+a.Token))
		return req
	})
	return a
}

// Say sends an IM straight to the IUT in the session that an IM came in, as if from its sender. The stranger has overheard the
// session's Call-ID; its tags too, unless she guesses.
func (m *Stranger) Say(ctx context.Context, in *IM, guesses bool) *Attempt {
	what := "MESSAGE in the session"
	if guesses {
		what = "MESSAGE with guessed tags"
	}
	a := m.try(what, record.ClientSfB, m.transport())
	heard := m.overheard(ctx, in)
	m.send(ctx, func(_ string, _ sip.Uri) *sip.Request {
		req := heard.request(sip.MESSAGE)
		if guesses {
			sipwire.SetParam(&req.From().Params, "tag", sipwire.NewTag())
			sipwire.SetParam(&req.To().Params, "tag", sipwire.NewTag())
		}
		sipwire.SetBody(req, plainText, []byte("by the way "+a.Token))
		return req
	})
	return a
}

// End sends a BYE straight to the IUT in the session that an IM came in, with its true Call-ID and tags.
func (m *Stranger) End(ctx context.Context, in *IM) *Attempt {
	a := m.try("BYE", record.ClientSfB, m.transport())
	heard := m.overheard(ctx, in)
	m.send(ctx, func(string, sip.Uri) *sip.Request { return heard.request(sip.BYE) })
	return a
}

// Repeat sends the last NOTIFY that the front end sent to the IUT between two marks of the scene's log, straight to the IUT as
// if it were the next one: what was true then is said again.
func (m *Stranger) Repeat(ctx context.Context, from, to int) *Attempt {
	a := m.try("repeated NOTIFY", record.ClientSfB, m.transport())
	var last *sip.Request
	for _, e := range m.scene.Log.All()[from:to] {
		if e.Kind == record.SIPOut && e.Party == record.PartyIUT && e.Attr("method") == "NOTIFY" && e.Attr("status") == "" {
			last = parsed(e.Raw)
		}
	}
	if last == nil {
		m.scene.stop(unclear("the front end sent the implementation no NOTIFY that a stranger could have overheard"))
	}
	m.send(ctx, func(string, sip.Uri) *sip.Request {
		req := sipwire.CloneRequest(last)
		for sipwire.Has(req, "Via") {
			req.RemoveHeader("Via")
		}
		number, method := sipwire.CSeq(req)
		sipwire.Set(req, &sip.CSeqHeader{SeqNo: number + ahead, MethodName: method})
		return req
	})
	return a
}

// ahead is how far a stranger goes beyond the numbers that she overheard, so that hers is the higher one.
const ahead = 100

// overheard is what a stranger knows of a session: the INVITE that reached the IUT, and its answer.
type overheard struct {
	invite *sip.Request
	answer *sip.Response
}

// overheard finds the session that an SfB user's IM went through. That the IM has arrived may be known before what the front
// end saw of it is.
func (m *Stranger) overheard(ctx context.Context, im *IM) overheard {
	if m.scene.Sync != nil {
		m.scene.stop(m.scene.Sync(ctx))
	}
	var o overheard
	for _, e := range m.scene.Log.All() {
		if e.Party != record.PartyIUT || e.Attr("call-id") != im.Conversation || e.Attr("method") != "INVITE" {
			continue
		}
		switch {
		case e.Kind == record.SIPOut && e.Attr("status") == "" && o.invite == nil:
			o.invite = parsed(e.Raw)
		case e.Kind == record.SIPIn && e.Attr("status") == "200" && o.answer == nil:
			if msg, err := sipwire.Parse(e.Raw); err == nil {
				o.answer, _ = msg.(*sip.Response)
			}
		}
	}
	if o.invite == nil || o.answer == nil || sipwire.ContactOf(o.answer) == nil {
		m.scene.stop(unclear("%s went through no session with the implementation that a stranger could have overheard", im))
	}
	return o
}

// request makes the caller's next request of the session.
func (o overheard) request(method sip.RequestMethod) *sip.Request {
	req := sipwire.NewRequest(method, sipwire.ContactOf(o.answer).Address, o.answer.From().Address, o.answer.To().Address)
	sipwire.SetParam(&req.From().Params, "tag", sipwire.FromTag(o.answer))
	sipwire.SetParam(&req.To().Params, "tag", sipwire.ToTag(o.answer))
	id := sip.CallIDHeader(sipwire.CallID(o.answer))
	sipwire.Set(req, &id)
	number, _ := sipwire.CSeq(o.answer)
	sipwire.Set(req, &sip.CSeqHeader{SeqNo: number + ahead, MethodName: method})
	return req
}

// parsed reads a request that was recorded; nil when it is none.
func parsed(raw []byte) *sip.Request {
	msg, err := sipwire.Parse(raw)
	if err != nil {
		return nil
	}
	req, _ := msg.(*sip.Request)
	return req
}

// strangerPatience is how long a stranger waits for an answer: long enough for a datagram that was lost to be sent again.
const strangerPatience = time.Second

// send sends a request straight to the IUT and waits a little for an answer, which doesn't matter. An IUT that can't be reached there
// but by its front end has nothing to fear.
func (m *Stranger) send(ctx context.Context, build func(local string, contact sip.Uri) *sip.Request) {
	contact := m.contact()
	endpoint, flow, err := m.reach(ctx, contact)
	m.scene.stop(err)
	defer func() { _ = endpoint.Close() }() // its error is about a socket that nobody needs any more
	if flow == nil {
		return
	}
	req := build(flow.Local(), contact)
	within, cancel := context.WithTimeout(ctx, strangerPatience)
	defer cancel()
	if _, err := endpoint.Do(within, flow, req); err != nil && ctx.Err() != nil {
		m.scene.stop(fmt.Errorf("purpose %s was ended while mallory waited: %w", m.scene.Purpose, context.Cause(ctx)))
	}
}

// contact is where the IUT says that it can be reached for the person.
func (m *Stranger) contact() sip.Uri {
	stated := ""
	for _, e := range m.scene.Log.All() {
		if e.Kind == record.Bound && e.Party == record.PartyIUT && e.From == m.whom.Address() {
			stated = e.Attr("contact")
		}
	}
	uri, err := sipwire.ParseURI(stated)
	if err != nil {
		m.scene.stop(unclear("the implementation has registered no endpoint for %s that a stranger could turn to: %v", m.whom, err))
	}
	if m.over != "" {
		uri.Scheme = "sip" // which a transport goes with
		sipwire.SetParam(&uri.UriParams, "transport", m.over)
	}
	return uri
}

// reach opens a socket of the stranger's own towards the IUT. The flow is nil when nobody is there.
func (m *Stranger) reach(ctx context.Context, contact sip.Uri) (*sipwire.Endpoint, *sipwire.Flow, error) {
	site := m.scene.SfB
	endpoint := sipwire.New(sipwire.Config{
		Name: "mallory", Dial: site.Dial,
		TLS: &tls.Config{InsecureSkipVerify: true}, //nolint:gosec // a stranger trusts anybody
	})
	transport, address := sipwire.HostPort(contact)
	if transport == "udp" {
		listen := site.ListenPacket
		if listen == nil {
			listen = net.ListenPacket
		}
		local, err := localAddress(address)
		if err != nil {
			return endpoint, nil, err
		}
		pc, err := listen("udp", local)
		if err != nil {
			return endpoint, nil, fmt.Errorf("mallory can't open a socket: %w", err)
		}
		endpoint.ServePacket(pc)
	}
	within, cancel := context.WithTimeout(ctx, strangerPatience)
	defer cancel()
	flow, err := endpoint.Flow(within, transport, address)
	if err != nil && transport == "udp" {
		return endpoint, nil, err
	}
	return endpoint, flow, nil
}

// Throw sends bytes straight to the IUT as they are. When it can be reached, something else that it has to answer follows,
// so that it has been through them when Throw returns.
func (m *Stranger) Throw(ctx context.Context, messages ...[]byte) *Attempt {
	a := m.try("torture messages", record.ClientSfB, m.transport())
	contact := m.contact()
	endpoint, flow, err := m.reach(ctx, contact)
	m.scene.stop(err)
	defer func() { _ = endpoint.Close() }() // as in send
	if flow == nil {
		return a
	}
	for _, raw := range messages {
		if endpoint.SendRaw(flow, raw) != nil {
			return a // the IUT has hung up
		}
	}
	within, cancel := context.WithTimeout(ctx, strangerPatience)
	defer cancel()
	req := sipwire.NewRequest(sip.OPTIONS, contact, sipwire.UserURI(strangerAddress), contact)
	_, _ = endpoint.Do(within, flow, req) // to say nothing to a stranger is right, too
	return a
}
