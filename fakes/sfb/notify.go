package sfb

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

// notice is a NOTIFY that is about to be sent: the state and the connection as they were when it became due.
type notice struct {
	request *sip.Request
	flow    *sipwire.Flow
	serial  uint64
	quiet   bool // nobody answers it
	foreign bool // it is in the dialect in which the watcher did not subscribe, see [FaultOtherDialect]
}

// notify sends the watcher the whole state (RFC 3856 §6.7) when the lock is given back; or, while an earlier NOTIFY
// is unanswered, as soon as that is answered, and then the newest state only (RFC 6665 §4.2.2). So a watcher gets
// states in order, whatever the transport does. The caller holds the lock.
func (p *presence) notify(s *subscription) {
	if s.parted {
		return
	}
	if s.busy {
		s.again = true
		return
	}
	s.busy, s.again, s.parted = true, false, s.over
	n := p.notice(s)
	p.afterwards(func() { p.send(s, n) })
}

// notice builds the NOTIFY of the present state. The caller holds the lock.
func (p *presence) notice(s *subscription) notice {
	how, foreign := s.how, p.confuses(s)
	if foreign {
		how = how.other()
	}
	method := sip.NOTIFY
	if how.quiet {
		method = methodBENotify
	}
	req := s.dialog.Request(method)
	req.AppendHeader(p.contact(s.flow))
	req.AppendHeader(sip.NewHeader("Event", s.event))
	state := "terminated;reason=" + s.state
	if !s.over {
		left := max(0, time.Until(s.expires))
		state = fmt.Sprintf("active;expires=%d", int((left+time.Second-1)/time.Second))
	}
	req.AppendHeader(sip.NewHeader("Subscription-State", state))
	contentType, body := s.presentity.told(how)
	sipwire.SetBody(req, contentType, body)
	return notice{request: req, flow: s.flow, serial: s.presentity.serial, quiet: how.quiet, foreign: foreign}
}

// send sends a NOTIFY and waits for its answer without blocking.
func (p *presence) send(s *subscription, n notice) {
	if n.quiet {
		err := p.endpoint.Send(n.flow, n.request)
		p.answered(s, n, nil, err)
		return
	}
	_, err := p.endpoint.Request(n.flow, n.request, func(res *sip.Response, err error) {
		if err != nil || !res.IsProvisional() {
			p.answered(s, n, res, err)
		}
	})
	if err != nil {
		p.answered(s, n, nil, err)
	}
}

// answered writes down how a NOTIFY was answered, and goes on to the next one if there is something to tell. err says
// why there is no answer.
func (p *presence) answered(s *subscription, n notice, res *sip.Response, err error) {
	status, why := 408, overUnanswered
	switch {
	case err == nil && n.quiet:
		status = 200
	case err == nil:
		status = res.StatusCode
		why = fmt.Sprintf("the NOTIFY was answered %d", status)
	case errors.Is(err, sipwire.ErrFlowClosed):
		why = overFlowClosed
	}
	p.update(func() {
		s.busy = false
		p.notified(s, n, status)
		switch {
		case n.foreign:
			s.again = s.again || status/100 != 2
		case slices.Contains(fatal, status):
			p.end(s, why, stateUntold)
			s.parted = true
		}
		if s.again {
			p.notify(s)
		}
	})
}

// notified writes the event. The caller holds the lock.
func (p *presence) notified(s *subscription, n notice, status int) {
	attrs := s.attrs()
	attrs["serial"] = strconv.FormatUint(n.serial, 10)
	attrs["status"] = strconv.Itoa(status)
	if n.quiet {
		attrs["best-effort"] = "true"
	}
	if n.foreign {
		number, _ := sipwire.CSeq(n.request)
		attrs["dialect"], attrs["cseq"] = "other", strconv.FormatUint(uint64(number), 10)
	}
	p.log.Append(record.Event{Kind: record.Notified, Party: s.party, From: s.presentity.address, To: s.watcher, Attrs: attrs})
}

// fatal are the answers to a NOTIFY that end the subscription (RFC 6665 §4.2.2, by RFC 5057); an answer that does
// not come at all (408) is one. Any other leaves it as it is, and the watcher gets the next change.
var fatal = []int{404, 405, 408, 410, 416, 480, 481, 482, 483, 484, 485, 489, 501, 604}
