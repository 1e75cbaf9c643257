package sfb

import (
	"fmt"
	"strings"
	"time"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/msrtc"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

// methodService is the request by which an SfB endpoint asks something of its server (MS-SIP); here, to publish.
const methodService sip.RequestMethod = "SERVICE"

// rulePublish names what a SERVICE breaks.
const rulePublish = "MS-PRES, category publication"

// serviceOrder is what a SERVICE asks for.
type serviceOrder struct {
	address string
	from    peer
	owner   owner
	req     *sip.Request
	publish msrtc.Publish
}

// handleService stores, refreshes and removes the categories of an endpoint's presence (MS-PRES, category publication).
func (p *presence) handleService(tx *sipwire.ServerTx, from peer) {
	req := tx.Request()
	address := sipwire.Address(req.Recipient)
	broken := func(code int, reason, format string, args ...any) {
		p.refuse(tx, from, refusal{code: code, reason: reason, rule: rulePublish, sentence: fmt.Sprintf(format, args...)})
	}
	if u, known := p.user(address); !known || !u.SfB {
		broken(404, "Not Found", "publishes the presence of %s, who is no user of Skype for Business", address)
		return
	}
	if sender := sipwire.FromAddress(req); sender != address {
		broken(403, "Forbidden", "publishes the presence of %s, from %s", address, sender)
		return
	}
	if !from.may(address) {
		p.refuse(tx, from, refusal{code: 403, reason: "Forbidden"})
		return
	}
	body := req.Body()
	if kind := sipwire.ContentType(req); kind != msrtc.TypePublish {
		p.refuse(tx, from, refusal{
			code: 415, reason: "Unsupported Media Type", headers: []sip.Header{sip.NewHeader("Accept", msrtc.TypePublish)},
			rule: rulePublish, sentence: fmt.Sprintf("a SERVICE to oneself carries %s; this one carries %q", msrtc.TypePublish, kind),
		})
		return
	}
	if len(body) > msrtc.MaxSize {
		broken(413, "Request Entity Too Large", "the categories have %d bytes; no more than %d are taken", len(body), msrtc.MaxSize)
		return
	}
	publish, err := msrtc.ParsePublish(body)
	if err != nil {
		broken(400, "Bad Category Publication", "%v", err)
		return
	}
	if _, about, ok := strings.Cut(publish.URI, ":"); !ok || !strings.EqualFold(about, address) {
		broken(400, "Bad Category Publication", "the categories are of %q, but they were published for %s", publish.URI, address)
		return
	}
	o := serviceOrder{address: address, from: from, req: req, publish: publish, owner: owner{party: from.party}}
	o.owner.epid, _ = sipwire.Param(req.From().Params, "epid")
	p.update(func() { p.service(tx, o) })
}

// service carries an order out, all of it or nothing. The caller holds the lock.
func (p *presence) service(tx *sipwire.ServerTx, o serviceOrder) {
	refuse := func(r refusal) { p.afterwards(func() { p.refuse(tx, o.from, r) }) }
	s := p.presentity(o.address)
	p.forgetIfAsked(s, o)
	if fault := s.wrongDelta(o.publish.Publications); len(fault.Operations) > 0 {
		p.afterwards(func() {
			res := tx.Response(409, "Conflict")
			sipwire.SetBody(res, msrtc.TypeFault, fault.Marshal())
			_ = tx.Respond(res) // fails only when the flow is gone
		})
		return
	}
	for i := range o.publish.Publications {
		one := &o.publish.Publications[i]
		if one.Removed {
			continue
		}
		if r := p.mayLive(o, one); r.code != 0 {
			refuse(r)
			return
		}
	}
	p.witness(s, o)
	changed := map[owner]bool{o.owner: true}
	stored := msrtc.Categories{URI: "sip:" + s.address}
	for _, one := range o.publish.Publications {
		if old := s.categories[keyOf(one.Category)]; old != nil {
			changed[old.owner] = true
		}
		stored.Items = append(stored.Items, p.put(s, o.owner, one))
	}
	// Those of the answer say whose they are, too.
	for i, c := range stored.Items {
		stored.Items[i].EndpointID = s.endpointID(o.owner)
		if one := s.categories[keyOf(c)]; one != nil {
			stored.Items[i] = s.shown(one)
		}
	}
	p.afterwards(func() {
		res := tx.Response(200, "OK")
		sipwire.SetBody(res, msrtc.TypeRoaming, msrtc.Roaming{Categories: stored}.Marshal())
		_ = tx.Respond(res)
	})
	for _, who := range inOrder(changed) {
		p.recompose(s, who, o.from.party, "removed")
	}
}

// forgetIfAsked loses what the endpoint published, as a server does that lost its state, when a fault says so.
func (p *presence) forgetIfAsked(s *presentity, o serviceOrder) {
	again := false
	for _, one := range o.publish.Publications {
		again = again || one.Version > 0
	}
	if !again {
		return
	}
	if _, forget := p.faults.take(FaultForgetEtag, o.from.party, o.address); !forget {
		return
	}
	for key, c := range s.categories {
		if c.owner == o.owner {
			p.disarm(c.timer)
			delete(s.categories, key)
		}
	}
	p.recompose(s, o.owner, "", "reset")
}

// wrongDelta lists the publications that don't replace what is there (MS-PRES, version); none when all do.
func (s *presentity) wrongDelta(all []msrtc.Publication) msrtc.Fault {
	fault := msrtc.Fault{Code: msrtc.WrongDelta}
	for i, one := range all {
		current := uint32(0)
		if c := s.categories[keyOf(one.Category)]; c != nil {
			current = c.Version
		}
		if one.Version != current {
			fault.Operations = append(fault.Operations, msrtc.Operation{Index: i + 1, Current: current})
		}
	}
	return fault
}

// mayLive says whether a publication has what it is to live by, and sets how long it is granted.
func (p *presence) mayLive(o serviceOrder, one *msrtc.Publication) refusal {
	switch one.ExpireType {
	case msrtc.ExpireTime:
		granted, brief := p.expiry(o.from, o.address, one.Expires)
		if brief {
			return refusal{code: 423, reason: "Interval Too Brief", headers: []sip.Header{secondsHeader("Min-Expires", granted)}}
		}
		one.Expires = granted
	case msrtc.ExpireEndpoint:
		if !p.registered(o.address, o.owner.party, o.owner.epid) {
			return refusal{
				code: 403, reason: "Endpoint Not Registered", rule: rulePublish,
				sentence: fmt.Sprintf("publishes the category %q of %s for as long as the endpoint is registered, which it is not", one.Name, o.address),
			}
		}
	case msrtc.ExpireUser:
		if !p.registered(o.address, "", "") {
			return refusal{
				code: 403, reason: "User Not Registered", rule: rulePublish,
				sentence: fmt.Sprintf("publishes the category %q of %s for as long as the user is registered, which they are not", one.Name, o.address),
			}
		}
	}
	return refusal{}
}

// witness records what is wrong with an order that is carried out nevertheless. The caller holds the lock.
func (p *presence) witness(s *presentity, o serviceOrder) {
	wrong := func(format string, args ...any) { p.violate(o.from, o.req, rulePublish, fmt.Sprintf(format, args...)) }
	for _, one := range o.publish.Publications {
		if old := s.categories[keyOf(one.Category)]; old != nil && old.owner.party != o.owner.party {
			wrong("publishes the category %q, instance %d, container %d of %s, which %s published", one.Name, one.Instance, one.Container, s.address, old.owner.party)
		}
		if one.State != nil && one.State.Type == msrtc.AggregateState {
			wrong("publishes an aggregateState of %s; the server makes it", s.address)
		}
		if one.State != nil && one.State.Type == msrtc.MachineState && one.State.Availability == msrtc.Unsaid {
			wrong("publishes a machineState of %s without availability", s.address)
		}
		if one.Device == nil {
			continue
		}
		for _, pub := range s.sorted() {
			for _, t := range pub.doc.Tuples {
				if pub.party != o.owner.party && msrtc.EndpointID(t.ID) == one.Device.EndpointID {
					wrong("publishes the device of %s under the endpointId %s, which is that of %s", s.address, one.Device.EndpointID, pub.party)
				}
			}
		}
	}
}

// put stores a publication, or takes it away, and returns it with its new version. The caller holds the lock.
func (p *presence) put(s *presentity, who owner, one msrtc.Publication) msrtc.Category {
	key := keyOf(one.Category)
	old := s.categories[key]
	if old != nil {
		p.disarm(old.timer)
		delete(s.categories, key)
	}
	if one.Removed {
		gone := one.Category
		gone.Version = 0
		return gone
	}
	c := &category{Category: one.Category, owner: who}
	c.Version++
	c.PublishTime = time.Now()
	if s.categories == nil {
		s.categories = map[categoryKey]*category{}
	}
	s.categories[key] = c
	if c.ExpireType == msrtc.ExpireTime {
		c.timer = p.arm(c.Expires, func() {
			if s.categories[key] == c {
				delete(s.categories, key)
				p.recompose(s, c.owner, "", "expired")
			}
		})
	}
	return c.Category
}
