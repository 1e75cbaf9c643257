package sfb

import (
	"context"
	"strconv"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/sipwire"
)

// request takes every new request that came in, in order per flow.
func (f *FrontEnd) request(tx *sipwire.ServerTx) {
	p := f.peers.of(tx.Flow())
	req := tx.Request()
	if f.arrived(tx) || !f.transit.is(tx.Flow()) && f.obeysFault(tx, p) {
		return
	}
	switch req.Method {
	case sip.REGISTER:
		f.register(tx)
	case sip.PUBLISH:
		if f.admit(tx) {
			f.presence.handlePublish(tx, f.peers.of(tx.Flow()))
		}
	case methodService:
		if f.admit(tx) {
			f.presence.handleService(tx, f.peers.of(tx.Flow()))
		}
	case sip.SUBSCRIBE:
		if f.admit(tx) {
			f.presence.handleSubscribe(tx, f.peers.of(tx.Flow()))
		}
	case sip.INVITE, sip.BYE, sip.MESSAGE, sip.INFO, sip.UPDATE, sip.REFER, sip.NOTIFY, sip.OPTIONS, sip.PRACK:
		if f.admit(tx) {
			if wrong := f.numbers.take(req); wrong != "" && !f.transit.is(tx.Flow()) {
				f.violate(p, req, "RFC 3261 §12.2.1.1", wrong)
			}
			f.route(tx)
		}
	default:
		f.violate(p, req, "IUT contract, S plane", "sends "+string(req.Method)+", which is no part of the contract")
		f.reply(tx, 501, "Not Implemented")
	}
}

// admit says whether the request may be handled: its sender is known, where that is asked for, and speaks for whom it
// says. If not, it has answered.
func (f *FrontEnd) admit(tx *sipwire.ServerTx) bool {
	if f.transit.is(tx.Flow()) {
		return true // it was admitted before
	}
	if f.gate != nil && !f.peers.proven(tx.Flow()) && !f.authenticate(tx, 407) {
		return false
	}
	req, p := tx.Request(), f.peers.of(tx.Flow())
	if sipwire.ToTag(req) == "" && !p.may(sipwire.FromAddress(req)) {
		f.reply(tx, 403, "Forbidden: "+p.identity+" May Not Speak for Others")
		return false
	}
	return true
}

// obeysFault answers a request instead of handling it, when a fault says so.
func (f *FrontEnd) obeysFault(tx *sipwire.ServerTx, p peer) bool {
	req := tx.Request()
	params, ok := f.faults.takeIf(FaultRespond, func(fault Fault) bool { return fault.concerns(req, p.party) })
	if !ok {
		return false
	}
	status, _ := strconv.Atoi(params["status"]) // checked when the fault was injected
	var headers []sip.Header
	if after := params["retry-after"]; after != "" {
		headers = append(headers, sip.NewHeader("Retry-After", after))
	}
	f.reply(tx, status, params["reason"], headers...)
	return true
}

// ack passes on the ACK to a 2xx, along the route set of its dialog (RFC 3261 §16.4, §16.6; it has no transaction).
func (f *FrontEnd) ack(flow *sipwire.Flow, ack *sip.Request) {
	req := sipwire.CloneRequest(ack)
	mark := f.hosts.strip(req, flow)
	to := f.hop(mark, flow, req)
	hops := req.MaxForwards()
	if to == nil || hops != nil && hops.Val() == 0 {
		return // nobody could be told: an ACK has no response
	}
	if f.astray(flow, req, mark, to) {
		return
	}
	if hops != nil {
		less := sip.MaxForwardsHeader(hops.Val() - 1)
		req.ReplaceHeader(&less)
	}
	_ = f.endpoint.Forward(to, req)
}

// hop is the flow that a request in a dialog goes to next: that of the dialog's other side; or, when that connection is
// gone, wherever the endpoint is now. Nil when it is nowhere.
func (f *FrontEnd) hop(mark routeMark, from *sipwire.Flow, req *sip.Request) *sipwire.Flow {
	if flow := f.peers.opposite(mark, from); flow != nil {
		return flow
	}
	uri := &req.Recipient
	if h := req.Route(); h != nil {
		uri = &h.Address
	}
	if isGRUU(uri) {
		if t, ok := f.location.byGRUU(uri); ok {
			return t.flow
		}
		return nil
	}
	if t, ok := f.location.byContact(uri); ok {
		return t.flow
	}
	// A datagram can be sent to where the endpoint says it listens. The front end never opens a connection: an endpoint
	// without one is not there (RFC 5626 §5.3).
	if transport, address := sipwire.HostPort(*uri); transport == "udp" && !f.hosts.own(uri, from) {
		if flow, err := f.endpoint.Flow(context.Background(), transport, address); err == nil && !f.peers.gone(flow) {
			return flow
		}
	}
	return nil
}
