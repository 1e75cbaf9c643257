package sipwire

import (
	"strings"

	"github.com/emiago/sipgo/sip"
)

// editable is what requests and responses have beside sip.Message.
type editable interface {
	Headers() []sip.Header
	RemoveHeader(name string) bool
}

func headersOf(msg sip.Message) []sip.Header {
	if m, ok := msg.(editable); ok {
		return m.Headers()
	}
	return nil
}

// Values returns the values of all headers of that name, long or compact, in any case, from the top. A line with a list
// of values counts as one, except where sipgo has a type for the header (Via, Contact, Route, Record-Route).
func Values(msg sip.Message, name string) []string {
	var values []string
	for _, h := range headersOf(msg) {
		if strings.EqualFold(longName(h.Name()), name) {
			values = append(values, h.Value())
		}
	}
	return values
}

// Value returns the value of the topmost header of that name, or "".
func Value(msg sip.Message, name string) string {
	for _, h := range headersOf(msg) {
		if strings.EqualFold(longName(h.Name()), name) {
			return h.Value()
		}
	}
	return ""
}

// Has says whether the message has a header of that name.
func Has(msg sip.Message, name string) bool {
	for _, h := range headersOf(msg) {
		if strings.EqualFold(longName(h.Name()), name) {
			return true
		}
	}
	return false
}

// List returns the members of a header that is a comma separated list, over all of its lines: Allow, Supported, Require,
// Accept. The members are trimmed.
func List(msg sip.Message, name string) []string {
	var members []string
	for _, v := range Values(msg, name) {
		for _, m := range splitOutside(v, ',') {
			if m = strings.TrimSpace(m); m != "" {
				members = append(members, m)
			}
		}
	}
	return members
}

// Remove removes all headers of that name, in any case. (sipgo's RemoveHeader takes one, and is particular about case.)
func Remove(msg sip.Message, name string) {
	m, ok := msg.(editable)
	if !ok {
		return
	}
	for again := true; again; {
		again = false
		for _, h := range m.Headers() {
			if strings.EqualFold(longName(h.Name()), name) && m.RemoveHeader(h.Name()) {
				again = true
				break
			}
		}
	}
}

// RemoveTop removes the topmost header of that name, such as a proxy's own Via from a response. It says whether there was
// one.
func RemoveTop(msg sip.Message, name string) bool {
	m, ok := msg.(editable)
	if !ok {
		return false
	}
	for _, h := range m.Headers() {
		if strings.EqualFold(longName(h.Name()), name) {
			return m.RemoveHeader(h.Name())
		}
	}
	return false
}

// Set replaces all headers of the name by this one, which comes last.
func Set(msg sip.Message, h sip.Header) {
	Remove(msg, h.Name())
	msg.AppendHeader(h)
}

// SetBody gives the message a body and its Content-Type, in place of what it had. An empty contentType takes both away.
func SetBody(msg sip.Message, contentType string, body []byte) {
	Remove(msg, "Content-Type")
	if contentType == "" {
		msg.SetBody(nil)
		return
	}
	msg.AppendHeader(sip.NewHeader("Content-Type", contentType))
	msg.SetBody(body)
}

// ContentType returns the media type of the body in lower case, without parameters: "text/plain"; "" when there is none.
func ContentType(msg sip.Message) string {
	value, _ := ParseParams(Value(msg, "Content-Type"))
	return strings.ToLower(value)
}
