package sfb

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/pidf"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

// eventPresence is the event package of presence (RFC 3856 §6.1).
const eventPresence = "presence"

// refusal is an answer that ends the handling of a request. The zero value is none.
type refusal struct {
	code    int
	reason  string
	headers []sip.Header
	// rule and sentence, when the request breaks its protocol.
	rule, sentence string
}

// refuse answers a request with the refusal, and records the violation if it is one.
func (p *presence) refuse(tx *sipwire.ServerTx, from peer, r refusal) {
	if r.sentence != "" {
		p.violate(from, tx.Request(), r.rule, r.sentence)
	}
	_ = tx.Reply(r.code, r.reason, r.headers...) // fails only when the flow is gone, and then nobody waits for it
}

// handlePublish stores, refreshes, modifies or removes a publication, in the steps of RFC 3903 §6.
func (p *presence) handlePublish(tx *sipwire.ServerTx, from peer) {
	req := tx.Request()
	address := sipwire.Address(req.Recipient)
	if u, known := p.user(address); !known || !u.SfB {
		p.refuse(tx, from, refusal{
			code: 404, reason: "Not Found", rule: "IUT contract, S plane: PUBLISH",
			sentence: fmt.Sprintf("publishes the presence of %s, who is no user of Skype for Business", address),
		})
		return
	}
	if r := checkEvent(req, "RFC 3903 §6", eventPresence); r.code != 0 {
		p.refuse(tx, from, r)
		return
	}
	if !from.may(address) {
		p.refuse(tx, from, refusal{code: 403, reason: "Forbidden"})
		return
	}
	order := publishOrder{address: address, from: from, req: req}
	if matches := sipwire.List(req, "SIP-If-Match"); len(matches) == 1 {
		order.match = matches[0]
	} else if len(matches) > 1 {
		p.refuse(tx, from, refusal{
			code: 400, reason: "Bad Request", rule: "RFC 3903 §11.3.2",
			sentence: fmt.Sprintf("a PUBLISH carries at most one SIP-If-Match with one entity-tag; this one has %d", len(matches)),
		})
		return
	}
	order.doc, order.problems, order.bad = readBody(req, address)
	p.update(func() { p.publish(tx, order) })
}

// publishOrder is what a PUBLISH asks for.
type publishOrder struct {
	address  string
	from     peer
	req      *sip.Request
	match    string         // the entity-tag of SIP-If-Match, "" for none
	doc      *pidf.Document // nil when there is no body
	problems []pidf.Problem
	bad      refusal // of the body
}

// publish carries an order out. The caller holds the lock.
func (p *presence) publish(tx *sipwire.ServerTx, o publishOrder) {
	refuse := func(r refusal) { p.afterwards(func() { p.refuse(tx, o.from, r) }) }
	s := p.presentity(o.address)
	var old *publication
	if o.match != "" {
		if old = s.publications[o.match]; old != nil && old.owned {
			old = nil // made of categories: no entity-tag was ever given to anybody
		}
		if _, forget := p.faults.take(FaultForgetEtag, o.from.party, o.address); forget {
			if old != nil {
				p.withdraw(s, old, "", "reset")
			}
			old = nil
		}
		if old == nil {
			refuse(refusal{code: 412, reason: "Conditional Request Failed"})
			return
		}
	}
	asked := expiresHeader(o.req)
	granted, brief := p.expiry(o.from, o.address, asked)
	switch {
	case brief:
		refuse(refusal{code: 423, reason: "Interval Too Brief", headers: []sip.Header{secondsHeader("Min-Expires", granted)}})
		return
	case old != nil && asked == 0:
		p.accept(tx, 0, sipwire.NewTag())
		p.withdraw(s, old, o.from.party, "removed")
		return
	case o.bad.code != 0:
		refuse(o.bad)
		return
	case o.doc == nil && old == nil:
		refuse(refusal{
			code: 400, reason: "Missing Body", rule: "RFC 3903 §6",
			sentence: "an initial PUBLISH (one without SIP-If-Match) carries a presence document; this one has no body",
		})
		return
	}
	for _, problem := range o.problems {
		p.violate(o.from, o.req, problem.Rule, problem.Sentence)
	}
	p.store(tx, o, s, old, granted)
}

