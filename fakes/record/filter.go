package record

// Filter keeps some events and not others.
type Filter func(Event) bool

// Is keeps the events of any of the kinds.
func Is(kinds ...Kind) Filter {
	return func(e Event) bool {
		for _, k := range kinds {
			if e.Kind == k {
				return true
			}
		}
		return false
	}
}

// And keeps what all filters keep; without filters it keeps everything.
func And(filters ...Filter) Filter {
	return func(e Event) bool {
		for _, keep := range filters {
			if !keep(e) {
				return false
			}
		}
		return true
	}
}

// Not keeps what the filter does not.
func Not(keep Filter) Filter { return func(e Event) bool { return !keep(e) } }

// By keeps the events of a party.
func By(party string) Filter { return func(e Event) bool { return e.Party == party } }

// From keeps the events that are from the person with the bare address.
func From(address string) Filter { return func(e Event) bool { return e.From == address } }

// To keeps the events that are to the person with the bare address.
func To(address string) Filter { return func(e Event) bool { return e.To == address } }

// About keeps the events that are from or to the person with the bare address.
func About(address string) Filter { return func(e Event) bool { return e.About(address) } }

// Carrying keeps the events that carry the token.
func Carrying(token string) Filter { return func(e Event) bool { return e.Token == token } }

// With keeps the events whose attribute has the value.
func With(attr, value string) Filter { return func(e Event) bool { return e.Attrs[attr] == value } }

// Select returns the events that the filter keeps, in order.
func Select(events []Event, keep Filter) []Event {
	var kept []Event
	for _, e := range events {
		if keep(e) {
			kept = append(kept, e)
		}
	}
	return kept
}
