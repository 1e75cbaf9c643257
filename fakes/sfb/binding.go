package sfb

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/sipwire"
)

// Binding is an endpoint that a user is registered with, as the control interface shows it.
type Binding struct {
	// Address is the address of record, bare.
	Address string `json:"address"`
	// Instance is the +sip.instance ("urn:uuid:..."), or the epid, or the contact URI of an endpoint that gave neither.
	Instance string `json:"instance"`
	// Contact is the contact URI as registered; GRUU the one that was given for it.
	Contact string `json:"contact"`
	GRUU    string `json:"gruu"`
	// Party is who registered it.
	Party string `json:"party"`
	// Features are the feature parameters of the Contact (RFC 3840), sorted, separated by ";".
	Features string `json:"features,omitempty"`
	// Expires is when it ends unless refreshed.
	Expires time.Time `json:"expires"`
}

// binding is an endpoint in the registrar. Its fields are guarded by the registrar's lock.
type binding struct {
	address string
	key     string // identity within the address of record: instance, epid or contact URI
	contact contact
	epid    string
	flow    *sipwire.Flow
	party   string
	since   uint64 // its number among all bindings; a refresh keeps it
	callID  string
	cseq    uint32
	granted time.Duration
	expires time.Time
	timer   *time.Timer
}

// bindingKey is what tells the endpoints of a user apart (RFC 5626 §5, MS-SIPREGE 3.1.1.1).
func bindingKey(c contact, epid string) string {
	switch {
	case c.instance != "":
		return c.instance
	case epid != "":
		return epid
	}
	return c.uri.String()
}

// microsoftGRUU is the GRUU in the form of MS-SIPRE. Its opaque part names the endpoint.
func (b *binding) microsoftGRUU() string {
	return "sip:" + b.address + ";opaque=user:epid:" + b.opaque() + ";gruu"
}

// publicGRUU is the GRUU of RFC 5627 §3.1.1; "" for an endpoint without an instance.
func (b *binding) publicGRUU() string {
	if b.contact.instance == "" {
		return ""
	}
	return "sip:" + b.address + ";gr=" + b.contact.instance
}

func (b *binding) opaque() string {
	if b.epid != "" {
		return b.epid
	}
	return strings.TrimPrefix(b.key, "urn:uuid:")
}

// answers says whether a GRUU names this endpoint.
func (b *binding) answers(gruu *sip.Uri) bool {
	if gr := uriParam(gruu, "gr"); gr != "" {
		return strings.EqualFold(gr, b.contact.instance)
	}
	return strings.EqualFold(strings.TrimPrefix(uriParam(gruu, "opaque"), "user:epid:"), b.opaque())
}

// isGRUU says whether a URI names one endpoint of a user, in the form of RFC 5627 or of MS-SIPRE.
func isGRUU(u *sip.Uri) bool {
	_, marked := sipwire.Param(u.UriParams, "gruu")
	return uriParam(u, "gr") != "" || marked && uriParam(u, "opaque") != ""
}

// header is the binding as a Contact of the answer to a REGISTER, with the time it has left (RFC 3261 §10.3 step 8).
func (b *binding) header(now time.Time, gruus bool) sip.Header {
	var s strings.Builder
	fmt.Fprintf(&s, "<%s>", b.contact.uri.String())
	if len(b.contact.params) > 0 {
		s.WriteString(";" + b.contact.params.ToString(';'))
	}
	// Rounded, so that who has just been granted an hour reads an hour.
	left := max(1, int(b.expires.Sub(now).Round(time.Second)/time.Second))
	s.WriteString(";expires=" + strconv.Itoa(left))
	if b.contact.instance != "" {
		fmt.Fprintf(&s, `;+sip.instance="<%s>"`, b.contact.instance)
	}
	if gruus {
		if public := b.publicGRUU(); public != "" {
			fmt.Fprintf(&s, `;pub-gruu="%s"`, public)
		}
	}
	fmt.Fprintf(&s, `;gruu="%s"`, b.microsoftGRUU())
	return sip.NewHeader("Contact", s.String())
}

// show is the binding for the control interface.
func (b *binding) show() Binding {
	return Binding{
		Address: b.address, Instance: b.key, Contact: b.contact.uri.String(), GRUU: b.microsoftGRUU(),
		Party: b.party, Features: b.contact.features(), Expires: b.expires,
	}
}