// store keeps the publication of an order that is in order. old is nil for a new one. The caller holds the lock.
func (p *presence) store(tx *sipwire.ServerTx, o publishOrder, s *presentity, old *publication, granted time.Duration) {
	etag := sipwire.NewTag()
	if granted == 0 { // it ends as it begins
		p.accept(tx, 0, etag)
		if old != nil {
			p.withdraw(s, old, o.from.party, "removed")
		}
		return
	}
	pub := old
	if pub == nil {
		pub = &publication{created: p.tick()}
	}
	delete(s.publications, pub.etag)
	pub.etag, pub.party = etag, o.from.party
	s.publications[etag] = pub
	p.accept(tx, granted, etag)
	if o.doc != nil {
		for _, id := range s.clashes(pub.party, *o.doc) {
			p.violate(o.from, o.req, "RFC 3863 §4.1.2",
				fmt.Sprintf("the id %q of the published document is the id of another endpoint's tuple of %s; ids must differ between endpoints", id, s.address))
		}
		pub.doc, pub.changed = *o.doc, p.tick()
		p.changed(s)
	}
	p.published(s, pub, pub.party, o.doc == nil)
	p.keep(s, pub, granted)
}

// accept answers a PUBLISH with 200 when the lock is given back, ahead of the NOTIFYs that follow from it.
func (p *presence) accept(tx *sipwire.ServerTx, granted time.Duration, etag string) {
	p.afterwards(func() {
		_ = tx.Reply(200, "OK", sip.NewHeader("SIP-ETag", etag), secondsHeader("Expires", granted))
	})
}

// readBody reads the document that a PUBLISH carries. doc is nil when it carries none; bad says how to refuse it.
func readBody(req *sip.Request, address string) (doc *pidf.Document, problems []pidf.Problem, bad refusal) {
	body := req.Body()
	if len(body) == 0 {
		return nil, nil, refusal{}
	}
	if kind := sipwire.ContentType(req); kind != pidf.ContentType {
		return nil, nil, refusal{
			code: 415, reason: "Unsupported Media Type", headers: []sip.Header{sip.NewHeader("Accept", pidf.ContentType)},
			rule: "RFC 3903 §6", sentence: fmt.Sprintf("a PUBLISH of presence carries %s; this one carries %q", pidf.ContentType, kind),
		}
	}
	if len(body) > pidf.MaxSize {
		return nil, nil, refusal{
			code: 413, reason: "Request Entity Too Large", rule: "RFC 3261 §21.4.11",
			sentence: fmt.Sprintf("the presence document has %d bytes; no more than %d are taken", len(body), pidf.MaxSize),
		}
	}
	d, err := pidf.Parse(body)
	if err != nil {
		return nil, nil, refusal{code: 400, reason: "Bad Presence Document", rule: "RFC 3863 §4", sentence: err.Error()}
	}
	problems = pidf.Check(body)
	if _, entity, ok := strings.Cut(d.Entity, ":"); !ok || !strings.EqualFold(entity, address) {
		problems = append(problems, pidf.Problem{
			Rule:     "RFC 3863 §4.1.1",
			Sentence: fmt.Sprintf("the document is about %q, but it was published for %s", d.Entity, address),
		})
	}
	return &d, problems, refusal{}
}

// checkEvent says how to refuse a request whose Event header is missing or names a package that is not among the known.
func checkEvent(req *sip.Request, rule string, known ...string) refusal {
	allow := []sip.Header{sip.NewHeader("Allow-Events", strings.Join(known, ","))}
	values := sipwire.List(req, "Event")
	if len(values) != 1 {
		return refusal{
			code: 489, reason: "Bad Event", headers: allow, rule: rule,
			sentence: fmt.Sprintf("a %s has exactly one Event; this one has %d", req.Method, len(values)),
		}
	}
	if name, _ := eventOf(req); !slices.Contains(known, name) {
		return refusal{code: 489, reason: "Bad Event", headers: allow}
	}
	return refusal{}
}

// eventOf is the event package of a message and the id parameter that goes with it (RFC 6665 §8.2.1).
func eventOf(msg sip.Message) (name, id string) {
	name, params := sipwire.ParseParams(sipwire.Value(msg, "Event"))
	id, _ = sipwire.Param(params, "id")
	return strings.ToLower(name), id
}

// secondsHeader writes a duration in whole seconds.
func secondsHeader(name string, d time.Duration) sip.Header {
	return sip.NewHeader(name, fmt.Sprint(int(d/time.Second)))
}
