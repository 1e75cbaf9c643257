package msrtc_test

import (
	"testing"
	"time"

	. "github.com/onsi/gomega"

	"github.com/duet-conformance/duet/fakes/msrtc"
	"github.com/duet-conformance/duet/fakes/pidf"
)

const alix = "sip:alix@contoso.test"

// categoriesOf are those of a sample, as the server keeps them: with the endpoint that published them.
func categoriesOf(t *testing.T, name string) []msrtc.Category {
	var all []msrtc.Category
	for _, p := range parsed(t, name).Publications {
		p.EndpointID = "5c4b3f0e-0000-4000-8000-000000000001"
		all = append(all, p.Category)
	}
	return all
}

func TestDocumentOfAnEndpoint(t *testing.T) {
	g := NewWithT(t)
	g.Expect(msrtc.Document(alix, categoriesOf(t, "im-only"))).To(Equal(pidf.Document{Entity: alix, Tuples: []pidf.Tuple{{
		ID: "endpoint-5c4b3f0e-0000-4000-8000-000000000001", Open: true, Contact: alix, Caps: pidf.Caps{Said: true, Message: true},
		UserInput: "active", LastInput: time.Date(2026, 11, 23, 9, 30, 0, 125e6, time.UTC),
	}}}))

	phone := msrtc.Document(alix, categoriesOf(t, "on-the-phone"))
	g.Expect(phone.OnThePhone()).To(BeTrue())
	g.Expect(phone.Capabilities()).To(Equal([]string{"application", "audio", "message", "video"}))

	busy := msrtc.Document(alix, categoriesOf(t, "sfb-client"))
	g.Expect(busy.Activities()).To(Equal([]string{"busy"}))
	g.Expect(busy.IMOnly()).To(BeFalse())
}

func TestDocumentKeepsToTheContainerOfEndpoints(t *testing.T) {
	g := NewWithT(t)
	all := categoriesOf(t, "im-only")
	for i := range all {
		all[i].Container = msrtc.ContainerEndpointsForTeam
	}
	g.Expect(msrtc.Document(alix, all)).To(Equal(pidf.Document{Entity: alix}))
}

func TestDocumentOfWhoAppearsOffline(t *testing.T) {
	g := NewWithT(t)
	hidden := msrtc.Category{Name: "state", Container: 2, Instance: 0x20000000, State: &msrtc.State{Type: msrtc.UserState, Manual: true, Availability: 18500}}
	g.Expect(msrtc.Document(alix, append(categoriesOf(t, "im-only"), hidden)).Open()).To(BeFalse())
	silent := msrtc.Category{Name: "state", Container: 2, State: &msrtc.State{Type: msrtc.MachineState, Availability: msrtc.Unsaid}}
	g.Expect(msrtc.Document(alix, []msrtc.Category{silent}).Open()).To(BeFalse(), "who doesn't say how available is not")
}

