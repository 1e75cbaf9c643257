package msrtc

import (
	"cmp"
	"maps"
	"slices"

	"github.com/duet-conformance/duet/fakes/pidf"
)

// spoken ties the capabilities of the two dialects together. PIDF's real-time text counts as text too.
func spoken(c *pidf.Caps) []struct {
	name  string
	there *bool
} {
	return []struct {
		name  string
		there *bool
	}{{"text", &c.Message}, {"voice", &c.Audio}, {"video", &c.Video}, {"applicationSharing", &c.Application}}
}

func capabilities(c pidf.Caps) []Capability {
	c.Message = c.Message || c.Text
	var all []Capability
	for _, s := range spoken(&c) {
		all = append(all, Capability{Name: s.name, Render: *s.there, Capture: *s.there})
	}
	return all
}

// Caps are capabilities as a presence document says them.
func Caps(all []Capability) pidf.Caps {
	c := pidf.Caps{Said: true}
	for _, s := range spoken(&c) {
		*s.there = can(all, s.name)
	}
	return c
}

// FromDocument writes the presence document of endpoints as categories in a container: for each tuple a device (if it says
// what it can do) and the state of a machine; for each person who is in a call the state of a phone, and who is otherwise
// engaged the state of a user. Versions and what ends them are the caller's to set.
func FromDocument(d pidf.Document, container uint32) []Category {
	var all []Category
	add := func(endpoint, name string, instance uint32, c Category) {
		c.Name, c.Instance, c.Container, c.EndpointID = name, instance, container, endpoint
		all = append(all, c)
	}
	for _, t := range d.Tuples {
		endpoint := EndpointID(t.ID)
		if t.Caps.Said {
			add(endpoint, CategoryDevice, deviceInstance(endpoint), Category{
				Device: &Device{EndpointID: endpoint, URI: t.Contact, Capabilities: capabilities(t.Caps)},
			})
		}
		s := State{Type: MachineState, Availability: availableUsed, LastActive: t.LastInput}
		switch {
		case !t.Open:
			s.Availability = Offline + usedWithin
		case t.UserInput == "idle":
			s.Availability = OnlineIdle + usedWithin
		}
		add(endpoint, CategoryState, stateInstance(instanceMachine, endpoint), Category{State: &s})
	}
	for _, p := range d.People {
		endpoint := EndpointID(p.ID)
		other := State{Type: UserState, Manual: true, Availability: engaged(p.Activities), LastActive: p.LastInput}
		if slices.Contains(p.Activities, pidf.OnThePhone) {
			s := State{Type: PhoneState, Availability: Busy + usedWithin, Activity: OnThePhone, LastActive: p.LastInput}
			add(endpoint, CategoryState, stateInstance(instancePhone, endpoint), Category{State: &s})
		}
		if other.Availability != availableUsed || !p.LastInput.IsZero() && !slices.Contains(p.Activities, pidf.OnThePhone) {
			add(endpoint, CategoryState, stateInstance(instanceUser, endpoint), Category{State: &other})
		}
	}
	return all
}

// engaged is the availability of who does such things; being on the phone is said elsewhere.
func engaged(activities []string) int {
	switch {
	case slices.Contains(activities, "away"):
		return Away + usedWithin
	case slices.Contains(activities, "busy"), slices.Contains(activities, "meeting"):
		return Busy + usedWithin
	}
	return availableUsed
}

// Document reads the categories of a user's endpoints as a presence document: a tuple for each endpoint that says its
// device or the state of its machine, a person for each that says the state of a phone or of the user. Only what is in
// the container for endpoints counts. An endpoint is open when its machine is, and the user chose not to appear offline.
func Document(entity string, categories []Category) pidf.Document {
	d := pidf.Document{Entity: entity}
	endpoints := map[string][]Category{}
	hidden := false
	for _, c := range categories {
		if c.Container != ContainerEndpoints || c.empty() {
			continue
		}
		id := c.EndpointID
		if c.Device != nil {
			id = cmp.Or(id, c.Device.EndpointID)
		}
		endpoints[id] = append(endpoints[id], c)
		hidden = hidden || c.State != nil && c.State.Type == UserState && c.State.Availability >= Offline
	}
	for _, id := range slices.Sorted(maps.Keys(endpoints)) {
		if t, ok := tupleOf(entity, id, endpoints[id]); ok {
			t.Open = t.Open && !hidden
			d.Tuples = append(d.Tuples, t)
		}
		if p, ok := personOf(id, endpoints[id]); ok {
			d.People = append(d.People, p)
		}
	}
	return d
}

func tupleOf(entity, endpoint string, all []Category) (t pidf.Tuple, ok bool) {
	t = pidf.Tuple{ID: TupleID(endpoint), Contact: entity}
	for _, c := range all {
		switch {
		case c.Device != nil:
			t.Caps, ok = Caps(c.Device.Capabilities), true
			t.Contact = cmp.Or(c.Device.URI, t.Contact)
		case c.State != nil && c.State.Type == MachineState:
			ok = true
			t.Open = c.State.Reachable()
			t.LastInput = c.State.LastActive
			if t.UserInput = "active"; c.State.idle() {
				t.UserInput = "idle"
			}
			if t.LastInput.IsZero() && t.UserInput == "active" {
				t.UserInput = "" // a machine that is on says nothing of when it was used
			}
		}
	}
	return t, ok
}

func personOf(endpoint string, all []Category) (p pidf.Person, ok bool) {
	p.ID = TupleID(endpoint) + personSuffix
	for _, c := range all {
		if c.State == nil || c.State.Type != PhoneState && c.State.Type != UserState {
			continue
		}
		ok = true
		if c.State.LastActive.After(p.LastInput) {
			p.LastInput, p.UserInput = c.State.LastActive, "active"
		}
		if c.State.Activity == OnThePhone {
			p.Activities = append(p.Activities, pidf.OnThePhone)
			continue
		}
		switch a := c.State.Availability; {
		case a >= Offline:
		case a >= BeRightBack:
			p.Activities = append(p.Activities, "away")
		case a >= Busy:
			p.Activities = append(p.Activities, "busy")
		}
	}
	slices.Sort(p.Activities)
	p.Activities = slices.Compact(p.Activities)
	return p, ok
}

// Aggregate is what everybody sees of a person (MS-PRES, aggregation): the aggregate state, and the services that all
// open endpoints together offer. Services are there only while every open endpoint has said what it can do: of one that
// hasn't, nothing is known.
func Aggregate(d pidf.Document) []Category {
	s := State{Type: AggregateState, Availability: engaged(d.Activities()), LastActive: d.LastInput()}
	switch {
	case !d.Open():
		s.Availability = Offline + usedWithin
	case d.OnThePhone():
		s.Availability, s.Activity = Busy+usedWithin, OnThePhone
	}
	all := []Category{{Name: CategoryState, Instance: 1, State: &s}}
	services := Category{Name: CategoryServices}
	if caps, said := together(d); said {
		services.Services = &Services{URI: d.Entity, Capabilities: capabilities(caps)}
	}
	return append(all, services)
}

// together is what all open tuples can do; said is whether there is one, and each has said it.
func together(d pidf.Document) (all pidf.Caps, said bool) {
	for _, t := range d.Tuples {
		if !t.Open {
			continue
		}
		if !t.Caps.Said {
			return pidf.Caps{}, false
		}
		said = true
		all.Message = all.Message || t.Caps.Message || t.Caps.Text
		all.Audio = all.Audio || t.Caps.Audio
		all.Video = all.Video || t.Caps.Video
		all.Application = all.Application || t.Caps.Application
	}
	return all, said
}
