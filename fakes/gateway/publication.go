package gateway

import (
	"context"
	"time"

	"github.com/duet-conformance/duet/fakes/pidf"
	"github.com/duet-conformance/duet/fakes/sipwire"
	"github.com/emiago/sipgo/sip"
)

// publication is the presence of a user's Teams endpoint at the front end as a presence document (RFC 3903).
type publication struct {
	l    *line
	ask  time.Duration // how long a publication is asked for
	etag string        // "" when nothing is published
	said string        // the document that the front end has
	past int           // how often it was published anew
}

func (p *publication) renew(ctx context.Context, flow *sipwire.Flow) (time.Duration, error) {
	f := p.l.g.faults
	if f.has(PublishesNothing) || p.etag == "" && p.past > 0 && f.has(PublishesAtFirstSignInOnly) {
		return idle, nil
	}
	document := string(p.l.presence().Marshal())
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
		document = string(p.l.presence().Marshal())
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
	return p.etag != "" && p.said != string(p.l.presence().Marshal())
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
