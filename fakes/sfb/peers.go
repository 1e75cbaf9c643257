package sfb

import (
	"cmp"
	"maps"
	"sync"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

// peers remembers who is at the other end of each flow. A flow over which a person's client registers is that client's;
// every other is the IUT's, until it shows otherwise. Its methods are safe for concurrent use and never call out.
type peers struct {
	mu    sync.RWMutex
	known map[*sipwire.Flow]*acquaintance
	flows map[string]*sipwire.Flow // by id, those that are open
	heirs map[string]string        // by the id of a flow that was given up: the id of the one that took its place
}

type acquaintance struct {
	client   client // zero while no person's client has shown itself
	iut      bool   // it registered an endpoint that is no person's client, or used the service account
	hops     bool   // there are proxies in between
	gone     bool   // it was the IUT's, whose process has ended; over UDP nothing else says so
	account  string // credentials it has proven: a bare address or the service account's name
	identity string // see [peer.identity]; of the proven credentials
}

func (k *peers) at(f *sipwire.Flow) *acquaintance {
	if k.known == nil {
		k.known = make(map[*sipwire.Flow]*acquaintance)
	}
	a := k.known[f]
	if a == nil {
		a = &acquaintance{}
		k.known[f] = a
	}
	return a
}

// meet notes a flow that has opened.
func (k *peers) meet(f *sipwire.Flow) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.flows == nil {
		k.flows = make(map[string]*sipwire.Flow)
	}
	k.flows[f.ID()] = f
}

// opposite returns the open flow at the other side of a dialog from a flow, or nil.
func (k *peers) opposite(m routeMark, from *sipwire.Flow) *sipwire.Flow {
	k.mu.RLock()
	defer k.mu.RUnlock()
	m.caller, m.callee = k.heir(m.caller), k.heir(m.callee)
	if flow := k.flows[m.opposite(from.ID())]; !k.isGone(flow) {
		return flow
	}
	return nil
}

// gone says whether a flow was that of an IUT whose process has ended.
func (k *peers) gone(f *sipwire.Flow) bool {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.isGone(f)
}

// isGone is [peers.gone] for who holds the lock.
func (k *peers) isGone(f *sipwire.Flow) bool {
	a := k.known[f]
	return a != nil && a.gone
}

// heir is the id of the flow that took the place of another, or that one's own. The caller holds the lock.
func (k *peers) heir(id string) string { return cmp.Or(k.heirs[id], id) }

// succeed notes that a flow takes the place of another, which is about to be closed.
func (k *peers) succeed(old, heir *sipwire.Flow) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.heirs == nil {
		k.heirs = make(map[string]string)
	}
	for id, of := range k.heirs {
		if of == old.ID() {
			k.heirs[id] = heir.ID()
		}
	}
	k.heirs[old.ID()] = heir.ID()
}

// introduce notes that a REGISTER with an instance came over the flow. own says whose client the instance is, if any
// person's. It reports whether the instance may be used over this flow: a person's may not over the IUT's.
func (k *peers) introduce(f *sipwire.Flow, own client, personal bool) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	a := k.at(f)
	a.gone = false
	switch {
	case personal && a.iut:
		return false
	case personal:
		a.client = own
	case a.client.party == "":
		a.iut = true
	}
	return true
}

// prove notes that the peer has shown credentials of an account. service says that it is the service account, which
// makes the peer the IUT whatever it called itself.
func (k *peers) prove(f *sipwire.Flow, account string, service bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	a := k.at(f)
	a.account, a.identity = account, account
	if service {
		a.identity, a.iut, a.client = "", true, client{}
	}
}

// hops notes that there are other proxies between the front end and the flow's peer.
func (k *peers) hops(f *sipwire.Flow) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.at(f).hops = true
}

// behindHops says whether there are other proxies between the front end and the flow's peer.
func (k *peers) behindHops(f *sipwire.Flow) bool {
	k.mu.RLock()
	defer k.mu.RUnlock()
	a := k.known[f]
	return a != nil && a.hops
}

// proven says whether the flow's peer has shown credentials.
func (k *peers) proven(f *sipwire.Flow) bool {
	k.mu.RLock()
	defer k.mu.RUnlock()
	a := k.known[f]
	return a != nil && a.account != ""
}

// of says who is at the other end of the flow.
func (k *peers) of(f *sipwire.Flow) peer {
	k.mu.RLock()
	defer k.mu.RUnlock()
	p := peer{party: record.PartyIUT, flow: f}
	if a := k.known[f]; a != nil {
		p.identity = a.identity
		if a.client.party != "" {
			p.party = a.client.party
			if p.identity == "" {
				p.identity = a.client.address
			}
		}
	}
	return p
}

// party is [peers.of] for who needs no more than the name.
func (k *peers) party(f *sipwire.Flow) string { return k.of(f).party }

// depart notes that the IUT's process has ended: nothing in a dialog goes over its UDP flows any more, and whoever shows up where
// one of them came from may be anybody. Other flows end by themselves.
func (k *peers) depart() {
	k.mu.Lock()
	defer k.mu.Unlock()
	for f, a := range k.known {
		if a.iut && f.Transport() == "udp" {
			k.known[f] = &acquaintance{hops: a.hops, gone: true}
		}
	}
}

// forget drops a flow that has ended.
func (k *peers) forget(f *sipwire.Flow) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.known, f)
	delete(k.flows, f.ID())
	maps.DeleteFunc(k.heirs, func(_, heir string) bool { return heir == f.ID() })
}
