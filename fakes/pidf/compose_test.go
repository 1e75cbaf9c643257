package pidf_test

import (
	"testing"
	"time"

	. "github.com/onsi/gomega"

	"github.com/duet-conformance/duet/fakes/pidf"
)

const alix = "sip:alix@contoso.test"

var (
	teams = pidf.Document{Entity: alix, Tuples: []pidf.Tuple{{ID: "teams", Open: true, Caps: pidf.Caps{Said: true, Message: true}}}}
	sfb   = pidf.Document{
		Entity: alix,
		Tuples: []pidf.Tuple{{ID: "sfb", Open: true, Caps: pidf.Caps{Said: true, Message: true, Audio: true, Video: true, Application: true}}},
		People: []pidf.Person{{ID: "alix", Activities: []string{pidf.OnThePhone}}},
	}
)

func TestComposeUnites(t *testing.T) {
	g := NewWithT(t)
	whole := pidf.Compose(alix, teams, sfb)
	g.Expect(whole).To(Equal(pidf.Document{Entity: alix, Tuples: []pidf.Tuple{sfb.Tuples[0], teams.Tuples[0]}, People: sfb.People}))
	g.Expect(whole).To(Equal(pidf.Compose(alix, sfb, teams)), "the order of publication makes no difference")
	g.Expect(whole.IMOnly()).To(BeFalse())
	g.Expect(whole.OnThePhone()).To(BeTrue())
	g.Expect(pidf.Compose(alix).Open()).To(BeFalse())
}

func TestComposeKeepsIDsApart(t *testing.T) {
	g := NewWithT(t)
	one := pidf.Document{Tuples: []pidf.Tuple{{ID: "t", Contact: "sip:one"}}, People: []pidf.Person{{ID: "p"}}}
	two := pidf.Document{Tuples: []pidf.Tuple{{ID: "t", Contact: "sip:two"}, {ID: "t-2", Contact: "sip:three"}}, People: []pidf.Person{{ID: "p"}}}
	g.Expect(pidf.Collisions(one, two)).To(Equal([]string{"p", "t"}))
	g.Expect(pidf.Collisions(teams, sfb)).To(BeEmpty())

	whole := pidf.Compose(alix, one, two)
	contacts := map[string]string{}
	for _, tuple := range whole.Tuples {
		contacts[tuple.ID] = tuple.Contact
	}
	g.Expect(contacts).To(Equal(map[string]string{"t": "sip:one", "t-2": "sip:three", "t-3": "sip:two"}))
	g.Expect(whole.People).To(Equal([]pidf.Person{{ID: "p"}, {ID: "p-2"}}))
	g.Expect(pidf.Check(whole.Marshal())).To(BeEmpty())
}

func TestMarshalIsReadBackAsItWas(t *testing.T) {
	g := NewWithT(t)
	d := pidf.Document{
		Entity: `sip:"a&b"@contoso.test`,
		Tuples: []pidf.Tuple{{
			ID: "t1", Open: true, Contact: "sip:a@contoso.test;x=<1>&2", Note: "été\n\"quoted\" & <tagged>",
			Caps: pidf.Caps{Said: true, Text: true}, UserInput: "idle",
			LastInput: time.Date(2026, 11, 23, 9, 30, 0, 1, time.UTC), Timestamp: time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC),
		}, {ID: "t2"}},
		People: []pidf.Person{{ID: "p1", Activities: []string{"away", "on-the-phone"}, UserInput: "active", Note: "¡hola!"}},
	}
	again, err := pidf.Parse(d.Marshal())
	g.Expect(err).NotTo(HaveOccurred())
	g.Expect(again).To(Equal(d))
	g.Expect(pidf.Check(d.Marshal())).To(BeEmpty())
	g.Expect(d.Marshal()).To(Equal(again.Marshal()))
	g.Expect(string(d.Marshal())).To(ContainSubstring(`last-input="2026-11-23T09:30:00.000000001Z"`))
}

func TestMarshalStaysWellFormedWithOddActivities(t *testing.T) {
	g := NewWithT(t)
	d := pidf.Document{Entity: alix, People: []pidf.Person{{ID: "p", Activities: []string{"on a boat", "1st", "busy"}}}}
	again, err := pidf.Parse(d.Marshal())
	g.Expect(err).NotTo(HaveOccurred())
	g.Expect(again.Activities()).To(Equal([]string{"busy", "other"}))
}

func TestIMOnly(t *testing.T) {
	message := pidf.Caps{Said: true, Message: true}
	for name, c := range map[string]struct {
		tuples []pidf.Tuple
		want   bool
	}{
		"nothing known":                      {nil, false},
		"messages":                           {[]pidf.Tuple{{Open: true, Caps: message}}, true},
		"messages, but closed":               {[]pidf.Tuple{{Caps: message}}, false},
		"messages and audio":                 {[]pidf.Tuple{{Open: true, Caps: pidf.Caps{Said: true, Message: true, Audio: true}}}, false},
		"messages and applications":          {[]pidf.Tuple{{Open: true, Caps: pidf.Caps{Said: true, Message: true, Application: true}}}, false},
		"video on another open tuple":        {[]pidf.Tuple{{Open: true, Caps: message}, {Open: true, Caps: pidf.Caps{Said: true, Video: true}}}, false},
		"video on a closed tuple":            {[]pidf.Tuple{{Open: true, Caps: message}, {Caps: pidf.Caps{Said: true, Video: true}}}, true},
		"another open tuple says nothing":    {[]pidf.Tuple{{Open: true, Caps: message}, {Open: true}}, false},
		"an open tuple that takes nothing":   {[]pidf.Tuple{{Open: true, Caps: pidf.Caps{Said: true}}}, false},
		"two open tuples that take messages": {[]pidf.Tuple{{Open: true, Caps: message}, {Open: true, Caps: message}}, true},
	} {
		t.Run(name, func(t *testing.T) {
			NewWithT(t).Expect(pidf.Document{Tuples: c.tuples}.IMOnly()).To(Equal(c.want))
		})
	}
}
