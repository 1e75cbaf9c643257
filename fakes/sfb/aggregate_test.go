package sfb

import (
	"testing"

	. "github.com/onsi/gomega"

	"github.com/duet-conformance/duet/fakes/pidf"
	"github.com/duet-conformance/duet/fakes/record"
)

// stateOf makes the state of alix from publications, in the order in which they were made and last changed.
func stateOf(publications ...*publication) *presentity {
	s := &presentity{address: "alix@contoso.test", publications: map[string]*publication{}}
	for i, pub := range publications {
		pub.created, pub.changed, pub.etag = uint64(i+1), uint64(i+1), string(rune('a'+i))
		s.publications[pub.etag] = pub
	}
	return s
}

func tupleOf(id, contact string) pidf.Document {
	return pidf.Document{Tuples: []pidf.Tuple{{ID: id, Contact: contact, Open: true}}}
}

func contacts(d pidf.Document) map[string]string {
	byID := map[string]string{}
	for _, t := range d.Tuples {
		byID[t.ID] = t.Contact
	}
	return byID
}

func TestAggregateIsTheUnionOfAllEndpoints(t *testing.T) {
	g := NewWithT(t)
	s := stateOf(
		&publication{party: record.PartyIUT, doc: tupleOf("teams", "sip:teams")},
		&publication{party: "alix@contoso.test/sfb", doc: tupleOf("sfb", "sip:sfb")},
	)
	whole := s.aggregate()
	g.Expect(whole.Entity).To(Equal("sip:alix@contoso.test"))
	g.Expect(contacts(whole)).To(Equal(map[string]string{"teams": "sip:teams", "sfb": "sip:sfb"}))
	g.Expect(stateOf().aggregate()).To(Equal(pidf.Document{Entity: "sip:alix@contoso.test"}))
}

func TestAggregateTakesTheNewerOfOnePartysTuples(t *testing.T) {
	g := NewWithT(t)
	s := stateOf(
		&publication{party: record.PartyIUT, doc: tupleOf("teams", "sip:before-the-restart")},
		&publication{party: record.PartyIUT, doc: tupleOf("teams", "sip:after-the-restart")},
	)
	g.Expect(contacts(s.aggregate())).To(Equal(map[string]string{"teams": "sip:after-the-restart"}))
	g.Expect(s.clashes(record.PartyIUT, tupleOf("teams", ""))).To(BeEmpty())

	s.publications["a"].changed = 9 // the older one was modified since
	g.Expect(contacts(s.aggregate())).To(Equal(map[string]string{"teams": "sip:before-the-restart"}))
}

func TestAggregateKeepsTwoPartiesApart(t *testing.T) {
	g := NewWithT(t)
	s := stateOf(
		&publication{party: "alix@contoso.test/sfb", doc: tupleOf("t1", "sip:sfb")},
		&publication{party: record.PartyIUT, doc: tupleOf("t1", "sip:teams")},
	)
	g.Expect(contacts(s.aggregate())).To(Equal(map[string]string{"t1": "sip:sfb", "t1-2": "sip:teams"}))
	g.Expect(s.clashes(record.PartyIUT, tupleOf("t1", ""))).To(Equal([]string{"t1"}))

	s.publications["a"].changed = 9 // who came first keeps the id, whatever changes later
	g.Expect(contacts(s.aggregate())).To(Equal(map[string]string{"t1": "sip:sfb", "t1-2": "sip:teams"}))
}
