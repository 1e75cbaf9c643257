package msrtc

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/duet-conformance/duet/fakes/xmltree"
)

// The types of state (MS-PRES, state category).
const (
	// MachineState is what one endpoint says of how it is used.
	MachineState = "machineState"
	// PhoneState is what a person's calls say.
	PhoneState = "phoneState"
	// UserState is what the person chose to say.
	UserState = "userState"
	// AggregateState is what the server made of all of them.
	AggregateState = "aggregateState"
)

// Where the ranges of availability begin (MS-PRES, availability). Each lasts until the next.
const (
	Online        = 0
	OnlineIdle    = 4500
	Busy          = 6000
	BusyIdle      = 7500
	DoNotDisturb  = 9000
	BeRightBack   = 12000
	Away          = 15000
	Offline       = 18000
	maxAvailable  = 1<<31 - 1
	usedWithin    = 500 // endpoints publish the beginning of a range and this
	availableUsed = 3500
)

// Unsaid is the availability of a state that doesn't say any.
const Unsaid = -1

// OnThePhone is the activity token of a person in a call.
const OnThePhone = "on-the-phone"

// State is the content of the category state.
type State struct {
	// Type is one of the types, or one that this package doesn't know.
	Type string
	// Manual says that the person chose it.
	Manual bool
	// Availability is a number in one of the ranges, or [Unsaid].
	Availability int
	// Activity is the token of what the person does, [OnThePhone]; empty for none. Custom is a text that is shown
	// instead of the token's own.
	Activity, Custom string
	// LastActive is when the person last used what the state is about; zero when that is not said.
	LastActive time.Time
}

// Reachable says whether somebody of this state can be reached.
func (s State) Reachable() bool { return s.Availability != Unsaid && s.Availability < Offline }

// idle says whether the availability is in one of the ranges of who doesn't use the endpoint.
func (s State) idle() bool {
	return s.Availability >= OnlineIdle && s.Availability < Busy ||
		s.Availability >= BusyIdle && s.Availability < DoNotDisturb || s.Availability >= BeRightBack
}

func readState(e *xmltree.Element) (*State, error) {
	s := &State{Availability: Unsaid}
	typed, _ := e.AttrIn(spaceXSI, "type")
	if _, local, prefixed := strings.Cut(typed, ":"); prefixed {
		typed = local
	}
	if s.Type = typed; s.Type == "" {
		return nil, fmt.Errorf("<state> has no xsi:type")
	}
	var err error
	if s.Manual, err = e.Truth("manual"); err != nil {
		return nil, err
	}
	if s.LastActive, err = e.Moment("lastActive"); err != nil {
		return nil, err
	}
	if c := e.Child("availability"); c != nil {
		n, err := strconv.ParseUint(c.Value(), 10, 31)
		if err != nil || n > maxAvailable {
			return nil, fmt.Errorf("<availability> is %q, not a whole number", c.Value())
		}
		s.Availability = int(n)
	}
	if c := e.Child("activity"); c != nil {
		s.Activity, _ = c.Attr("token")
		if custom := c.Child("custom"); custom != nil {
			s.Custom = custom.Value()
		}
	}
	return s, nil
}

func (w *writer) state(s State) {
	w.raw("<state")
	w.attr("xmlns", spaceState)
	w.attr("xmlns:xsi", spaceXSI)
	w.attr("xsi:type", s.Type)
	w.attr("manual", strconv.FormatBool(s.Manual))
	w.moment("lastActive", s.LastActive)
	w.raw(">")
	if s.Availability != Unsaid {
		w.simple("availability", strconv.Itoa(s.Availability))
	}
	if s.Activity != "" || s.Custom != "" {
		w.raw("<activity")
		if s.Activity != "" {
			w.attr("token", s.Activity)
		}
		if s.Activity == OnThePhone {
			w.number("minAvailability", Busy+usedWithin)
			w.number("maxAvailability", DoNotDisturb-1)
		}
		w.raw(">")
		if s.Custom != "" {
			w.raw(`<custom LCID="1033">`)
			w.text(s.Custom)
			w.raw("</custom>")
		}
		w.raw("</activity>")
	}
	w.raw("</state>")
}
