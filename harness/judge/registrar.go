package judge

import (
	"strings"

	"github.com/duet-conformance/duet/fakes/record"
)

// bindings are the endpoints of a person that the IUT has registered, by instance, each with the event that last bound
// it. The zero value is ready to use.
type bindings map[string]record.Event

// take follows an event, and says whether it changed which endpoints there are or refreshed one. A binding that ran out
// has no party, so an end is told by the instance.
func (b *bindings) take(e record.Event, address string) bool {
	if e.From != address {
		return false
	}
	instance := e.Attr("instance")
	switch {
	case e.Kind == record.Bound && e.Party == record.PartyIUT:
		if *b == nil {
			*b = bindings{}
		}
		(*b)[instance] = e
		return true
	case e.Kind == record.Unbound:
		_, had := (*b)[instance]
		delete(*b, instance)
		return had
	}
	return false
}

// feature returns the value of a parameter in a Contact's parameters (RFC 3840: a tag without a value is true).
func feature(params, name string) (value string, ok bool) {
	for _, p := range splitParams(params) {
		key, v, valued := strings.Cut(p, "=")
		if !strings.EqualFold(strings.TrimSpace(key), name) {
			continue
		}
		if !valued {
			return "TRUE", true
		}
		return strings.Trim(strings.TrimSpace(v), `"`), true
	}
	return "", false
}

// splitParams cuts parameters at the semicolons that are outside of quotes.
func splitParams(params string) []string {
	quoted := false
	return strings.FieldsFunc(params, func(r rune) bool {
		if r == '"' {
			quoted = !quoted
		}
		return r == ';' && !quoted
	})
}
