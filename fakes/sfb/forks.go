package sfb

import (
	"strconv"
	"strings"
	"sync"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

// forks holds the response contexts (RFC 3261 §16.2) that have a branch without a final answer. Its methods are safe for
// concurrent use.
type forks struct {
	mu   sync.Mutex
	live map[*fork]struct{}
	keys map[string]int
}

// add takes a fork in. ok is false when the same request is being forwarded already, having come another way: a loop, or
// a request that some other proxy has forked and merged again (RFC 3261 §16.3 step 4, §8.2.2.2).
func (k *forks) add(fk *fork) (ok bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.live == nil {
		k.live, k.keys = make(map[*fork]struct{}), make(map[string]int)
	}
	if k.keys[fk.key] > 0 {
		return false
	}
	k.live[fk] = struct{}{}
	k.keys[fk.key]++
	return true
}

func (k *forks) remove(fk *fork) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if _, there := k.live[fk]; !there {
		return
	}
	delete(k.live, fk)
	if k.keys[fk.key]--; k.keys[fk.key] == 0 {
		delete(k.keys, fk.key)
	}
}

// flowClosed cancels what a peer asked for that is gone: nobody can get the answer.
func (k *forks) flowClosed(f *sipwire.Flow) {
	for _, fk := range k.all() {
		if fk.peer.flow == f {
			fk.abandon()
		}
	}
}

// close stops the timers of all that is left.
func (k *forks) close() {
	for _, fk := range k.all() {
		fk.stop()
	}
}

func (k *forks) all() []*fork {
	k.mu.Lock()
	defer k.mu.Unlock()
	all := make([]*fork, 0, len(k.live))
	for fk := range k.live {
		all = append(all, fk)
	}
	return all
}

// loopKey is what a request still has in common with itself when it comes back (RFC 3261 §16.6 step 8).
func loopKey(req *sip.Request) string {
	cseq, method := sipwire.CSeq(req)
	return strings.Join([]string{
		req.Recipient.String(), sipwire.FromTag(req), sipwire.ToTag(req), sipwire.CallID(req),
		strconv.FormatUint(uint64(cseq), 10), string(method),
	}, "\n")
}

// routerEvent is an event of the router about a request.
func routerEvent(kind record.Kind, party string, req *sip.Request) record.Event {
	cseq, method := sipwire.CSeq(req)
	return record.Event{
		Kind: kind, Party: party, From: sipwire.FromAddress(req), To: sipwire.ToAddress(req), Token: tokenOf(req),
		Attrs: map[string]string{
			"call-id": sipwire.CallID(req), "method": string(method), "cseq": strconv.FormatUint(uint64(cseq), 10),
		},
	}
}

// recordAnswer records the final answer that is given to who asked. winner is whose answer it is.
func (f *FrontEnd) recordAnswer(asker string, req *sip.Request, status int, winner string) {
	e := routerEvent(record.Answered, asker, req)
	e.Attrs["status"], e.Attrs["winner"] = strconv.Itoa(status), winner
	f.log.Append(e)
}
