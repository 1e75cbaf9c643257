package sfb

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/sipwire"
)

// contact is one Contact value of a REGISTER (RFC 3261 §20.10).
type contact struct {
	uri      sip.Uri
	star     bool
	instance string           // urn:uuid:..., without brackets and quotes; "" when not given
	expires  time.Duration    // of its own parameter, or unasked
	q        float64          // 1 when not given
	params   sip.HeaderParams // all others but those that only a registrar says, in the order in which they came
}

// contactsOf reads the Contacts of a request, in order.
func contactsOf(req *sip.Request) []contact {
	var contacts []contact
	for _, h := range sipwire.Contacts(req) {
		c := contact{uri: *h.Address.Clone(), star: h.Address.Wildcard, expires: unasked, q: 1}
		for _, p := range h.Params {
			value, _ := sipwire.Param(sip.HeaderParams{p}, p.K)
			switch strings.ToLower(p.K) {
			case "expires":
				if c.expires = deltaSeconds(value); c.expires == unasked {
					c.expires = time.Hour // RFC 3261 §20.10: so much counts what is no number
				}
			case "+sip.instance":
				// RFC 4122 §3: UUIDs are compared without regard to case.
				c.instance = strings.ToLower(strings.Trim(value, "<>"))
			case "q":
				c.q = quality(value)
				c.params = append(c.params, p)
			case "gruu", "pub-gruu", "temp-gruu":
				// The registrar says these; what a client says of them is ignored (RFC 5627 §5.1).
			default:
				c.params = append(c.params, p)
			}
		}
		contacts = append(contacts, c)
	}
	return contacts
}

// quality reads a q value (RFC 3261 §20.10); what is none counts as 1.
func quality(text string) float64 {
	q, err := strconv.ParseFloat(text, 64)
	if err != nil || q < 0 || q > 1 {
		return 1
	}
	return q
}

// features are the feature parameters (RFC 3840 §9), sorted, separated by ";".
func (c contact) features() string {
	var list []string
	for _, p := range c.params {
		switch strings.ToLower(p.K) {
		case "q", "proxy", "reg-id":
			continue
		}
		feature := p.K
		if p.V != "" {
			value, _ := sipwire.Param(sip.HeaderParams{p}, p.K)
			feature += `="` + value + `"`
		}
		list = append(list, feature)
	}
	slices.Sort(list)
	return strings.Join(list, ";")
}

// sameURI compares two contact URIs as far as a registrar needs it (RFC 3261 §19.1.4): scheme, user, host, port and
// transport.
func sameURI(a, b *sip.Uri) bool {
	return a.User == b.User && strings.EqualFold(a.Host, b.Host) && a.Port == b.Port &&
		strings.EqualFold(a.Scheme, b.Scheme) && strings.EqualFold(uriParam(a, "transport"), uriParam(b, "transport"))
}

// uriParam returns a parameter of a URI, "" when it has none.
func uriParam(u *sip.Uri, name string) string {
	value, _ := sipwire.Param(u.UriParams, name)
	return value
}

// supports says whether a message says that its sender can do an option (RFC 3261 §19.2).
func supports(msg sip.Message, option string) bool {
	return slices.ContainsFunc(sipwire.List(msg, "Supported"), func(tag string) bool { return strings.EqualFold(tag, option) })
}

// unsupported are the options that a message requires under a header name and that are not among the known.
func unsupported(msg sip.Message, header string, known ...string) []string {
	return slices.DeleteFunc(sipwire.List(msg, header), func(tag string) bool {
		return slices.Contains(known, strings.ToLower(tag))
	})
}
