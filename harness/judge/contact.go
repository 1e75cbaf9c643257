package judge

import (
	"strings"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
)

// NamesNot claims that no Contact that the IUT registers for a person names a transport (RFC 3261 section 19.1.1), and that it
// registers one. A Contact that names none is held against nobody, though to whom has nothing else to go by it means UDP (RFC 3263
// section 4.1): the front end goes by the connection over which it was registered, and the contract says so.
type NamesNot struct {
	// Address is the person's, Transport "udp", "tcp" or "tls".
	Address, Transport string
	Within             Window
}

// String is the claim as a sentence.
func (c NamesNot) String() string {
	return "the IUT registers " + who(c.Address) + " within " + c.Within.String() + " at a Contact that does not name " + c.Transport + ", which it does not claim"
}

// Judge implements [Claim].
func (c NamesNot) Judge(events []record.Event, now time.Time) Finding {
	return eachRegistration(c, ErrDeclines, c.Address, c.Within, events, now, func(e record.Event) string {
		if transportOf(e.Attr("contact")) == c.Transport {
			return "it registered " + e.Attr("contact")
		}
		return ""
	})
}

// transportOf is the transport that a SIP URI names, "" when it names none. The scheme sips names TLS (RFC 3261 section 26.2.2).
func transportOf(uri string) string {
	if scheme, _, _ := strings.Cut(uri, ":"); strings.EqualFold(scheme, "sips") {
		return "tls"
	}
	uri, _, _ = strings.Cut(uri, "?")
	_, params, _ := strings.Cut(uri, ";")
	transport, _ := feature(params, "transport")
	return strings.ToLower(transport)
}
