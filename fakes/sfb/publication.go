package sfb

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/duet-conformance/duet/fakes/pidf"
	"github.com/duet-conformance/duet/fakes/record"
)

// presentity is one user as the presence agent knows them. It is guarded by the agent's lock.
type presentity struct {
	address string
	// serial grows with every change of the aggregate; it is never set back, not even by a reset.
	serial       uint64
	publications map[string]*publication // by entity-tag
	watchers     []*subscription         // oldest first

	categories map[categoryKey]*category // what was published as categories
	endpoints  map[owner]*publication    // what is made of it, by endpoint
}

// publication is what one endpoint has published and keeps alive (RFC 3903 §3).
type publication struct {
	etag    string
	party   string
	doc     pidf.Document
	created uint64 // when, by the agent's clock
	changed uint64 // when its document last changed, by the agent's clock
	timer   *time.Timer
	// owned says that it was made of categories, and so is not for PUBLISH to change.
	owned bool
}

// sorted returns the publications, oldest first.
func (s *presentity) sorted() []*publication {
	return slices.SortedFunc(maps.Values(s.publications), func(a, b *publication) int { return cmp.Compare(a.created, b.created) })
}

// aggregate puts together what is published: the union of all tuples and person elements, ids as they were published.
// Two publications of one party that use one id are the same tuple twice (an endpoint that came back and published anew
// while its old publication lives on), and the newer is taken. Two parties that use one id are kept apart, see
// [pidf.Compose].
func (s *presentity) aggregate() pidf.Document {
	return s.aggregateOf(func(*publication) bool { return true })
}

// aggregateOf is [presentity.aggregate] of some of the publications.
func (s *presentity) aggregateOf(keep func(*publication) bool) pidf.Document {
	type owned struct{ party, id string }
	taken := map[owned]bool{}
	parts := map[*publication]pidf.Document{}
	newest := slices.SortedFunc(maps.Values(s.publications), func(a, b *publication) int { return cmp.Compare(b.changed, a.changed) })
	for _, pub := range newest {
		if !keep(pub) {
			continue
		}
		fresh := func(id string) bool {
			key := owned{pub.party, id}
			was := taken[key]
			taken[key] = true
			return !was
		}
		part := pidf.Document{}
		for _, t := range pub.doc.Tuples {
			if fresh(t.ID) {
				part.Tuples = append(part.Tuples, t)
			}
		}
		for _, person := range pub.doc.People {
			if fresh(person.ID) {
				part.People = append(part.People, person)
			}
		}
		parts[pub] = part
	}
	var docs []pidf.Document
	for _, pub := range s.sorted() {
		docs = append(docs, parts[pub])
	}
	return pidf.Compose("sip:"+s.address, docs...)
}

// clashes returns the ids of the document that another party's publication uses as well, sorted.
func (s *presentity) clashes(party string, doc pidf.Document) []string {
	var ids []string
	for _, pub := range s.publications {
		if pub.party != party {
			ids = append(ids, pidf.Collisions(pub.doc, doc)...)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// published writes the event of a publication that was stored or refreshed. party is who did it; nobody did when part of
// it ran out. The caller holds the lock.
func (p *presence) published(s *presentity, pub *publication, party string, refresh bool) {
	attrs := describe(pub.doc)
	attrs["etag"] = pub.etag
	attrs["serial"] = strconv.FormatUint(s.serial, 10)
	if refresh {
		attrs["refresh"] = "true"
	}
	p.log.Append(record.Event{Kind: record.Published, Party: party, From: s.address, Attrs: attrs})
}

// describe says what a document says, as attributes of [record.Published].
func describe(doc pidf.Document) map[string]string {
	attrs := map[string]string{
		"basic":        "closed",
		"capabilities": strings.Join(doc.Capabilities(), ","),
		"activities":   strings.Join(doc.Activities(), ","),
	}
	if doc.Open() {
		attrs["basic"] = "open"
	}
	if last := doc.LastInput(); !last.IsZero() {
		attrs["last-input"] = last.Format(time.RFC3339Nano)
	}
	return attrs
}

// withdraw ends a publication and tells the watchers. party is who asked for it, if anybody did. The caller holds the
// lock.
func (p *presence) withdraw(s *presentity, pub *publication, party, reason string) {
	p.disarm(pub.timer)
	delete(s.publications, pub.etag)
	p.log.Append(record.Event{Kind: record.Withdrawn, Party: party, From: s.address, Attrs: map[string]string{
		"etag":   pub.etag,
		"serial": strconv.FormatUint(p.changed(s), 10),
		"reason": reason,
	}})
}

// keep lets a publication live for the time that was granted. The caller holds the lock.
func (p *presence) keep(s *presentity, pub *publication, granted time.Duration) {
	p.disarm(pub.timer)
	etag := pub.etag
	pub.timer = p.arm(granted, func() {
		if s.publications[etag] == pub && pub.etag == etag {
			p.withdraw(s, pub, "", "expired")
		}
	})
}

// sorted returns the values of a map in the order of their keys.
func sorted[V any](m map[string]V) []V {
	values := make([]V, 0, len(m))
	for _, key := range slices.Sorted(maps.Keys(m)) {
		values = append(values, m[key])
	}
	return values
}
