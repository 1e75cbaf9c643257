package sfb

import (
	"slices"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/sipwire"
)

// absorb takes a 2xx to an INVITE that comes too late: the asker has its answer already, and would have a second dialog
// that it did not ask for. RFC 3261 §16.7 would have the asker end it; a Skype for Business front end does so itself: ACK,
// then BYE. What is returned does it, and must be called without the fork's lock, which the caller holds.
func (b *branch) absorb(res *sip.Response) (then func()) {
	tag := sipwire.ToTag(res)
	retransmitted := b.byes[tag]
	if b.byes == nil {
		b.byes = make(map[string]bool)
	}
	b.byes[tag] = true
	return func() {
		endpoint, flow := b.fork.front.endpoint, b.target.flow
		// An error means that the connection is gone, and the dialog with it.
		_ = endpoint.Send(flow, b.within(res, sip.ACK, 0))
		if !retransmitted {
			_, _ = endpoint.Request(flow, b.within(res, sip.BYE, 1), nil)
		}
	}
}

// within makes a request in the dialog that a 2xx has made, in the asker's stead (RFC 3261 §12.2.1.1). later is how much
// higher its CSeq is than the INVITE's.
func (b *branch) within(res *sip.Response, method sip.RequestMethod, later uint32) *sip.Request {
	invite := b.fork.req
	recipient := b.target.uri
	if contact := sipwire.ContactOf(res); contact != nil {
		recipient = *contact.Address.Clone()
	}
	req := sip.NewRequest(method, recipient)
	// Proxies between the front end and the callee stand above the front end's own Record-Route, the callee's side first.
	var routes []sip.Header
	for _, h := range res.GetHeaders("Record-Route") {
		hop, ok := h.(*sip.RecordRouteHeader)
		if !ok {
			break
		}
		if _, own := markIn(&hop.Address); own {
			break
		}
		routes = append(routes, &sip.RouteHeader{Address: *hop.Address.Clone()})
	}
	slices.Reverse(routes)
	for _, route := range routes {
		req.AppendHeader(route)
	}
	req.AppendHeader(sipwire.CloneHeader(invite.From()))
	req.AppendHeader(sipwire.CloneHeader(res.To()))
	req.AppendHeader(sipwire.CloneHeader(invite.CallID()))
	number, _ := sipwire.CSeq(invite)
	req.AppendHeader(&sip.CSeqHeader{SeqNo: number + later, MethodName: method})
	return req
}
