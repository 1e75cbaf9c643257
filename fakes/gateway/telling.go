package gateway

import (
	"github.com/duet-conformance/duet/fakes/msrtc"
	"github.com/duet-conformance/duet/fakes/pidf"
	"github.com/duet-conformance/duet/fakes/sipwire"
	"github.com/emiago/sipgo/sip"
)

// telling is how the front end tells of the user's own presence, in one dialect.
type telling struct {
	event, accept string
	// begins adds to the first SUBSCRIBE what the dialect has there.
	begins func(subscribe *sip.Request)
	// read reads a document about the entity.
	read func(entity string, body []byte) (pidf.Document, error)
}

// documentTold: a presence document comes with every NOTIFY (RFC 3856).
var documentTold = telling{
	event: "presence", accept: pidf.ContentType,
	begins: func(*sip.Request) {},
	read:   func(_ string, body []byte) (pidf.Document, error) { return pidf.Parse(body) },
}

// roamingTold: everything that the user's endpoints published as categories comes with the answer to the SUBSCRIBE, and
// then with every NOTIFY (MS-PRES, roaming self). BENOTIFY is not asked for, so the front end hears that it was heard.
var roamingTold = telling{
	event: msrtc.EventSelf, accept: msrtc.TypeRoaming,
	begins: func(subscribe *sip.Request) {
		subscribe.AppendHeader(sip.NewHeader("Supported", "ms-piggyback-first-notify"))
		sipwire.SetBody(subscribe, msrtc.TypeRoaming, msrtc.SelfSubscription())
	},
	read: func(entity string, body []byte) (pidf.Document, error) {
		d, err := msrtc.ParseRoaming(body)
		return msrtc.Document(entity, d.Items), err
	},
}
