package gateway

import (
	"context"
	"fmt"
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
	have []msrtc.Category
	said string // what was published, as a document
	past int    // how often it was published anew
}

// maxDeltas is how often in a row a publication may find that the front end has another version than the gateway knows.
const maxDeltas = 3

func (c *categories) renew(ctx context.Context, flow *sipwire.Flow) (time.Duration, error) {
	f := c.l.g.faults
	if f.has(PublishesNothing) || f.has(PublishesAtFirstSignInOnly) && len(c.have) == 0 && c.past > 0 {
		return idle, nil
	}
	document := c.l.presence()
	said := string(document.Marshal())
	var wanted []msrtc.Category
	for _, container := range []uint32{msrtc.ContainerEndpoints, msrtc.ContainerEndpointsForTeam} {
		wanted = append(wanted, msrtc.FromDocument(document, container)...)
	}
	first := len(c.have) == 0
	res, err := c.publish(ctx, flow, wanted)
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
	life := c.published(res, wanted)
	if f.has(NeverRefreshesPublication) {
		return 2 * idle, nil
	}
	return life, nil
}

// outdated says whether there is something else to say than the front end knows.
func (c *categories) outdated() bool {
	return len(c.have) > 0 && c.said != string(c.l.presence().Marshal())
}

// publish replaces what the front end has by what is wanted. When the front end has other versions than the gateway
// knows (409: it has forgotten, or somebody else published), it says which, and they are replaced.
func (c *categories) publish(ctx context.Context, flow *sipwire.Flow, wanted []msrtc.Category) (*sip.Response, error) {
	for deltas := 0; ; deltas++ {
		changes := c.changes(wanted)
		if len(changes) == 0 {
			return sip.NewResponse(200, "OK"), nil // there is nothing left to take back
		}
		res, err := prolong(&c.ask, func(life time.Duration) (*sip.Response, error) {
			return c.service(ctx, flow, changes, life)
		})
		if err != nil || res.StatusCode != 409 || deltas == maxDeltas || c.l.g.faults.has(GivesUpOn412) {
			return res, err
		}
		fault, err := msrtc.ParseFault(res.Body())
		if err != nil {
			return nil, err
		}
		for _, o := range fault.Operations {
			if o.Index < 1 || o.Index > len(changes) {
				return nil, fmt.Errorf("published %d categories, and was told that number %d is wrong", len(changes), o.Index)
			}
			c.note(changes[o.Index-1].Category, o.Current)
		}
	}
}

// changes is what turns what the front end has into what is wanted.
func (c *categories) changes(wanted []msrtc.Category) []msrtc.Publication {
	var all []msrtc.Publication
	for _, one := range wanted {
		one.Version = 0
		if i := at(c.have, one); i >= 0 {
			one.Version = c.have[i].Version
		}
		all = append(all, msrtc.Publication{Category: one})
	}
	for _, one := range c.have {
		if at(wanted, one) < 0 {
			all = append(all, msrtc.Publication{Category: one, Removed: true})
		}
	}
	return all
}

// note notes which version the front end has of a category; 0 is none.
func (c *categories) note(one msrtc.Category, version uint32) {
	i := at(c.have, one)
	switch {
	case i >= 0 && version == 0:
		c.have = append(c.have[:i:i], c.have[i+1:]...)
	case i >= 0:
		c.have[i].Version = version
	case version > 0:
		one.Version = version
		c.have = append(c.have, one)
	}
}

// at is where in the list the same instance is; -1 when it isn't.
func at(all []msrtc.Category, one msrtc.Category) int {
	for i, c := range all {
		if c.Name == one.Name && c.Instance == one.Instance && c.Container == one.Container {
			return i
		}
	}
	return -1
}

// published notes what the front end has now, and says for how long. The answer tells; where it doesn't, everything was
// taken as it was asked for.
func (c *categories) published(res *sip.Response, wanted []msrtc.Category) time.Duration {
	life := c.ask
	changes := c.changes(wanted)
	answer, err := msrtc.ParseRoaming(res.Body())
	c.have = nil
	for _, change := range changes {
		if change.Removed {
			continue
		}
		one := change.Category
		one.Version++
		if err == nil {
			if i := at(answer.Items, one); i >= 0 {
				one.Version = answer.Items[i].Version
				life = min(life, answer.Items[i].Expires)
			}
		}
		c.have = append(c.have, one)
	}
	return life
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
	if len(c.have) == 0 || c.l.g.faults.has(LeavesPublicationBehind) {
		return nil
	}
	res, err := c.publish(ctx, flow, nil)
	c.have, c.said = nil, ""
	if err != nil {
		return err
	}
	return refusedSIP("end the publication", res)
}
