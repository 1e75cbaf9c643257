package sipwire

import (
	"github.com/emiago/sipgo/sip"
)

// Request makes the next request within the dialog (RFC 3261 section 12.2.1.1): the next CSeq number, the tags, the remote
// target and the route set. The caller adds the Contact where the method wants one, and the body.
func (d *Dialog) Request(method sip.RequestMethod) *sip.Request {
	d.mu.Lock()
	d.localSeq++
	number := d.localSeq
	d.mu.Unlock()
	return d.request(method, number)
}

// Ack makes the ACK to a 2xx of the invite, which is the first one or a re-INVITE of this dialog (RFC 3261 section
// 13.2.2.4). It is sent with [Endpoint.Send], once for every 2xx that comes.
func (d *Dialog) Ack(invite *sip.Request) *sip.Request {
	number, _ := CSeq(invite)
	return d.request(sip.ACK, number)
}

func (d *Dialog) request(method sip.RequestMethod, number uint32) *sip.Request {
	d.mu.Lock()
	defer d.mu.Unlock()
	recipient, routes := d.target, d.routes
	if len(routes) > 0 && !loose(routes[0]) {
		// A strict router of RFC 2543: it wants to be the Request-URI, and the target comes last (section 12.2.1.1).
		recipient = routes[0]
		routes = append(append([]sip.Uri(nil), routes[1:]...), d.target)
	}
	req := sip.NewRequest(method, *recipient.Clone())
	for _, r := range routes {
		req.AppendHeader(&sip.RouteHeader{Address: *r.Clone()})
	}
	req.AppendHeader(&sip.FromHeader{DisplayName: d.local.name, Address: *d.local.uri.Clone(), Params: tagged(d.local.tag)})
	req.AppendHeader(&sip.ToHeader{DisplayName: d.remote.name, Address: *d.remote.uri.Clone(), Params: tagged(d.remote.tag)})
	id := sip.CallIDHeader(d.callID)
	req.AppendHeader(&id)
	req.AppendHeader(&sip.CSeqHeader{SeqNo: number, MethodName: method})
	complete(req)
	return req
}

func loose(uri sip.Uri) bool {
	_, lr := Param(uri.UriParams, "lr")
	return lr
}

func tagged(tag string) sip.HeaderParams {
	if tag == "" {
		return nil
	}
	return sip.HeaderParams{{K: "tag", V: tag}}
}
