package gateway

import (
	"context"
	"time"

	"github.com/duet-conformance/duet/fakes/pidf"
	"github.com/duet-conformance/duet/fakes/sipwire"
	"github.com/emiago/sipgo/sip"
)

// publication is the presence of a user's Teams endpoint at the front end (RFC 3903): open, messages and nothing else, and
// when the user was last active there.
type publication struct {
	l    *line
	ask  time.Duration // how long a publication is asked for
	etag string        // "" when nothing is published
	said string        // the document that the front end has
	past int           // how often it was published anew

	stale time.Time // the first activity that was published; only for PublishesStaleActivity
}

func (p *publication) renew(ctx context.Context, flow *sipwire.Flow) (time.Duration, error) {
	f := p.l.g.faults
	if f.has(PublishesNothing) || f.has(PublishesAtFirstSignInOnly) && p.etag == "" && p.past > 0 {
		return idle, nil
	}
	document := string(p.document().Marshal())
	if document == p.said && p.etag != "" {
		document = "" // a refresh carries no body (RFC 3903 section 4.3)
	}
	send := func(life time.Duration) (*sip.Response, error) { return p.publish(ctx, flow, document, life) }
	res, err := prolong(&p.ask, send)
	if err != nil {
		return 0, err
	}
	if res.StatusCode == 412 {
		if f.has(GivesUpOn412) {
			return idle, nil
		}
		// The front end has forgotten the publication, so it is made anew (RFC 3903 section 4.1).
		p.etag, p.said = "", ""
		document = string(p.document().Marshal())
		if res, err = prolong(&p.ask, send); err != nil {
			return 0, err
		}
	}
	if err := refusedSIP("publish", res); err != nil {
		return 0, err
	}
	if p.etag == "" {
		p.past++
	}
	p.etag = sipwire.Value(res, "SIP-ETag")
	if document != "" {
		p.said = document
	}
	if f.has(NeverRefreshesPublication) {
		return 2 * idle, nil
	}
	return granted(res, p.ask), nil
}

// outdated says whether there is something else to say than the front end knows.
func (p *publication) outdated() bool {
	return p.etag != "" && p.said != string(p.document().Marshal())
}

// document is what is said of the endpoint.
func (p *publication) document() pidf.Document {
	s, sfb := p.l.view()
	tuple := pidf.Tuple{
		ID: p.l.id.tuple, Open: true, Contact: "sip:" + p.l.address,
		Caps:      pidf.Caps{Said: true, Message: true}, // and neither audio nor video nor sharing: IM Only
		LastInput: p.activity(s),
	}
	if !tuple.LastInput.IsZero() {
		tuple.UserInput = "active"
	}
	d := pidf.Document{Entity: "sip:" + p.l.address, Tuples: []pidf.Tuple{tuple}}
	p.distort(&d, sfb)
	return d
}

// activity is when the user was last active in Teams, as far as the front end is to know it: where it decides by what is
// published, this is how it is told that Teams is the right place. Elsewhere it is nobody's business. Zero is not said.
func (p *publication) activity(s situation) time.Time {
	if p.l.g.config.Routing != RegistrarDecides {
		return time.Time{}
	}
	return p.misstate(s.TeamsActive)
}

// publish sends one PUBLISH. No document refreshes what is published, or, with no time, ends it.
func (p *publication) publish(ctx context.Context, flow *sipwire.Flow, document string, life time.Duration) (*sip.Response, error) {
	return p.l.g.trunk.do(ctx, flow, p.l.g.faults, func() *sip.Request {
		aor := p.l.aor()
		req := p.l.request("PUBLISH", aor, aor)
		req.AppendHeader(sip.NewHeader("Event", "presence"))
		req.AppendHeader(expires(life))
		if p.etag != "" {
			req.AppendHeader(sip.NewHeader("SIP-If-Match", p.etag))
		}
		if document != "" {
			sipwire.SetBody(req, pidf.ContentType, []byte(document))
		}
		return req
	})
}

func (p *publication) end(ctx context.Context, flow *sipwire.Flow) error {
	if p.etag == "" || p.l.g.faults.has(LeavesPublicationBehind) {
		return nil
	}
	res, err := p.publish(ctx, flow, "", 0)
	p.etag, p.said = "", ""
	if err != nil {
		return err
	}
	if res.StatusCode == 412 {
		return nil // forgotten already
	}
	return refusedSIP("end the publication", res)
}
