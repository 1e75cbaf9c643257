package sfb

import (
	"sync"
	"time"
)

// presence is the presence agent of the domain: it keeps what endpoints publish (RFC 3903, MS-PRES), puts it together, and
// tells those who have subscribed to it (RFC 3856, RFC 6665, MS-PRES). It speaks two dialects, presence documents and the
// categories of SfB, and keeps everything as documents, so that whoever watches sees the same, whichever dialect was used
// to publish and is used to watch.
//
// A published document lives until its expiry or removal, whatever becomes of the connection and the registration of who
// published it: the two are separate in RFC 3903, and an endpoint that signs out in order removes what it published.
// Categories say themselves what they live by. A subscription ends with its connection too, as there is no other way to its watcher.
//
// Every method may be called from any goroutine. State changes under the lock, and so do the events of the log; what is
// to be sent because of it is sent after the lock is given back, in order (see [presence.update]).
type presence struct {
	presenceDeps

	mu            sync.Mutex
	presentities  map[string]*presentity   // by bare address
	subscriptions map[string]*subscription // by [sipwire.Dialog.ID]
	batches       map[string]*batch        // by [sipwire.Dialog.ID]
	clock         uint64                   // counts publications and subscriptions, to tell older from newer
	due           []func()                 // to be done when the lock is given back
	closed        bool
	timers        sync.WaitGroup // timers that are set, and what they run
}

func newPresence(deps presenceDeps) *presence {
	return &presence{
		presenceDeps:  deps,
		presentities:  map[string]*presentity{},
		subscriptions: map[string]*subscription{},
		batches:       map[string]*batch{},
	}
}

// update runs f with the lock held, and after that, without the lock, what f left in due. A watcher has at most one
// NOTIFY under way, so the order of two updates is kept for each watcher though their sending may overlap.
func (p *presence) update(f func()) {
	for _, do := range p.change(f) {
		do()
	}
}

func (p *presence) change(f func()) []func() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil
	}
	f()
	due := p.due
	p.due = nil
	return due
}

// afterwards has f done when the lock is given back. The caller holds the lock.
func (p *presence) afterwards(f func()) { p.due = append(p.due, f) }

// tick returns the next number of the agent's own clock. The caller holds the lock.
func (p *presence) tick() uint64 {
	p.clock++
	return p.clock
}

// presentity returns the state of the user with the bare address. The caller holds the lock.
func (p *presence) presentity(address string) *presentity {
	s := p.presentities[address]
	if s == nil {
		s = &presentity{address: address, publications: map[string]*publication{}}
		p.presentities[address] = s
	}
	return s
}

// changed gives the presentity's aggregate its next serial number, and tells the watchers after the lock is given back.
// The caller holds the lock and writes the event that is the reason.
func (p *presence) changed(s *presentity) uint64 {
	s.serial++
	for _, sub := range s.watchers {
		p.notify(sub)
	}
	return s.serial
}

// reset forgets all publications and subscriptions. Watchers are told that their subscriptions ended and may be made
// anew at once (RFC 6665 §4.1.3, "deactivated").
func (p *presence) reset() { p.forget(stateDeactivated) }

// crash forgets all publications and subscriptions, and tells nobody.
func (p *presence) crash() { p.forget(stateUntold) }

func (p *presence) forget(state string) {
	p.update(func() {
		for _, s := range sorted(p.presentities) {
			for _, sub := range s.watchers {
				p.end(sub, overReset, state)
			}
			p.forgetCategories(s)
			for _, pub := range s.sorted() {
				p.withdraw(s, pub, "", "reset")
			}
		}
	})
}

// close stops every timer and sends nothing more. It returns when no timer runs.
func (p *presence) close() {
	p.mu.Lock()
	p.closed = true
	for _, s := range p.presentities {
		for _, pub := range s.publications {
			p.disarm(pub.timer)
		}
		p.forgetCategories(s)
	}
	for _, b := range p.batches {
		p.disarm(b.timer)
	}
	for _, sub := range p.subscriptions {
		p.disarm(sub.timer)
	}
	p.mu.Unlock()
	p.timers.Wait()
}

// arm runs f under [presence.update] after d. The caller holds the lock.
func (p *presence) arm(d time.Duration, f func()) *time.Timer {
	p.timers.Add(1)
	return after(d, p.log, func() {
		defer p.timers.Done()
		p.update(f)
	})
}

// disarm stops a timer of [presence.arm]; nil is none. What the timer runs may be waiting for the lock already, so it
// must ask whether it still matters. The caller holds the lock.
func (p *presence) disarm(t *time.Timer) {
	if t != nil && t.Stop() {
		p.timers.Done()
	}
}
