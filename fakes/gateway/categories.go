package gateway

import (
	"context"
	"time"

	"github.com/duet-conformance/duet/fakes/msrtc"
	"github.com/duet-conformance/duet/fakes/sipwire"
	"github.com/emiago/sipgo/sip"
)

// categories is the presence of a user's Teams endpoint at the front end as categories (MS-PRES, category publication):
// its device, which takes text and nothing else, and the state of its machine. They live for a time, as a published
// document does, so they outlast the connection, and end by themselves if the gateway does.
type categories struct {
	l    *line
	ask  time.Duration // how long a publication is asked for
	have msrtc.Published
	said string // what was published, as a document
	past int    // how often it was published anew
}

// maxDeltas is how often in a row a publication may find that the front end has another version than the gateway knows.
const maxDeltas = 3

func (c *categories) renew(ctx context.Context, flow *sipwire.Flow) (time.Duration, error) {
	f := c.l.g.faults
	if f.has(PublishesNothing) || c.have.Empty() && c.past > 0 && f.has(PublishesAtFirstSignInOnly) {
		return idle, nil
	}
	document := c.l.presence()
	said := string(document.Marshal())
	wanted := msrtc.OfEndpoint(document)
	if f.has(PublishesForTeamOnly) {
		wanted = msrtc.FromDocument(document, msrtc.ContainerEndpointsForTeam)
	}
	first := c.have.Empty()
	res, changes, err := c.publish(ctx, flow, wanted)
	if err != nil {
		return 0, err
	}
	if res.StatusCode == 409 && f.has(GivesUpOn412) {
		return idle, nil
	}
	if err := refusedSIP("publish", res); err != nil {
		return 0, err
	}
	if first {
		c.past++
	}
	c.said = said
	life := c.have.Stored(changes, res.Body(), c.ask)
	if f.has(NeverRefreshesPublication) {
		return 2 * idle, nil
	}
	return life, nil
}

// outdated says whether there is something else to say than the front end knows.
func (c *categories) outdated() bool {
	return !c.have.Empty() && c.said != string(c.l.presence().Marshal())
}

// publish replaces what the front end has by what is wanted, and returns by which changes. When the front end has other
// versions than the gateway knows (409), it says which, and they are replaced.
func (c *categories) publish(ctx context.Context, flow *sipwire.Flow, wanted []msrtc.Category) (*sip.Response, []msrtc.Publication, error) {
	for deltas := 0; ; deltas++ {
		changes := c.have.Changes(wanted)
		if len(changes) == 0 {
			return sip.NewResponse(200, "OK"), nil, nil // there is nothing left to take back
		}
		res, err := prolong(&c.ask, func(life time.Duration) (*sip.Response, error) {
			return c.service(ctx, flow, changes, life)
		})
		if err != nil || res.StatusCode != 409 || deltas == maxDeltas || c.l.g.faults.has(GivesUpOn412) {
			return res, changes, err
		}
		fault, err := msrtc.ParseFault(res.Body())
		if err == nil {
			err = c.have.Corrected(changes, fault)
		}
		if err != nil {
			return nil, nil, err
		}
	}
}

// service sends one SERVICE.
func (c *categories) service(ctx context.Context, flow *sipwire.Flow, changes []msrtc.Publication, life time.Duration) (*sip.Response, error) {
	for i := range changes {
		changes[i].ExpireType, changes[i].Expires = msrtc.ExpireTime, life
	}
	body := msrtc.Publish{URI: "sip:" + c.l.address, Publications: changes}.Marshal()
	return c.l.g.trunk.do(ctx, flow, c.l.g.faults, func() *sip.Request {
		aor := c.l.aor()
		req := c.l.request("SERVICE", aor, aor)
		sipwire.SetBody(req, msrtc.TypePublish, body)
		return req
	})
}

func (c *categories) end(ctx context.Context, flow *sipwire.Flow) error {
	if c.have.Empty() || c.l.g.faults.has(LeavesPublicationBehind) {
		return nil
	}
	res, _, err := c.publish(ctx, flow, nil)
	c.have.Forget()
	c.said = ""
	if err != nil {
		return err
	}
	return refusedSIP("end the publication", res)
}
