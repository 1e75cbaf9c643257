package sfb

import (
	"context"
	"fmt"
	"sync"

	"github.com/emiago/sipgo/sip"
	"github.com/google/uuid"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

// transitHeader shows the front end the far end of its own detour.
const transitHeader = "Duet-Transit"

// transit is the detour over the pool on premises: a connection that the front end has opened to the pool (out), and what
// that has become when it comes back to the front end through the hops in between (in). Requests between the IUT and a user
// who is homed there pass it, in one direction or the other, and so does the rest of their dialogs, by the route set. The
// zero value is none. Its methods are safe for concurrent use and never call out.
type transit struct {
	mu      sync.RWMutex
	out, in *sipwire.Flow
	secret  string
	pool    string // where it leads
}

// forget makes it none, and says where it led; "" when there was none.
func (d *transit) forget() (pool string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	pool = d.pool
	d.out, d.in, d.secret, d.pool = nil, nil, "", ""
	return pool
}

func (d *transit) is(flow *sipwire.Flow) bool {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return flow != nil && (flow == d.out || flow == d.in)
}

// way is where the detour begins; nil when there is none.
func (d *transit) way() *sipwire.Flow {
	d.mu.RLock()
	defer d.mu.RUnlock()
	if d.in == nil {
		return nil
	}
	return d.out
}

// passes says whether a message is the one by which the front end finds the far end.
func (d *transit) passes(msg sip.Message) bool {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return d.secret != "" && sipwire.Value(msg, transitHeader) == d.secret
}

// Detour makes the front end lead the traffic of users who are homed on premises ([directory.OnPremises]) over their pool: a
// server at host:port that serves TCP and whose way leads back to this front end, directly or through other hops. It
// returns when the way has been tried.
func (f *FrontEnd) Detour(ctx context.Context, pool string) error {
	flow, err := f.endpoint.Flow(ctx, "tcp", pool)
	if err != nil {
		return fmt.Errorf("the front end of %s joins the pool on premises: %w", f.config.Domain, err)
	}
	f.transit.mu.Lock()
	f.transit.out, f.transit.secret, f.transit.pool = flow, uuid.NewString(), pool
	f.transit.mu.Unlock()
	domain := sip.Uri{Scheme: "sip", Host: f.config.Domain}
	req := sipwire.NewRequest(sip.OPTIONS, domain, domain, domain)
	req.AppendHeader(sip.NewHeader(transitHeader, f.transit.secret))
	res, err := f.endpoint.Do(ctx, flow, req)
	switch {
	case err != nil:
		return fmt.Errorf("the way from the pool on premises to the front end of %s was tried: %w", f.config.Domain, err)
	case f.transit.way() == nil:
		return fmt.Errorf("the way from the pool on premises at %s leads elsewhere than to the front end of %s: it was answered %s",
			pool, f.config.Domain, res.StartLine())
	}
	return nil
}

// arrived takes the message that shows where the detour ends.
func (f *FrontEnd) arrived(tx *sipwire.ServerTx) bool {
	if !f.transit.passes(tx.Request()) {
		return false
	}
	f.transit.mu.Lock()
	f.transit.in = tx.Flow()
	f.transit.mu.Unlock()
	f.reply(tx, 200, "OK")
	return true
}

// leaves is the detour of a request outside of a dialog that the IUT makes for a user who is homed on premises; nil when it
// takes none.
func (f *FrontEnd) leaves(req *sip.Request, from *sipwire.Flow) *sipwire.Flow {
	if f.transit.is(from) || f.peers.party(from) != record.PartyIUT || !f.roster.onPremises(sipwire.FromAddress(req)) {
		return nil
	}
	return f.transit.way()
}

// led sends what is for the IUT's endpoint of a user who is homed on premises over the detour. At its end the endpoint is
// found again by its GRUU.
func (f *FrontEnd) led(targets []target, from *sipwire.Flow) []target {
	way := f.transit.way()
	if way == nil || f.transit.is(from) {
		return targets
	}
	for i, t := range targets {
		if t.party != record.PartyIUT || !f.roster.onPremises(t.address) {
			continue
		}
		if gruu, err := sipwire.ParseURI(t.gruu); err == nil {
			targets[i].uri, targets[i].flow = gruu, way
		}
	}
	return targets
}

// inner says whether a step of a request is between the IUT and the detour. It is not recorded: what the IUT sends or gets
// is, as a message, and the rest of the way says where it went.
func (f *FrontEnd) inner(from *sipwire.Flow, targets []target) bool {
	for _, t := range targets {
		switch {
		case f.transit.is(from) && !f.transit.is(t.flow) && t.party == record.PartyIUT:
		case f.transit.is(t.flow) && !f.transit.is(from) && f.peers.party(from) == record.PartyIUT:
		default:
			return false
		}
	}
	return true
}

// astray says whether a request within a dialog of a hybrid deployment has left its route set (RFC 3261 §12.2.1.1), and holds
// that against the IUT. A person's client knows of the route set what the IUT has told it, see [FrontEnd.tellsRoute]. req is
// the request as it goes on, without the front end's own Routes, and to is where it would go; nil for nowhere.
func (f *FrontEnd) astray(from *sipwire.Flow, req *sip.Request, mark routeMark, to *sipwire.Flow) bool {
	hybrid := f.transit.way() != nil
	far := f.peers.behindHops(to) || f.transit.is(to)
	home := hybrid && (f.roster.onPremises(sipwire.FromAddress(req)) || f.roster.onPremises(sipwire.ToAddress(req)))
	var how string
	switch {
	case mark == (routeMark{}) && hybrid && req.Route() != nil:
		how = "with Routes of which the first is none of the front end's"
	case mark == (routeMark{}) && (far || home):
		how = "without the Routes of its route set"
	case far && req.Route() == nil:
		how = "with no more than the first of its route set's Routes"
	default:
		return false
	}
	if p := f.peers.of(from); p.party == record.PartyIUT {
		f.violate(p, req, "RFC 3261 §12.2.1.1", "sends "+string(req.Method)+" within a dialog "+how)
	}
	return true
}

// tellsRoute holds it against the IUT when its 2xx to an INVITE does not repeat the Record-Routes, without which the asker
// has no route set (RFC 3261 §12.1.1).
func (f *FrontEnd) tellsRoute(b *branch, res *sip.Response) {
	t := b.target
	if b.fork.req.Method != sip.INVITE || b.fork.inDialog || !res.IsSuccess() || t.party != record.PartyIUT || f.transit.is(t.flow) {
		return
	}
	for _, h := range res.GetHeaders("Record-Route") {
		if route, ok := h.(*sip.RecordRouteHeader); ok {
			if _, own := markIn(&route.Address); own {
				return
			}
		}
	}
	f.violate(f.peers.of(t.flow), res, "RFC 3261 §12.1.1", "accepts an INVITE without repeating its Record-Routes")
}
