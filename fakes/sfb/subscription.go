package sfb

import (
	"slices"
	"strconv"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

// Why a subscription ended, as the reason of [record.Unsubscribed].
const (
	overUnsubscribed = "unsubscribed" // the watcher asked for it (Expires: 0)
	overFetched      = "fetched"      // it was asked for once only (RFC 6665 §4.4.3)
	overExpired      = "expired"
	overFlowClosed   = "flow closed"
	overUnanswered   = "the NOTIFY was not answered"
	overReset        = "reset"
)

// What the last NOTIFY says of the end (RFC 6665 §4.1.3). The empty string is for a watcher that can't be told.
const (
	stateTimeout     = "timeout"
	stateDeactivated = "deactivated"
	stateUntold      = ""
)

// subscription is one watcher's subscription to one presentity. It is guarded by the agent's lock.
type subscription struct {
	presentity *presentity
	watcher    string // bare address
	party      string
	event      string // the Event header to repeat, with its id
	id         string // the id of the Event header
	dialog     *sipwire.Dialog
	flow       *sipwire.Flow
	how        manner
	expires    time.Time
	timer      *time.Timer
	batch      *batch // in whose dialog it is; nil when the dialog is its own

	busy   bool   // a NOTIFY is under way
	again  bool   // when it is answered, another is to follow
	over   bool   // the subscription has ended
	parted bool   // the NOTIFY that says so was sent, or can't be
	state  string // the reason that it gives
}

// self says whether the watcher watches themself.
func (s *subscription) self() bool { return s.watcher == s.presentity.address }

// attrs are the attributes that all events of the subscription have.
func (s *subscription) attrs() map[string]string {
	attrs := map[string]string{"call-id": s.dialog.CallID()}
	if s.self() {
		attrs["self"] = "true"
	}
	return attrs
}

// begin adds a subscription to its presentity's watchers. The caller holds the lock.
func (p *presence) begin(s *subscription) {
	p.subscriptions[s.dialog.ID()] = s
	s.presentity.watchers = append(s.presentity.watchers, s)
}

// extend lets the subscription live for the time that was granted, and writes the event. The caller holds the lock.
func (p *presence) extend(s *subscription, granted time.Duration, refresh bool) {
	p.disarm(s.timer)
	p.subscribed(s, granted, refresh)
	if granted == 0 {
		return
	}
	until := s.expires
	s.timer = p.arm(granted, func() {
		if !s.over && s.expires.Equal(until) {
			p.end(s, overExpired, stateTimeout)
		}
	})
}

// subscribed notes until when a subscription is, and writes the event. The caller holds the lock.
func (p *presence) subscribed(s *subscription, granted time.Duration, refresh bool) {
	s.expires = time.Now().Add(granted)
	attrs := s.attrs()
	attrs["expires"] = strconv.Itoa(int(granted / time.Second))
	if refresh {
		attrs["refresh"] = "true"
	}
	p.log.Append(record.Event{Kind: record.Subscribed, Party: s.party, From: s.watcher, To: s.presentity.address, Attrs: attrs})
}

// end ends a subscription, and tells the watcher when state says how. The caller holds the lock.
func (p *presence) end(s *subscription, reason, state string) {
	if s.over {
		return
	}
	if s.batch != nil {
		p.endBatch(s.batch, reason, state) // what ends the dialog ends all of it
		return
	}
	p.disarm(s.timer)
	s.over, s.state = true, state
	s.parted = state == stateUntold
	delete(p.subscriptions, s.dialog.ID())
	p.ended(s, reason)
	p.notify(s)
}

// ended takes a subscription from its presentity's watchers, and writes the event. The caller holds the lock.
func (p *presence) ended(s *subscription, reason string) {
	s.presentity.watchers = slices.DeleteFunc(slices.Clone(s.presentity.watchers), func(other *subscription) bool { return other == s })
	attrs := s.attrs()
	attrs["reason"] = reason
	p.log.Append(record.Event{Kind: record.Unsubscribed, Party: s.party, From: s.watcher, To: s.presentity.address, Attrs: attrs})
}

// flowClosed ends the subscriptions of the watchers behind a connection that has ended.
func (p *presence) flowClosed(f *sipwire.Flow) {
	p.update(func() {
		for _, s := range sorted(p.subscriptions) {
			if s.flow == f {
				p.end(s, overFlowClosed, stateUntold)
			}
		}
		for _, b := range sorted(p.batches) {
			if b.flow == f {
				p.endBatch(b, overFlowClosed, stateUntold)
			}
		}
	})
}
