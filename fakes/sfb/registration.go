package sfb

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

// registration is what one REGISTER asks for.
type registration struct {
	address string
	peer    peer
	callID  string
	cseq    uint32
	epid    string
	star    bool // Contact: *
	wishes  []wish
}

// wish is one Contact of it. Granted 0 removes.
type wish struct {
	contact contact
	granted time.Duration
	refused bool
}

// expires is what the Expires header of the answer says: the longest that was granted; -1 when nothing was asked for.
func (r registration) expires() time.Duration {
	longest := time.Duration(-1)
	if r.star {
		return 0
	}
	for _, w := range r.wishes {
		longest = max(longest, w.granted)
	}
	return longest
}

// stored is what became of it.
type stored struct {
	bindings []binding       // all of the user, sorted, as copies
	outdated bool            // a CSeq was not higher than the last one of that Call-ID: nothing was done
	wrongs   []string        // sentences about what the peer should not have done
	left     []*sipwire.Flow // from which bindings moved away, in order; no binding leads there any more
}

// store carries a registration out, all of it or, when it is outdated, nothing (RFC 3261 §10.3 step 7).
func (l *location) store(r registration) stored {
	l.mu.Lock()
	defer l.unlock()
	var out stored
	for _, w := range r.wishes {
		b := l.users[r.address][bindingKey(w.contact, r.epid)]
		if b != nil && b.callID == r.callID && r.cseq <= b.cseq {
			out.outdated = true
			out.wrongs = append(out.wrongs, fmt.Sprintf("sends a REGISTER for %s with CSeq %d after %d in the same Call-ID",
				r.address, r.cseq, b.cseq))
			return out
		}
	}
	if r.star {
		for _, b := range l.list(r.address) {
			l.remove(b, r, &out)
		}
	}
	for _, w := range r.wishes {
		key := bindingKey(w.contact, r.epid)
		b := l.users[r.address][key]
		switch {
		case w.granted > 0:
			if b != nil && b.flow != r.peer.flow && !slices.Contains(out.left, b.flow) {
				out.left = append(out.left, b.flow)
			}
			l.bind(b, key, w, r)
		case b != nil:
			l.remove(b, r, &out)
		default:
			// A client that deregisters without its instance names its contact URI.
			for _, other := range l.list(r.address) {
				if sameURI(&other.contact.uri, &w.contact.uri) {
					l.remove(other, r, &out)
				}
			}
		}
	}
	for _, b := range l.list(r.address) {
		out.bindings = append(out.bindings, *b)
	}
	out.left = slices.DeleteFunc(out.left, l.leadsTo)
	return out
}

// remove ends a binding at its owner's wish, or at another's. The caller holds the lock.
func (l *location) remove(b *binding, r registration, out *stored) {
	if b.party != r.peer.party {
		out.wrongs = append(out.wrongs, fmt.Sprintf("deregisters the endpoint %s of %s, which %s registered",
			b.key, b.address, b.party))
	}
	l.end(b, endDeregistered)
}

// bind makes or refreshes a binding. The caller holds the lock.
func (l *location) bind(b *binding, key string, w wish, r registration) {
	refresh := b != nil
	if !refresh {
		l.born++
		b = &binding{address: r.address, key: key, since: l.born}
		if l.users == nil {
			l.users = make(map[string]map[string]*binding)
		}
		if l.users[r.address] == nil {
			l.users[r.address] = make(map[string]*binding)
		}
		l.users[r.address][key] = b
	}
	b.contact, b.epid = w.contact, r.epid
	b.flow, b.party = r.peer.flow, r.peer.party
	b.callID, b.cseq = r.callID, r.cseq
	b.granted, b.expires = w.granted, time.Now().Add(w.granted)
	l.watch(b)
	attrs := map[string]string{
		"instance": key, "contact": w.contact.uri.String(), "expires": strconv.Itoa(int(w.granted / time.Second)),
		"call-id": r.callID, "features": w.contact.features(),
	}
	if refresh {
		attrs["refresh"] = "true"
		l.tell(l.onBound, b.address, b.party)
	}
	l.log.Append(record.Event{Kind: record.Bound, Party: b.party, From: b.address, Attrs: attrs})
}
