package sfb

import (
	"slices"
	"strings"
	"time"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/msrtc"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

// batch is one dialog in which somebody watches several people (MS-PRES, batched subscription). It is guarded by the
// agent's lock. What a watcher is told of each is a subscription of its own.
type batch struct {
	watcher, party string
	event, id      string
	dialog         *sipwire.Dialog
	flow           *sipwire.Flow
	how            manner
	expires        time.Time
	timer          *time.Timer
	members        map[string]*subscription // by address of the presentity
	unknown        []string                 // URIs that were asked for last, and are nobody's
	over           bool
}

// subscribeBatch starts a batched subscription. The caller holds the lock.
func (p *presence) subscribeBatch(tx *sipwire.ServerTx, from peer, wanted interest) {
	o, ok := p.open(tx, from)
	if !ok {
		return
	}
	b := &batch{
		watcher: o.watcher, party: from.party, event: o.event, id: o.id,
		dialog: o.dialog, flow: from.flow, how: wanted.how, members: map[string]*subscription{},
	}
	p.batches[o.dialog.ID()] = b
	p.act(b, wanted.batch.Actions, o.granted)
	p.extendBatch(b, o.granted)
	p.tellBatch(tx, o.res, b, o.granted, sorted(b.members))
	if o.granted == 0 {
		p.endBatch(b, overFetched, b.how.last(stateTimeout))
	}
}

// resubscribeBatch refreshes, changes or ends a batched subscription in its own dialog. The caller holds the lock.
func (p *presence) resubscribeBatch(tx *sipwire.ServerTx, from peer, b *batch, wanted interest) {
	req := tx.Request()
	refuse := func(r refusal) { p.afterwards(func() { p.refuse(tx, from, r) }) }
	if err := b.dialog.Check(req); err != nil {
		refuse(refusal{code: 500, reason: "CSeq Out Of Order", rule: "RFC 3261 §12.2.2", sentence: err.Error()})
		return
	}
	granted, brief := p.expiry(from, b.watcher, expiresHeader(req))
	if brief {
		refuse(refusal{code: 423, reason: "Interval Too Brief", headers: []sip.Header{secondsHeader("Min-Expires", granted)}})
		return
	}
	b.dialog.Refresh(req)
	b.flow, b.party = from.flow, from.party
	b.how.piggyback = supports(req, optionPiggyback)
	res := tx.Response(200, "OK", secondsHeader("Expires", granted), p.contact(from.flow))
	if granted == 0 {
		p.answer(tx, res, 0, b.how)
		p.endBatch(b, overUnsubscribed, b.how.last(stateTimeout))
		return
	}
	for _, s := range sorted(b.members) {
		s.flow, s.party = b.flow, b.party
		p.subscribed(s, granted, true)
	}
	told := sorted(b.members)
	if wanted.batch != nil { // then the answer is about those who are new
		told = p.act(b, wanted.batch.Actions, granted)
	}
	p.extendBatch(b, granted)
	p.tellBatch(tx, res, b, granted, told)
}

// tellBatch gives the answer, and has those told of whom the answer doesn't tell. The caller holds the lock.
func (p *presence) tellBatch(tx *sipwire.ServerTx, res *sip.Response, b *batch, granted time.Duration, members []*subscription) {
	if p.answer(tx, res, granted, b.how, members...) {
		return
	}
	for _, s := range members {
		if granted > 0 {
			p.notify(s)
		}
	}
}

// act adds people to a batched subscription and takes others out, and returns those who are in it anew. The caller holds
// the lock.
func (p *presence) act(b *batch, actions []msrtc.Action, granted time.Duration) (added []*subscription) {
	b.unknown = nil
	for _, a := range actions {
		how := b.how
		if how.wanted = a.Categories; len(how.wanted) == 0 {
			how.wanted = msrtc.DefaultCategories()
		}
		for _, uri := range a.Resources {
			address := bare(uri)
			s := b.members[address]
			if a.Name == msrtc.Unsubscribe {
				if s != nil {
					delete(b.members, address)
					s.over, s.parted = true, true
					p.ended(s, overUnsubscribed)
				}
				continue
			}
			if u, known := p.user(address); !known || !u.SfB {
				b.unknown = append(b.unknown, uri)
				continue
			}
			if s == nil {
				s = &subscription{
					presentity: p.presentity(address), watcher: b.watcher, party: b.party, flow: b.flow, dialog: b.dialog,
					event: b.event, id: b.id, batch: b,
				}
				b.members[address] = s
				s.presentity.watchers = append(s.presentity.watchers, s)
				p.subscribed(s, granted, false)
			}
			s.how = how
			if !slices.Contains(added, s) {
				added = append(added, s)
			}
		}
	}
	return added
}

// bare is the bare address of a URI, as [sipwire.Address] writes it.
func bare(uri string) string {
	if parsed, err := sipwire.ParseURI(uri); err == nil {
		return sipwire.Address(parsed)
	}
	return strings.ToLower(uri)
}

// extendBatch lets a batched subscription live for the time that was granted. The caller holds the lock.
func (p *presence) extendBatch(b *batch, granted time.Duration) {
	p.disarm(b.timer)
	b.timer = nil
	if granted == 0 {
		return
	}
	until := time.Now().Add(granted)
	b.expires = until
	b.timer = p.arm(granted, func() {
		if !b.over && b.expires.Equal(until) {
			p.endBatch(b, overExpired, stateTimeout)
		}
	})
}

// endBatch ends a batched subscription, and tells the watcher when state says how: once, as there is one dialog. Who
// fetched is told everything with that. The caller holds the lock.
func (p *presence) endBatch(b *batch, reason, state string) {
	if b.over {
		return
	}
	p.disarm(b.timer)
	b.over = true
	delete(p.batches, b.dialog.ID())
	for i, s := range sorted(b.members) {
		s.over, s.state = true, state
		s.parted = state == stateUntold || i > 0 && reason != overFetched
		p.ended(s, reason)
		p.notify(s)
	}
}
