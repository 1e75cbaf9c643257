package gateway

import "github.com/duet-conformance/duet/fakes/pidf"

// presence is what the gateway says of the user's Teams endpoint: open, messages and nothing else, and when the user was
// last active there. Each dialect writes it in its own way.
func (l *line) presence() pidf.Document {
	s, sfb := l.view()
	tuple := pidf.Tuple{
		ID: l.id.tuple, Open: true, Contact: "sip:" + l.address,
		Caps:      pidf.Caps{Said: true, Message: true}, // and neither audio nor video nor sharing: IM Only
		LastInput: s.TeamsActive,
	}
	if !s.TeamsActive.IsZero() {
		tuple.UserInput = "active"
	}
	d := pidf.Document{Entity: "sip:" + l.address, Tuples: []pidf.Tuple{tuple}}
	l.distort(&d, sfb)
	return d
}
