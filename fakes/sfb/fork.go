package sfb

import (
	"strconv"
	"sync"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

// fork is the response context of one request (RFC 3261 §16.2): where it was sent, and what came back. An INVITE goes to
// all endpoints at once; any other request to one after the other until one takes it, since what has been taken by two
// can't be cancelled. Where the front end decides about IMs, those go to one after the other too ([RegistrarDecides]).
type fork struct {
	front    *FrontEnd
	tx       *sipwire.ServerTx
	peer     peer         // who asked
	req      *sip.Request // as it goes on, but for what differs between branches
	key      string
	inDialog bool
	inner    bool // a step between the IUT and the detour, see [FrontEnd.inner]
	picked   bool // the order of the branches is the front end's choice for an IM

	mu       sync.Mutex
	branches []*branch // in the order of the targets
	next     int       // the first that has not been sent, for requests that are sent one after the other
	answered bool      // the final answer has been given
	winner   *branch   // whose 2xx that was; nil for any other answer
	ended    bool      // nothing more is to be tried: a 6xx came, or the asker does not want it any more
}

// fork sends a request on to its targets, of which there is at least one.
func (f *FrontEnd) fork(tx *sipwire.ServerTx, req *sip.Request, targets []target, inDialog bool) {
	fk := &fork{front: f, tx: tx, peer: f.peers.of(tx.Flow()), req: req, key: loopKey(req), inDialog: inDialog}
	fk.picked = !inDialog && f.picks(req)
	fk.inner = f.inner(tx.Flow(), targets)
	if f.transit.is(tx.Flow()) {
		fk.key += "\ndetour" // it has been here before, and on purpose
	}
	if !f.forks.add(fk) {
		f.refuse(tx, 482)
		return
	}
	iut := 0
	for _, t := range targets {
		fk.branches = append(fk.branches, &branch{fork: fk, target: t})
		if t.party == record.PartyIUT {
			iut++
		}
	}
	e := routerEvent(record.Forked, fk.peer.party, req)
	e.Attrs["branches"], e.Attrs["iut-branches"] = strconv.Itoa(len(targets)), strconv.Itoa(iut)
	if inDialog {
		e.Attrs["in-dialog"] = "true"
	}
	if !fk.inner {
		f.log.Append(e)
	}
	fk.next = len(targets)
	if req.Method != sip.INVITE || fk.picked {
		fk.next = 1
	}
	if req.Method == sip.INVITE {
		tx.OnCancel(func(cancel *sip.Request) { fk.cancel(cancel.GetHeaders("Reason")...) })
	}
	// Further branches begin when one of these has ended, and so may the number of those that have begun.
	for _, b := range fk.branches[:fk.next:fk.next] {
		b.send()
	}
}

// cancel passes on the asker's CANCEL (RFC 3261 §16.10). The INVITE is answered with what the branches then say.
func (fk *fork) cancel(reason ...sip.Header) {
	fk.mu.Lock()
	defer fk.mu.Unlock()
	fk.ended = true
	fk.cancelOthers(nil, reason...)
}

// abandon ends a fork whose asker is gone: no answer can be given any more, and what is taken yet is taken for nothing.
func (fk *fork) abandon() {
	fk.mu.Lock()
	defer fk.mu.Unlock()
	if fk.answered {
		return
	}
	fk.answered, fk.ended = true, true
	fk.cancelOthers(nil)
}

// cancelOthers cancels every branch that has no final answer, but one. The caller holds the lock.
func (fk *fork) cancelOthers(but *branch, reason ...sip.Header) {
	for _, b := range fk.branches {
		if b != but && b.status == 0 {
			b.cancel(reason...)
		}
	}
}

// reasonHeader says why a branch is cancelled (RFC 3326).
func reasonHeader(cause int, text string) sip.Header {
	return sip.NewHeader("Reason", "SIP;cause="+strconv.Itoa(cause)+`;text="`+text+`"`)
}

// response takes what a branch says, in order per branch. Without a response, err says why none comes.
func (fk *fork) response(b *branch, res *sip.Response, err error) {
	if then := fk.take(b, res, err); then != nil {
		then()
	}
}

// take is [fork.response] up to what is to be done without the lock, which it returns.
func (fk *fork) take(b *branch, res *sip.Response, err error) (then func()) {
	fk.mu.Lock()
	defer fk.mu.Unlock()
	switch {
	case res != nil && res.StatusCode < 200:
		fk.provisional(b, res)
		return nil
	case b.status != 0:
		return fk.again(b, res)
	}
	return fk.final(b, res, err)
}

// provisional passes a 1xx on, but no 100, and none that comes when the asker has the final answer (RFC 3261 §16.7
// steps 2 and 5). The caller holds the lock.
func (fk *fork) provisional(b *branch, res *sip.Response) {
	if b.status != 0 || res.StatusCode == 100 {
		return
	}
	if b.timerC != nil {
		b.timerC.Reset(fk.front.config.TimerC)
	}
	if !fk.answered {
		_ = fk.tx.Respond(upstream(res))
	}
}

// final notes a branch's final answer and does what follows from it. What it returns is to be done without the lock, which
// the caller holds.
func (fk *fork) final(b *branch, res *sip.Response, err error) (then func()) {
	b.end(res, err)
	invite := fk.req.Method == sip.INVITE
	switch {
	case b.status/100 == 2 && fk.answered && invite:
		then = b.absorb(res)
	case b.status/100 == 2 && !fk.answered:
		err := fk.answer(b)
		if invite {
			fk.cancelOthers(b, reasonHeader(200, "Call completed elsewhere"))
		}
		if invite && err != nil {
			then = b.absorb(res) // the asker has just gone, and leaves a dialog behind
		}
	case b.status/100 == 6 && !fk.ended:
		fk.ended = true
		fk.cancelOthers(b, reasonHeader(b.status, sipwire.ReasonPhrase(b.status)))
	case fk.picked && !goesOn(b.status):
		fk.ended = true
	}
	if !fk.answered && !fk.ended && fk.next < len(fk.branches) {
		untried := fk.branches[fk.next]
		fk.next++
		return untried.send
	}
	for _, other := range fk.branches[:fk.next] {
		if other.status == 0 {
			return then
		}
	}
	if !fk.answered {
		_ = fk.answer(best(fk.branches[:fk.next])) // an asker who is gone needs none
	}
	fk.front.forks.remove(fk)
	return then
}

// again takes a 2xx that comes from a branch that has had its final answer: a retransmission, or a second endpoint behind
// a proxy of its own. The caller holds the lock.
func (fk *fork) again(b *branch, res *sip.Response) (then func()) {
	if res == nil || !res.IsSuccess() || fk.req.Method != sip.INVITE {
		return nil
	}
	if b == fk.winner && sipwire.ToTag(res) == sipwire.ToTag(b.res) {
		_ = fk.tx.Respond(upstream(res))
		return nil
	}
	return b.absorb(res)
}

// answer gives the asker the final answer of a branch. The error says that the asker can't be reached. The caller holds
// the lock.
func (fk *fork) answer(b *branch) error {
	fk.answered = true
	winner := b.target.party
	status, res := b.status, b.res
	switch {
	case status/100 == 2:
		fk.winner = b
	case res == nil:
		// RFC 3261 §16.8 and, for what is no INVITE, RFC 4320 §4.2: no 408 then. A dead connection is an absent endpoint.
		winner = ""
		if status == 430 || status == 408 && fk.req.Method != sip.INVITE {
			status = 480
		}
	case status == 503:
		// RFC 3261 §16.7 step 6: the asker must not believe that it is the proxy that is overloaded.
		status = 500
	}
	if !fk.inner {
		fk.front.recordAnswer(fk.peer.party, fk.req, status, winner)
		fk.front.remember(fk)
	}
	if res == nil || status != res.StatusCode {
		return fk.tx.Reply(status, "")
	}
	answer := upstream(res)
	addChallenges(answer, fk.branches[:fk.next], b)
	return fk.tx.Respond(answer)
}

// upstream is a response as it goes back: without the front end's own Via (RFC 3261 §16.7 step 3).
func upstream(res *sip.Response) *sip.Response {
	up := sipwire.CloneResponse(res)
	sipwire.RemoveTop(up, "Via")
	return up
}

func (fk *fork) stop() {
	fk.mu.Lock()
	defer fk.mu.Unlock()
	for _, b := range fk.branches {
		if b.timerC != nil {
			b.timerC.Stop()
		}
	}
}

// startTimerC ends an INVITE that rings for ever (RFC 3261 §16.8). The caller holds the lock.
func (fk *fork) startTimerC(b *branch) {
	b.timerC = after(fk.front.config.TimerC, fk.front.log, func() {
		fk.mu.Lock()
		defer fk.mu.Unlock()
		if b.status == 0 {
			// The transaction ends with the 487, or with a timeout when that does not come.
			b.cancel(reasonHeader(408, "Request Timeout"))
		}
	})
}
