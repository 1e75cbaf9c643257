package people

import (
	"context"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/sipwire"
)

// OfferByUpdate sends an UPDATE (RFC 3311) that adds the modalities to the open conversation with the person, and returns
// the status of the answer (bound: Answer).
func (c *SfBClient) OfferByUpdate(ctx context.Context, to *Person, modalities ...string) int {
	return c.within(to, func(conv *conversation) (*sip.Response, error) {
		session := conv.session
		req := conv.dialog.Request(sip.UPDATE)
		req.AppendHeader(session.contact())
		sipwire.SetBody(req, sdpType, offerOf(session.flow.Local(), session.me(), append([]string{"message"}, modalities...)...))
		return session.ask(ctx, req, session.scene.bounds().Answer)
	})
}

// Refer asks the other side of the open conversation with the person to call somebody (REFER, RFC 3515), and returns the
// status of the answer (bound: Answer).
func (c *SfBClient) Refer(ctx context.Context, to, target *Person) int {
	return c.within(to, func(conv *conversation) (*sip.Response, error) {
		session := conv.session
		req := conv.dialog.Request(sip.REFER)
		req.AppendHeader(session.contact())
		req.AppendHeader(sip.NewHeader("Refer-To", "<"+target.User.SIPURI()+">"))
		return session.ask(ctx, req, session.scene.bounds().Answer)
	})
}
