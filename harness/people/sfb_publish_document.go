package people

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/pidf"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

// documentHerald publishes presence documents (RFC 3903).
type documentHerald struct {
	s       *sfbSession
	etag    string
	doc     pidf.Document // what was published last
	expires time.Duration // to ask for
}

func (h *documentHerald) publish(ctx context.Context, doc pidf.Document) (time.Duration, error) {
	h.doc = doc
	return h.send(ctx, doc.Marshal())
}

// renew refreshes the publication, without a body as RFC 3903 section 4.1 has it.
func (h *documentHerald) renew(ctx context.Context) (time.Duration, error) { return h.send(ctx, nil) }

func (h *documentHerald) withdraw(ctx context.Context) error {
	res, err := h.s.ask(ctx, h.request(nil, 0), h.s.scene.bounds().Presence)
	if err == nil && !res.IsSuccess() {
		err = fmt.Errorf("%s could not withdraw its presence: the front end answered %s", h.s.client, res.StartLine())
	}
	return err
}

// send sends a PUBLISH: again as a new one when the server has lost the publication (412), or for longer when it wants
// that (423).
func (h *documentHerald) send(ctx context.Context, body []byte) (granted time.Duration, err error) {
	for range 3 { // lost, and then too brief: more than that is no presence server
		res, err := h.s.ask(ctx, h.request(body, h.expires), h.s.scene.bounds().Presence)
		if err != nil {
			return 0, err
		}
		switch res.StatusCode {
		case 200:
			h.etag = sipwire.Value(res, "SIP-ETag")
			seconds, err := strconv.Atoi(sipwire.Value(res, "Expires"))
			if err != nil {
				return 0, fmt.Errorf("%s was answered 200 to PUBLISH without a readable Expires: %w", h.s.client, err)
			}
			return time.Duration(seconds) * time.Second, nil
		case 412:
			h.etag, body = "", h.doc.Marshal()
		case 423:
			least, err := strconv.Atoi(sipwire.Value(res, "Min-Expires"))
			if err != nil {
				return 0, fmt.Errorf("%s was answered 423 to PUBLISH without a readable Min-Expires: %w", h.s.client, err)
			}
			h.expires = time.Duration(least) * time.Second
		default:
			return 0, fmt.Errorf("%s could not publish its presence: the front end answered %s", h.s.client, res.StartLine())
		}
	}
	return 0, fmt.Errorf("%s could not publish its presence in three attempts", h.s.client)
}

func (h *documentHerald) request(body []byte, expires time.Duration) *sip.Request {
	req := sipwire.NewRequest("PUBLISH", h.s.uri(), h.s.uri(), h.s.uri())
	req.AppendHeader(sip.NewHeader("Event", "presence"))
	req.AppendHeader(sip.NewHeader("Expires", strconv.Itoa(int(expires/time.Second))))
	if h.etag != "" {
		req.AppendHeader(sip.NewHeader("SIP-If-Match", h.etag))
	}
	if body != nil {
		sipwire.SetBody(req, pidf.ContentType, body)
	}
	return req
}
