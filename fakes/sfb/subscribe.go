package sfb

import (
	"fmt"
	"time"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/msrtc"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

// handleSubscribe starts, refreshes or ends a subscription to somebody's presence (RFC 3856, RFC 6665 §4.2). A user
// may subscribe to anyone of the domain, themself included.
func (p *presence) handleSubscribe(tx *sipwire.ServerTx, from peer) {
	req := tx.Request()
	if r := checkEvent(req, "RFC 6665 §8.2.1", eventPresence, msrtc.EventSelf); r.code != 0 {
		p.refuse(tx, from, r)
		return
	}
	wanted, r := interestOf(req)
	within := sipwire.ToTag(req) != ""
	// A refresh is about what the dialog is about already, and needs to say it only to change it.
	if r.code != 0 && (!within || len(req.Body()) > 0) {
		p.refuse(tx, from, r)
		return
	}
	if within {
		p.update(func() { p.resubscribe(tx, from, wanted) })
		return
	}
	whom := sipwire.Address(req.Recipient)
	if u, known := p.user(whom); !known || !u.SfB {
		p.refuse(tx, from, refusal{code: 404, reason: "Not Found"})
		return
	}
	if !from.may(sipwire.FromAddress(req)) {
		p.refuse(tx, from, refusal{code: 403, reason: "Forbidden"})
		return
	}
	if self := sipwire.FromAddress(req); self != whom && (wanted.batch != nil || wanted.how.dialect == inRoaming) {
		p.refuse(tx, from, refusal{
			code: 403, reason: "Forbidden", rule: ruleSubscribe,
			sentence: fmt.Sprintf("such a SUBSCRIBE is addressed to oneself; this one is from %s to %s", self, whom),
		})
		return
	}
	if sipwire.ContactOf(req) == nil {
		p.refuse(tx, from, refusal{
			code: 400, reason: "Missing Contact", rule: "RFC 6665 §4.1.2.1",
			sentence: "a SUBSCRIBE says in its Contact where the NOTIFYs go; this one has none",
		})
		return
	}
	p.update(func() {
		if wanted.batch != nil {
			p.subscribeBatch(tx, from, wanted)
		} else {
			p.subscribe(tx, from, wanted.how)
		}
	})
}

// opening is what every subscription begins with: who watches, what is granted, and the dialog that the answer makes.
type opening struct {
	watcher   string
	event, id string // the Event header, and the id in it
	granted   time.Duration
	res       *sip.Response
	dialog    *sipwire.Dialog
}

// open begins a subscription with a SUBSCRIBE outside of a dialog. ok is false when there is none; then the SUBSCRIBE is
// answered. The caller holds the lock.
func (p *presence) open(tx *sipwire.ServerTx, from peer) (o opening, ok bool) {
	req := tx.Request()
	watcher := sipwire.FromAddress(req)
	granted, brief := p.expiry(from, watcher, expiresHeader(req))
	if brief {
		p.afterwards(func() {
			_ = tx.Reply(423, "Interval Too Brief", secondsHeader("Min-Expires", granted))
		})
		return opening{}, false
	}
	res := tx.Response(200, "OK", secondsHeader("Expires", granted), p.contact(from.flow))
	dialog, err := sipwire.NewUAS(req, res, from.flow)
	if err != nil {
		p.afterwards(func() {
			p.refuse(tx, from, refusal{code: 400, reason: "Bad Request", rule: "RFC 3261 §12.1.1", sentence: err.Error()})
		})
		return opening{}, false
	}
	_, id := eventOf(req)
	return opening{watcher: watcher, event: sipwire.Value(req, "Event"), id: id, granted: granted, res: res, dialog: dialog}, true
}

// subscribe starts a subscription. The caller holds the lock.
func (p *presence) subscribe(tx *sipwire.ServerTx, from peer, how manner) {
	o, ok := p.open(tx, from)
	if !ok {
		return
	}
	s := &subscription{
		presentity: p.presentity(sipwire.Address(tx.Request().Recipient)),
		watcher:    o.watcher, party: from.party, flow: from.flow, dialog: o.dialog,
		event: o.event, id: o.id, how: how,
	}
	p.begin(s)
	p.extend(s, o.granted, false)
	told := p.answer(tx, o.res, o.granted, how, s)
	if o.granted == 0 {
		p.end(s, overFetched, how.last(stateTimeout))
		return
	}
	if !told {
		p.notify(s)
	}
}

// resubscribe refreshes or ends the subscription in whose dialog the request came. The caller holds the lock.
func (p *presence) resubscribe(tx *sipwire.ServerTx, from peer, wanted interest) {
	req := tx.Request()
	refuse := func(r refusal) { p.afterwards(func() { p.refuse(tx, from, r) }) }
	if b := p.batches[sipwire.IncomingDialogID(req)]; b != nil {
		p.resubscribeBatch(tx, from, b, wanted)
		return
	}
	s := p.subscriptions[sipwire.IncomingDialogID(req)]
	if s == nil {
		refuse(refusal{code: 481, reason: "Subscription Does Not Exist"})
		return
	}
	if err := s.dialog.Check(req); err != nil {
		refuse(refusal{code: 500, reason: "CSeq Out Of Order", rule: "RFC 3261 §12.2.2", sentence: err.Error()})
		return
	}
	if _, id := eventOf(req); id != s.id {
		refuse(refusal{
			code: 481, reason: "Subscription Does Not Exist", rule: "RFC 6665 §8.2.1",
			sentence: fmt.Sprintf("the subscription of this dialog has the event id %q; the SUBSCRIBE has %q", s.id, id),
		})
		return
	}
	asked := expiresHeader(req)
	granted, brief := p.expiry(from, s.watcher, asked)
	if brief {
		refuse(refusal{code: 423, reason: "Interval Too Brief", headers: []sip.Header{secondsHeader("Min-Expires", granted)}})
		return
	}
	s.dialog.Refresh(req)
	s.flow, s.party = from.flow, from.party
	s.how.piggyback = s.how.dialect != inPIDF && supports(req, optionPiggyback)
	res := tx.Response(200, "OK", secondsHeader("Expires", granted), p.contact(from.flow))
	if granted == 0 {
		p.answer(tx, res, 0, s.how)
		p.end(s, overUnsubscribed, s.how.last(stateTimeout))
		return
	}
	p.extend(s, granted, true)
	if !p.answer(tx, res, granted, s.how, s) {
		p.notify(s)
	}
}
