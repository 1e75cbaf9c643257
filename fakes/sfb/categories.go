package sfb

import (
	"cmp"
	"maps"
	"reflect"
	"slices"
	"time"

	"github.com/duet-conformance/duet/fakes/msrtc"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

// categoryKey tells the category instances of a user apart.
type categoryKey struct {
	name                string
	container, instance uint32
}

func keyOf(c msrtc.Category) categoryKey { return categoryKey{c.Name, c.Container, c.Instance} }

// owner is the endpoint that published a category: who is behind it, and the epid that it gives in From (MS-SIPREGE
// 3.1.1.1). A party that gives none counts as one endpoint.
type owner struct{ party, epid string }

// category is a stored category instance.
type category struct {
	msrtc.Category
	owner owner
	timer *time.Timer // of one that lives for a time
}

// of are the categories that an endpoint published, in the order of their keys, each with the endpoint's id.
func (s *presentity) of(who owner) []msrtc.Category {
	var all []msrtc.Category
	for _, c := range s.stored() {
		if c.owner == who {
			all = append(all, s.shown(c))
		}
	}
	return all
}

// stored are all category instances in the order of their keys.
func (s *presentity) stored() []*category {
	return slices.SortedFunc(maps.Values(s.categories), func(a, b *category) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Container, b.Container), cmp.Compare(a.Instance, b.Instance))
	})
}

// shown is a category as the user's own endpoints see it: it says which of them published it.
func (s *presentity) shown(c *category) msrtc.Category {
	own := c.Category
	own.EndpointID = s.endpointID(c.owner)
	return own
}

// endpointID is the id of an endpoint: that of its device, or while it has published none, one that follows from its epid.
func (s *presentity) endpointID(who owner) string {
	for _, c := range s.stored() {
		if c.owner == who && c.Device != nil {
			return c.Device.EndpointID
		}
	}
	return msrtc.EndpointID(who.party + " " + who.epid)
}

// recompose makes a document of what an endpoint has published as categories, and keeps it as the endpoint's publication.
// party is who changed it, "" when something ran out; why is the reason if nothing is left. The caller holds the lock.
func (p *presence) recompose(s *presentity, who owner, party, why string) {
	doc := msrtc.Document("sip:"+s.address, s.of(who))
	pub := s.endpoints[who]
	if len(doc.Tuples)+len(doc.People) == 0 {
		delete(s.endpoints, who)
		if pub != nil {
			p.withdraw(s, pub, party, why)
		} else {
			p.tellSelf(s)
		}
		return
	}
	if pub == nil {
		pub = &publication{etag: sipwire.NewTag(), party: who.party, created: p.tick(), owned: true}
		s.publications[pub.etag] = pub
		if s.endpoints == nil {
			s.endpoints = map[owner]*publication{}
		}
		s.endpoints[who] = pub
	}
	same := reflect.DeepEqual(pub.doc, doc)
	if same {
		p.tellSelf(s) // of the new versions
		if party == "" {
			return // what ran out said nothing that is not said still
		}
	} else {
		pub.doc, pub.changed = doc, p.tick()
		p.changed(s)
	}
	p.published(s, pub, party, same)
}

// tellSelf tells the user's own endpoints what only they see. The caller holds the lock.
func (p *presence) tellSelf(s *presentity) {
	for _, sub := range s.watchers {
		if sub.how.dialect == inRoaming {
			p.notify(sub)
		}
	}
}

// bound is told that an endpoint of the user was registered again. What it published for as long as it is registered
// lives on with that, which the log has as a refresh.
func (p *presence) bound(address, party string) {
	p.update(func() {
		s := p.presentity(address)
		for _, who := range inOrder(s.endpoints) {
			if who.party == party && s.livesBy(who, msrtc.ExpireEndpoint) {
				p.published(s, s.endpoints[who], party, true)
			}
		}
	})
}

// livesBy says whether all that is open of an endpoint is of the expire type.
func (s *presentity) livesBy(who owner, expireType string) bool {
	for _, c := range s.of(who) {
		if c.ExpireType != expireType && c.ExpireType != msrtc.ExpireStatic {
			return false
		}
	}
	return s.endpoints[who].doc.Open()
}

// unbound is told that an endpoint of the user is registered no more, and ends what lived by it. Who deregisters takes
// back what was published; with every other end of a registration it runs out.
func (p *presence) unbound(address, reason string) {
	why := "expired"
	if reason == endDeregistered {
		why = "removed"
	}
	p.update(func() {
		s := p.presentity(address)
		changed := map[owner]bool{}
		for key, c := range s.categories {
			switch {
			case c.ExpireType == msrtc.ExpireEndpoint && !p.registered(address, c.owner.party, c.owner.epid),
				c.ExpireType == msrtc.ExpireUser && !p.registered(address, "", ""):
				delete(s.categories, key)
				changed[c.owner] = true
			}
		}
		for _, who := range inOrder(changed) {
			p.recompose(s, who, "", why)
		}
	})
}

// forgetCategories drops what was published as categories. What was made of it stays for the caller to withdraw. The
// caller holds the lock.
func (p *presence) forgetCategories(s *presentity) {
	for _, c := range s.categories {
		p.disarm(c.timer)
	}
	s.categories, s.endpoints = nil, nil
}

// inOrder are the endpoints that a map has, sorted.
func inOrder[V any](m map[owner]V) []owner {
	return slices.SortedFunc(maps.Keys(m), func(a, b owner) int {
		return cmp.Or(cmp.Compare(a.party, b.party), cmp.Compare(a.epid, b.epid))
	})
}
