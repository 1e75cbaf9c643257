package people

import (
	"context"
	"fmt"
	"time"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/msrtc"
	"github.com/duet-conformance/duet/fakes/pidf"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

// categoryHerald publishes categories, as SfB clients do (MS-PRES, category publication): the device, the state of its
// machine, and that of the phone while there is a call. They live for as long as the client is registered.
type categoryHerald struct {
	s    *sfbSession
	have msrtc.Published
}

func (h *categoryHerald) publish(ctx context.Context, doc pidf.Document) (time.Duration, error) {
	return 0, h.send(ctx, msrtc.OfEndpoint(doc))
}

// renew has nothing to do: the registration is what keeps the categories.
func (h *categoryHerald) renew(context.Context) (time.Duration, error) { return 0, nil }

func (h *categoryHerald) withdraw(ctx context.Context) error { return h.send(ctx, nil) }

// send replaces what is published by what is wanted; once more when the server has other versions of it (409).
func (h *categoryHerald) send(ctx context.Context, wanted []msrtc.Category) error {
	for range 2 {
		changes := h.have.Changes(wanted)
		if len(changes) == 0 {
			return nil
		}
		for i := range changes {
			changes[i].ExpireType = msrtc.ExpireEndpoint
		}
		res, err := h.s.ask(ctx, h.request(changes), h.s.scene.bounds().Presence)
		switch {
		case err != nil:
			return err
		case res.IsSuccess():
			h.have.Stored(changes, res.Body(), 0)
			return nil
		case res.StatusCode != 409:
			return fmt.Errorf("%s could not publish its presence: the front end answered %s", h.s.client, res.StartLine())
		}
		fault, err := msrtc.ParseFault(res.Body())
		if err == nil {
			err = h.have.Corrected(changes, fault)
		}
		if err != nil {
			return fmt.Errorf("%s could not publish its presence: the front end answered 409: %w", h.s.client, err)
		}
	}
	return fmt.Errorf("%s could not publish its presence in two attempts", h.s.client)
}

func (h *categoryHerald) request(changes []msrtc.Publication) *sip.Request {
	req := sipwire.NewRequest("SERVICE", h.s.uri(), h.s.uri(), h.s.uri())
	req.From().Params = append(req.From().Params, sip.HeaderKV{K: "epid", V: h.s.registration.epid})
	sipwire.SetBody(req, msrtc.TypePublish, msrtc.Publish{URI: h.s.client.person.User.SIPURI(), Publications: changes}.Marshal())
	return req
}
