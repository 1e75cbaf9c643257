package sfb

import (
	"context"
	"crypto/tls"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/directory"
	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

const (
	imSDP    = "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=message 5060 sip null\r\n"
	audioSDP = "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\n"
)

// phone is an endpoint whose test answers every request by hand.
type phone struct {
	*endpoint
	requests chan *sipwire.ServerTx
	acks     chan *sip.Request
}

// phone connects an endpoint of the user named so. Nothing is registered yet.
func (s *site) phone(transport, name string) *phone {
	s.t.Helper()
	p := s.unconnected(name, nil)
	to := s.tcp
	if transport == "udp" {
		pc, err := net.ListenPacket("udp", "127.0.0.1:0")
		if err != nil {
			s.t.Fatal(err)
		}
		p.ServePacket(pc)
		to = s.udp
	}
	return p.connect(transport, to)
}

func (s *site) unconnected(name string, config *tls.Config) *phone {
	p := &phone{
		endpoint: &endpoint{t: s.t, address: name + "@contoso.test"},
		requests: make(chan *sipwire.ServerTx, 5000), acks: make(chan *sip.Request, 5000),
	}
	p.Endpoint = sipwire.New(sipwire.Config{
		Name: name, TLS: config,
		OnRequest: func(tx *sipwire.ServerTx) { p.requests <- tx },
		OnAck:     func(_ *sipwire.Flow, ack *sip.Request) { p.acks <- ack },
		Tap: func(frame sipwire.Frame) {
			if frame.Out {
				return
			}
			for _, v := range sipwire.Check(frame.Msg, frame.Raw) {
				s.t.Errorf("the front end itself breaks the protocol (%s: %s) with\n%.500s", v.Rule, v.Sentence, frame.Raw)
			}
		},
	})
	s.t.Cleanup(func() {
		if err := p.Close(); err != nil {
			s.t.Error(err)
		}
	})
	return p
}

func (p *phone) connect(transport, to string) *phone {
	p.t.Helper()
	flow, err := p.Flow(context.Background(), transport, to)
	if err != nil {
		p.t.Fatal(err)
	}
	p.flow = flow
	return p
}

// registration makes a REGISTER of the endpoint with an instance.
func (p *phone) registration(instance string, headers ...[2]string) *sip.Request {
	req := p.request(sip.REGISTER, p.address, headers...)
	req.Recipient = sipwire.UserURI("contoso.test")
	req.AppendHeader(sip.NewHeader("Contact", p.contact()[1]+`;+sip.instance="<`+instance+`>"`))
	return req
}

// signIn registers the user's own client; asIUT registers an endpoint that is no client of the user.
func (p *phone) signIn() *phone {
	p.t.Helper()
	p.do(p.registration(directory.Instance(p.address, 0)), 200)
	return p
}

func (p *phone) asIUT() *phone {
	p.t.Helper()
	p.do(p.registration(gatewayInstance(p.address)), 200)
	return p
}

func gatewayInstance(address string) string { return directory.Instance("gateway-"+address, 0) }

// gets returns the next request that came, which must have the method.
func (p *phone) gets(method sip.RequestMethod) *sipwire.ServerTx {
	p.t.Helper()
	select {
	case tx := <-p.requests:
		if tx.Request().Method != method {
			p.t.Fatalf("%s got %s, not the %s that was expected", p.address, tx.Request().StartLine(), method)
		}
		return tx
	case <-time.After(within):
		p.t.Fatalf("%s got no %s within %v", p.address, method, within)
		return nil
	}
}

// getsACK returns the next ACK to a 2xx.
func (p *phone) getsACK() *sip.Request {
	p.t.Helper()
	select {
	case ack := <-p.acks:
		return ack
	case <-time.After(within):
		p.t.Fatalf("%s got no ACK within %v", p.address, within)
		return nil
	}
}

// call is an INVITE on its way.
type call struct {
	t       testing.TB
	invite  *sip.Request
	tx      *sipwire.ClientTx
	answers chan *sip.Response
}

// invites sends an INVITE with a body of SDP.
func (p *phone) invites(to, sdp string, headers ...[2]string) *call {
	p.t.Helper()
	c := &call{t: p.t, answers: make(chan *sip.Response, 100)}
	c.invite = p.request(sip.INVITE, to, append([][2]string{p.contact()}, headers...)...)
	sipwire.SetBody(c.invite, "application/sdp", []byte(sdp))
	tx, err := p.Request(p.flow, c.invite, func(res *sip.Response, _ error) {
		if res != nil && res.StatusCode != 100 {
			c.answers <- res
		}
	})
	if err != nil {
		p.t.Fatal(err)
	}
	c.tx = tx
	return c
}

// gets returns the next answer but 100, which must have the status.
func (c *call) gets(status int) *sip.Response {
	c.t.Helper()
	select {
	case res := <-c.answers:
		if res.StatusCode != status {
			c.t.Fatalf("the INVITE was answered %s, not %d", res.StartLine(), status)
		}
		return res
	case <-time.After(within):
		c.t.Fatalf("the INVITE was not answered %d within %v", status, within)
		return nil
	}
}

// accepts answers an INVITE with 200, as the phone's own.
func (p *phone) accepts(tx *sipwire.ServerTx, headers ...[2]string) *sip.Response {
	p.t.Helper()
	res := tx.Response(200, "", sip.NewHeader(p.contact()[0], p.contact()[1]))
	for _, h := range headers {
		res.AppendHeader(sip.NewHeader(h[0], h[1]))
	}
	sipwire.SetBody(res, "application/sdp", []byte(imSDP))
	tx.Reliable2xx = true
	if err := tx.Respond(res); err != nil {
		p.t.Fatal(err)
	}
	return res
}

// replies answers with a status.
func (p *phone) replies(tx *sipwire.ServerTx, status int) {
	p.t.Helper()
	if err := tx.Reply(status, ""); err != nil {
		p.t.Fatal(err)
	}
}

// talk opens an IM session from one phone to another and returns both ends of the dialog.
func talk(from, to *phone) (uac, uas *sipwire.Dialog) {
	from.t.Helper()
	c := from.invites(to.address, imSDP)
	tx := to.gets(sip.INVITE)
	answer := to.accepts(tx)
	res := c.gets(200)
	uac, err := sipwire.NewUAC(c.tx.Request(), res, from.flow)
	if err != nil {
		from.t.Fatal(err)
	}
	if uas, err = sipwire.NewUAS(tx.Request(), answer, to.flow); err != nil {
		from.t.Fatal(err)
	}
	if err := from.Send(from.flow, uac.Ack(c.tx.Request())); err != nil {
		from.t.Fatal(err)
	}
	to.getsACK()
	return uac, uas
}

// says makes a MESSAGE in a dialog.
func says(d *sipwire.Dialog, text string) *sip.Request {
	req := d.Request(sip.MESSAGE)
	sipwire.SetBody(req, "text/plain; charset=UTF-8", []byte(text))
	return req
}

// violations are the sentences about the party, each with its rule.
func (s *site) violations(party string) string {
	var all []string
	for _, e := range s.events(record.Violation) {
		if e.Party == party {
			all = append(all, e.Attr("rule")+": "+e.Text)
		}
	}
	return strings.Join(all, "\n")
}
