package sfb

import (
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

// location holds the bindings of all users (the location service of RFC 3261 §10.1) and ends those that nobody refreshes.
// Its methods are safe for concurrent use; it appends to the log under its lock and calls nothing else there.
type location struct {
	log *record.Log
	// onBound is told of every endpoint that was refreshed, and whose it is; onUnbound of every one that is no more, and
	// why. Both are called after the lock is given back, and set before the first registration.
	onBound   func(address, party string)
	onUnbound func(address, reason string)

	mu    sync.Mutex
	users map[string]map[string]*binding // address of record, key
	news  []func()                       // to be told when the lock is given back
	born  uint64                         // how many bindings there were
}

// unlock gives the lock back, and then tells what has changed under it.
func (l *location) unlock() {
	news := l.news
	l.news = nil
	l.mu.Unlock()
	for _, tell := range news {
		tell()
	}
}

// tell has a change of the user's endpoints told, if anybody wants to know. The caller holds the lock.
func (l *location) tell(whom func(address, what string), address, what string) {
	if whom != nil {
		l.news = append(l.news, func() { whom(address, what) })
	}
}

// registered says whether the user has an endpoint: of the party and with the epid, each unless it is empty.
func (l *location) registered(address, party, epid string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, b := range l.users[address] {
		if (party == "" || b.party == party) && (epid == "" || b.epid == epid) {
			return true
		}
	}
	return false
}

// Reasons for the end of a binding, as [record.Unbound] has them.
const (
	endDeregistered = "deregistered"
	endExpired      = "expired"
	endFlowClosed   = "flow closed"
	endReset        = "reset"
)

// target is where a request for a user may go: a binding at the time of asking.
type target struct {
	uri      sip.Uri
	flow     *sipwire.Flow
	party    string
	address  string
	instance string
	q        float64
	gruu     string
	since    uint64 // grows from one new binding to the next
}

func (b *binding) target() target {
	return target{uri: *b.contact.uri.Clone(), flow: b.flow, party: b.party, address: b.address, instance: b.key, q: b.contact.q, gruu: b.microsoftGRUU(), since: b.since}
}

// list returns the bindings of a user, sorted. The caller holds the lock.
func (l *location) list(address string) []*binding {
	keys := slices.Sorted(maps.Keys(l.users[address]))
	bindings := make([]*binding, len(keys))
	for i, key := range keys {
		bindings[i] = l.users[address][key]
	}
	return bindings
}

// end removes a binding and records why. The caller holds the lock.
func (l *location) end(b *binding, reason string) {
	b.timer.Stop()
	delete(l.users[b.address], b.key)
	if len(l.users[b.address]) == 0 {
		delete(l.users, b.address)
	}
	l.log.Append(record.Event{
		Kind: record.Unbound, Party: b.party, From: b.address,
		Attrs: map[string]string{"instance": b.key, "reason": reason},
	})
	l.tell(l.onUnbound, b.address, reason)
}

// watch ends the binding when its time is over, unless it has been refreshed until then. The caller holds the lock.
func (l *location) watch(b *binding) {
	if b.timer != nil {
		b.timer.Stop()
	}
	until := b.expires
	b.timer = after(b.granted, l.log, func() {
		l.mu.Lock()
		defer l.unlock()
		// A refresh that came while this waited for the lock has moved the end.
		if l.users[b.address][b.key] == b && b.expires.Equal(until) {
			l.end(b, endExpired)
		}
	})
}

// targets are the endpoints of a user, sorted by instance.
func (l *location) targets(address string) []target {
	l.mu.Lock()
	defer l.mu.Unlock()
	var targets []target
	for _, b := range l.list(address) {
		targets = append(targets, b.target())
	}
	return targets
}

// byGRUU is the one endpoint that a GRUU names.
func (l *location) byGRUU(gruu *sip.Uri) (target, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, b := range l.list(sipwire.Address(*gruu)) {
		if b.answers(gruu) {
			return b.target(), true
		}
	}
	return target{}, false
}

// byContact is the endpoint that registered a contact URI, whoever's it is.
func (l *location) byContact(uri *sip.Uri) (target, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, address := range slices.Sorted(maps.Keys(l.users)) {
		for _, b := range l.list(address) {
			if sameURI(&b.contact.uri, uri) {
				return b.target(), true
			}
		}
	}
	return target{}, false
}

// show lists the bindings of a user for the control interface.
func (l *location) show(address string) []Binding {
	l.mu.Lock()
	defer l.mu.Unlock()
	bindings := []Binding{}
	for _, b := range l.list(address) {
		bindings = append(bindings, b.show())
	}
	return bindings
}

// leadsTo says whether any binding leads to a connection. The caller holds the lock.
func (l *location) leadsTo(f *sipwire.Flow) bool {
	for _, bindings := range l.users {
		for _, b := range bindings {
			if b.flow == f {
				return true
			}
		}
	}
	return false
}

// flowClosed ends the bindings of a connection that is gone (RFC 5626 §5.3: the flow is what the binding leads to).
func (l *location) flowClosed(f *sipwire.Flow) {
	l.endAll(endFlowClosed, func(b *binding) bool { return b.flow == f })
}

// reset ends all bindings.
func (l *location) reset() { l.endAll(endReset, func(*binding) bool { return true }) }

func (l *location) endAll(reason string, which func(*binding) bool) {
	l.mu.Lock()
	defer l.unlock()
	for _, address := range slices.Sorted(maps.Keys(l.users)) {
		for _, b := range l.list(address) {
			if which(b) {
				l.end(b, reason)
			}
		}
	}
}

// flows are the connections over which a party has registered the user, or anybody when the address is empty.
func (l *location) flows(address, party string) []*sipwire.Flow {
	l.mu.Lock()
	defer l.mu.Unlock()
	var flows []*sipwire.Flow
	for _, user := range slices.Sorted(maps.Keys(l.users)) {
		if address != "" && user != address {
			continue
		}
		for _, b := range l.list(user) {
			if strings.EqualFold(b.party, party) && !slices.Contains(flows, b.flow) {
				flows = append(flows, b.flow)
			}
		}
	}
	return flows
}

// close stops all timers. Bindings stay as they are.
func (l *location) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, bindings := range l.users {
		for _, b := range bindings {
			b.timer.Stop()
		}
	}
}
