package sfb

import (
	"slices"
	"strings"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

// route finds out where a request goes (RFC 3261 §16.3 to §16.5) and sends it there.
func (f *FrontEnd) route(tx *sipwire.ServerTx) {
	original := tx.Request()
	if hops := original.MaxForwards(); hops != nil && hops.Val() == 0 {
		f.reply(tx, 483, "Too Many Hops")
		return
	}
	if scheme := original.Recipient.Scheme; scheme != "sip" && scheme != "sips" {
		f.reply(tx, 416, "Unsupported URI Scheme")
		return
	}
	if unknown := unsupported(original, "Proxy-Require"); len(unknown) > 0 {
		f.reply(tx, 420, "Bad Extension", sip.NewHeader("Unsupported", strings.Join(unknown, ", ")))
		return
	}
	req := sipwire.CloneRequest(original) // what came in is in the log and must stay as it is
	mark := f.hosts.strip(req, tx.Flow())
	if sipwire.ToTag(req) != "" {
		f.relay(tx, req, mark)
		return
	}
	if req.Recipient.User == "" && f.hosts.own(&req.Recipient, tx.Flow()) {
		f.self(tx)
		return
	}
	if way := f.leaves(req, tx.Flow()); way != nil {
		f.fork(tx, req, []target{{uri: req.Recipient, flow: way, party: f.peers.party(way), address: sipwire.ToAddress(req)}}, false)
		return
	}
	targets, status := f.targets(req, tx.Flow())
	if status != 0 {
		f.refuse(tx, status)
		return
	}
	f.fork(tx, req, f.led(targets, tx.Flow()), false)
}

// self answers a request to the front end itself.
func (f *FrontEnd) self(tx *sipwire.ServerTx) {
	if tx.Request().Method == sip.OPTIONS {
		f.reply(tx, 200, "OK", sip.NewHeader("Allow", "REGISTER, PUBLISH, SUBSCRIBE, OPTIONS"), sip.NewHeader("Server", "RTC/6.0"))
		return
	}
	f.reply(tx, 405, "Method Not Allowed", sip.NewHeader("Allow", "REGISTER, PUBLISH, SUBSCRIBE, OPTIONS"))
}

// relay passes a request within a dialog on to the dialog's other side.
func (f *FrontEnd) relay(tx *sipwire.ServerTx, req *sip.Request, mark routeMark) {
	flow := f.hop(mark, tx.Flow(), req)
	if f.astray(tx.Flow(), req, mark, flow) {
		f.refuse(tx, 481)
		return
	}
	if flow != nil {
		f.fork(tx, req, []target{{
			uri: req.Recipient, flow: flow, party: f.peers.party(flow), address: sipwire.ToAddress(req),
		}}, true)
		return
	}
	if req.Recipient.User == "" && f.hosts.own(&req.Recipient, tx.Flow()) {
		f.refuse(tx, 481)
		return
	}
	if isGRUU(&req.Recipient) || !strings.EqualFold(req.Recipient.Host, f.config.Domain) {
		f.refuse(tx, 480) // it was an endpoint's, which is not there any more
		return
	}
	// Endpoints without a GRUU may have their address of record as Contact.
	targets, status := f.targets(req, tx.Flow())
	if status != 0 {
		f.refuse(tx, status)
		return
	}
	f.fork(tx, req, targets, true)
}

// targets are the endpoints that a request outside of a dialog is for (RFC 3261 §16.5). Status says why there are none:
// 404 for nobody's address, 480 for a user or an endpoint that is not registered (RFC 5627 §6.1).
func (f *FrontEnd) targets(req *sip.Request, from *sipwire.Flow) (targets []target, status int) {
	uri := req.Recipient
	if uri.User != "" && !strings.EqualFold(uri.Host, f.config.Domain) && f.hosts.own(&uri, from) {
		uri.Host = f.config.Domain
	}
	address := sipwire.Address(uri)
	if !f.roster.enabled(address) {
		return nil, 404
	}
	if isGRUU(&uri) {
		t, ok := f.location.byGRUU(&uri)
		if !ok {
			return nil, 480
		}
		return []target{t}, 0
	}
	targets = f.location.targets(address)
	if address == sipwire.FromAddress(req) {
		// Who writes to themselves reaches their other endpoints, not the one at which they write.
		if own := sipwire.ContactOf(req); own != nil {
			targets = slices.DeleteFunc(targets, func(t target) bool { return t.flow == from && sameURI(&t.uri, &own.Address) })
		}
	}
	if len(targets) == 0 {
		return nil, 480
	}
	if f.picks(req) {
		f.byActivity(address, targets)
	} else {
		slices.SortStableFunc(targets, rank)
	}
	return targets, 0
}

// rank orders endpoints for requests that are offered to one after the other (all but INVITE): by q (RFC 3261 §16.6), and
// among equals those of no person's client first, because such an endpoint decides for itself whether the user is there,
// whereas a client takes whatever it is offered.
func rank(a, b target) int {
	switch aIUT, bIUT := a.party == record.PartyIUT, b.party == record.PartyIUT; {
	case a.q > b.q:
		return -1
	case a.q < b.q:
		return 1
	case aIUT && !bIUT:
		return -1
	case bIUT && !aIUT:
		return 1
	}
	return 0
}

// refuse answers in the front end's own name, and records that.
func (f *FrontEnd) refuse(tx *sipwire.ServerTx, status int) {
	f.recordAnswer(f.peers.party(tx.Flow()), tx.Request(), status, "")
	f.reply(tx, status, "")
}
