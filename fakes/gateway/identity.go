package gateway

import (
	"strings"

	"github.com/google/uuid"
)

// identity is how one user's Teams endpoint is known at the front end. It is derived from the user's address, so that it is
// the same after every sign-in and every restart, as RFC 5626 section 4.1 wants of an instance: what a registrar still
// holds from before is then replaced and not doubled.
type identity struct {
	// instance is the +sip.instance, "urn:uuid:...".
	instance string
	// epid is Microsoft's older name for an endpoint (MS-SIPREGE): 12 hexadecimal digits.
	epid string
	// tuple is the id of the endpoint's presence tuple.
	tuple string
}

// gatewayNames is the name space of the instances; any fixed UUID serves.
var gatewayNames = uuid.MustParse("7f5ad0a4-0c1e-5b46-9f0e-6a1f0d0c5e11")

func identityOf(address string) identity {
	id := uuid.NewSHA1(gatewayNames, []byte("sip:"+strings.ToLower(address))).String()
	hex := strings.ReplaceAll(id, "-", "")
	return identity{instance: "urn:uuid:" + id, epid: hex[20:], tuple: "teams-" + hex[20:]}
}

// owns says whether a presence tuple is the endpoint's own. A presence server that still holds an earlier publication may
// have lengthened its id to keep ids unique.
func (i identity) owns(tuple string) bool {
	return tuple == i.tuple || strings.HasPrefix(tuple, i.tuple+"-")
}
