package sfb

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"slices"
	"strings"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/sipwire"
)

// hopPair is a peer's connection to a hop and the hop's own connection upstream that goes with it.
type hopPair struct {
	hop      *Hop
	name     string // in the hop's Record-Route
	downFlow *sipwire.Flow
	up       *sipwire.Endpoint // has the one flow
	upFlow   *sipwire.Flow
}

// connect opens the connection upstream.
func (p *hopPair) connect() error {
	transport := p.downFlow.Transport()
	address, ok := p.hop.config.Upstream[transport]
	if !ok {
		return fmt.Errorf("%s has no way on over %s", p.hop.config.Name, transport)
	}
	if transport == "udp" {
		listen := p.hop.config.ListenPacket
		if listen == nil {
			listen = net.ListenPacket
		}
		host, _ := split(p.downFlow.Local())
		pc, err := listen("udp", net.JoinHostPort(host, "0"))
		if err != nil {
			return fmt.Errorf("%s opens a socket towards %s: %w", p.hop.config.Name, address, err)
		}
		p.up.ServePacket(pc)
	}
	flow, err := p.up.Flow(context.Background(), transport, address)
	p.upFlow = flow
	return err
}

// uri is the hop's own URI in the Record-Routes of dialogs over the pair.
func (p *hopPair) uri() sip.Uri {
	host, port := split(p.downFlow.Local())
	return sip.Uri{
		Scheme: "sip", User: p.name, Host: host, Port: port,
		UriParams: sip.HeaderParams{{K: "transport", V: p.downFlow.Transport()}, {K: "lr"}},
	}
}

// onward is the request as it leaves the hop; nil with the status of the refusal.
func (p *hopPair) onward(in *sip.Request) (out *sip.Request, status int) {
	out = sipwire.CloneRequest(in)
	if hops := out.MaxForwards(); hops != nil {
		if hops.Val() == 0 {
			return nil, 483
		}
		less := sip.MaxForwardsHeader(hops.Val() - 1)
		out.ReplaceHeader(&less)
	}
	own := p.uri()
	top := out.Route()
	routed := top != nil && top.Address.User == own.User && sameURI(&top.Address, &own)
	switch {
	case routed:
		sipwire.RemoveTop(out, "Route")
	case sipwire.ToTag(in) != "":
		return nil, 481
	}
	if sipwire.ToTag(in) != "" {
		return out, 0
	}
	for _, name := range slices.Sorted(maps.Keys(p.hop.config.Marks)) {
		if !sipwire.Has(out, name) {
			out.AppendHeader(sip.NewHeader(name, p.hop.config.Marks[name]))
		}
	}
	switch in.Method {
	case sip.INVITE, sip.SUBSCRIBE, sip.REFER:
		return withRecordRoute(out, &sip.RecordRouteHeader{Address: own}), 0
	}
	return out, 0
}

// withRecordRoute is the request with one more Record-Route, which stands above those that it has.
func withRecordRoute(req *sip.Request, route sip.Header) *sip.Request {
	out := sip.NewRequest(req.Method, req.Recipient)
	out.SipVersion = req.SipVersion
	added := false
	for _, h := range req.Headers() {
		if !added && !strings.EqualFold(h.Name(), "Via") {
			out.AppendHeader(route)
			added = true
		}
		out.AppendHeader(h)
	}
	out.SetBody(req.Body())
	return out
}

// relay passes a request on to the other side, and what is answered back.
func (p *hopPair) relay(tx *sipwire.ServerTx, to *sipwire.Endpoint, flow *sipwire.Flow) {
	out, status := p.onward(tx.Request())
	if out == nil {
		_ = tx.Reply(status, "") // here as below: the connection is gone, and nobody waits
		return
	}
	sent, err := to.Request(flow, out, func(res *sip.Response, err error) {
		switch {
		case errors.Is(err, sipwire.ErrTimeout) && out.Method == sip.INVITE:
			_ = tx.Reply(408, "")
		case errors.Is(err, sipwire.ErrTimeout):
			// RFC 4320 §4.2: the asker's own transaction has timed out by now.
		case err != nil:
			_ = tx.Reply(480, "")
		case res.StatusCode != 100:
			_ = tx.Respond(upstream(res))
		}
	})
	if err != nil {
		_ = tx.Reply(480, "")
		return
	}
	if out.Method == sip.INVITE {
		tx.OnCancel(func(cancel *sip.Request) { sent.Cancel(cancel.GetHeaders("Reason")...) })
	}
}

// acknowledge passes the ACK to a 2xx on; one that does not follow the route set ends here.
func (p *hopPair) acknowledge(ack *sip.Request, to *sipwire.Endpoint, flow *sipwire.Flow) {
	if out, _ := p.onward(ack); out != nil {
		_ = to.Forward(flow, out) // the connection is gone, and the dialog with it
	}
}
