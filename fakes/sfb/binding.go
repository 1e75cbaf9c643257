package sfb

import "time"

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
