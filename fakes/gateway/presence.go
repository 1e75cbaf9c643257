package gateway

import (
	"time"

	"github.com/duet-conformance/duet/fakes/pidf"
)

// presence is what the gateway says of the user's Teams endpoint: open, messages and nothing else, and when the user was
// last active there. Each dialect writes it in its own way.
func (l *line) presence() pidf.Document {
	s, sfb := l.view()
	tuple := pidf.Tuple{
		ID: l.id.tuple, Open: true, Contact: "sip:" + l.address,
		Caps:      pidf.Caps{Said: true, Message: true}, // and neither audio nor video nor sharing: IM Only
		LastInput: l.toldActivity(s),
	}
	if !tuple.LastInput.IsZero() {
		tuple.UserInput = "active"
	}
	d := pidf.Document{Entity: "sip:" + l.address, Tuples: []pidf.Tuple{tuple}}
	l.distort(&d, sfb)
	return d
}

// toldActivity is when the user was last active in Teams, as far as the front end is to know it: where it decides by what is
// published, this is how it is told that Teams is the right place. Elsewhere it is nobody's business. Zero is not said.
func (l *line) toldActivity(s situation) time.Time {
	if l.g.config.Routing != RegistrarDecides {
		return time.Time{}
	}
	return l.misstate(s.TeamsActive)
}