// What a presence document says survives being written as categories and read again.
func TestTranslationThereAndBack(t *testing.T) {
	at := time.Date(2026, 11, 23, 9, 30, 0, 1, time.UTC)
	full := pidf.Caps{Said: true, Message: true, Audio: true, Video: true, Application: true}
	for name, d := range map[string]pidf.Document{
		"IM only":       {Tuples: []pidf.Tuple{{ID: "a", Open: true, Caps: pidf.Caps{Said: true, Message: true}, UserInput: "active", LastInput: at}}},
		"closed":        {Tuples: []pidf.Tuple{{ID: "a", Caps: full}}},
		"nothing said":  {Tuples: []pidf.Tuple{{ID: "a", Open: true}}},
		"idle":          {Tuples: []pidf.Tuple{{ID: "a", Open: true, Caps: full, UserInput: "idle", LastInput: at}}},
		"in a call":     {Tuples: []pidf.Tuple{{ID: "a", Open: true, Caps: full}}, People: []pidf.Person{{ID: "p", Activities: []string{"on-the-phone"}}}},
		"busy":          {Tuples: []pidf.Tuple{{ID: "a", Open: true, Caps: full}}, People: []pidf.Person{{ID: "p", Activities: []string{"busy"}, LastInput: at, UserInput: "active"}}},
		"away":          {Tuples: []pidf.Tuple{{ID: "a", Open: true, Caps: full}}, People: []pidf.Person{{ID: "p", Activities: []string{"away"}}}},
		"both clients":  {Tuples: []pidf.Tuple{{ID: "a", Open: true, Caps: full}, {ID: "b", Open: true, Caps: pidf.Caps{Said: true, Message: true}}}},
		"used a person": {People: []pidf.Person{{ID: "p", LastInput: at, UserInput: "active"}}},
	} {
		t.Run(name, func(t *testing.T) {
			g := NewWithT(t)
			d.Entity = alix
			again := msrtc.Document(alix, msrtc.FromDocument(d, msrtc.ContainerEndpoints))
			g.Expect(again.Tuples).To(HaveLen(len(d.Tuples)))
			g.Expect(again.Open()).To(Equal(d.Open()))
			g.Expect(again.IMOnly()).To(Equal(d.IMOnly()))
			g.Expect(again.Capabilities()).To(Equal(d.Capabilities()))
			g.Expect(again.Activities()).To(Equal(d.Activities()))
			g.Expect(again.LastInput()).To(Equal(d.LastInput()))
			g.Expect(msrtc.Document(alix, msrtc.FromDocument(again, msrtc.ContainerEndpoints))).To(Equal(again), "a second time changes nothing")
		})
	}
}

func TestAggregateSaysWhatTheDocumentSays(t *testing.T) {
	im, full := pidf.Caps{Said: true, Message: true}, pidf.Caps{Said: true, Message: true, Audio: true, Video: true, Application: true}
	open := func(id string, c pidf.Caps) pidf.Tuple { return pidf.Tuple{ID: id, Open: true, Caps: c} }
	calling := []pidf.Person{{ID: "p", Activities: []string{pidf.OnThePhone}}}
	for name, d := range map[string]pidf.Document{
		"nobody":                   {},
		"IM only":                  {Tuples: []pidf.Tuple{open("a", im)}},
		"real-time text only":      {Tuples: []pidf.Tuple{open("a", pidf.Caps{Said: true, Text: true})}},
		"both":                     {Tuples: []pidf.Tuple{open("a", im), open("b", full)}},
		"both, one says nothing":   {Tuples: []pidf.Tuple{open("a", im), open("b", pidf.Caps{})}},
		"nothing at all":           {Tuples: []pidf.Tuple{open("a", pidf.Caps{Said: true})}},
		"the other one is closed":  {Tuples: []pidf.Tuple{open("a", im), {ID: "b", Caps: full}}},
		"in a call":                {Tuples: []pidf.Tuple{open("a", full)}, People: calling},
		"in a call, nowhere to be": {Tuples: []pidf.Tuple{{ID: "a", Caps: full}}, People: calling},
	} {
		t.Run(name, func(t *testing.T) {
			g := NewWithT(t)
			d.Entity = alix
			all := msrtc.Aggregate(d)
			g.Expect(all).To(HaveLen(2))
			state, services := all[0].State, all[1].Services
			g.Expect(state.Type).To(Equal(msrtc.AggregateState))
			g.Expect(state.Reachable()).To(Equal(d.Open()))
			g.Expect(state.Activity == msrtc.OnThePhone).To(Equal(d.Open() && d.OnThePhone()))
			imOnly := services != nil && services.Can("text") && !services.Can("voice") && !services.Can("video") && !services.Can("applicationSharing")
			g.Expect(imOnly).To(Equal(d.IMOnly()))
		})
	}
}

func TestEndpointsAndTuplesNameEachOther(t *testing.T) {
	g := NewWithT(t)
	const id = "5c4b3f0e-0000-4000-8000-000000000001"
	g.Expect(msrtc.EndpointID(msrtc.TupleID(id))).To(Equal(id))
	g.Expect(msrtc.EndpointID("sfb-1")).To(And(Equal(msrtc.EndpointID("sfb-1")), Not(Equal(msrtc.EndpointID("sfb-2")))))
	g.Expect(msrtc.EndpointID("endpoint-x")).To(HaveLen(36))
}
