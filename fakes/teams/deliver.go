package teams

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/uuid"
)

// delivery is one notification on its way, until it was taken or given up.
type delivery struct {
	url    string
	ended  <-chan struct{} // of its subscription; nil: it outlives that
	at     time.Time       // of the change
	delay  time.Duration   // before it is sent at all
	copies int             // how often it is delivered
	// patience is how long the first attempt may take to be answered; zero: as long as any.
	patience time.Duration
	note     record.Event // what the log says of every attempt, but its outcome
	payload  func() map[string]any
	schema   *openapi3.Schema
}

// notificationClient sends notifications. It takes no redirect: a subscriber that sends one has not taken the notification.
func notificationClient(cfg Config) *http.Client {
	dial := cfg.Dial
	if dial == nil {
		dial = (&net.Dialer{Timeout: 10 * time.Second}).DialContext
	}
	return &http.Client{
		Transport: &http.Transport{
			DialContext: dial, TLSClientConfig: cfg.TLS, MaxIdleConnsPerHost: inFlight, IdleConnTimeout: time.Minute,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// deliver sends a notification until it was taken, its subscription ended, or the time for retries is over.
func (b *Backend) deliver(s *subscription, d *delivery) {
	if !b.pause(d, d.delay) {
		return
	}
	body := d.payload()
	if err := d.schema.VisitJSON(body); err != nil {
		b.log.Append(record.Event{
			Kind: record.TesterPanic, Party: record.PartyTester, From: d.note.From, To: d.note.To,
			Text: fmt.Sprintf("the Teams backend's own notification breaks the contract: %v", err),
		})
	}
	text, err := json.Marshal(body)
	if err != nil {
		panic(fmt.Sprintf("teams: a notification can't be written as JSON: %v", err))
	}
	attempt, within := 0, cmp.Or(d.patience, b.cfg.NotifyTimeout)
	for range d.copies {
		for wait := b.cfg.RetryFirst; ; wait = min(2*wait, b.cfg.RetryMost) {
			attempt++
			if !b.hold(s, d) {
				return
			}
			status, raw := b.send(s, d, text, within)
			within = b.cfg.NotifyTimeout
			if b.ctx.Err() != nil {
				return
			}
			if status/100 == 2 {
				b.tried(d, attempt, status, raw, "delivered")
				break
			}
			if time.Since(d.at) > b.cfg.RetryFor {
				b.tried(d, attempt, status, raw, "dropped")
				return
			}
			b.tried(d, attempt, status, raw, "retrying")
			if !b.pause(d, wait) {
				return
			}
		}
	}
}

// over says whether the subscription has ended meanwhile.
func (d *delivery) over() bool {
	select {
	case <-d.ended:
		return true
	default:
		return false
	}
}

// pause waits, and says whether the delivery is to go on.
func (b *Backend) pause(d *delivery, wait time.Duration) bool {
	if wait > 0 {
		timer := time.NewTimer(wait)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-d.ended:
		case <-b.ctx.Done():
		}
	}
	if d.over() {
		b.tried(d, 0, 0, nil, "dropped")
		return false
	}
	return b.ctx.Err() == nil
}

// hold waits for as long as the subscription is held, unless the delivery is about that; and says whether it is to go on.
func (b *Backend) hold(s *subscription, d *delivery) bool {
	b.mu.Lock()
	held := s.held
	b.mu.Unlock()
	if held != nil && d.ended != nil {
		select {
		case <-held:
		case <-d.ended:
		case <-b.ctx.Done():
		}
	}
	return b.pause(d, 0)
}

// send makes one attempt, which is to be answered within a time. Status 0 means that there was no answer.
func (b *Backend) send(s *subscription, d *delivery, body []byte, within time.Duration) (status int, raw []byte) {
	select {
	case s.slots <- struct{}{}:
		defer func() { <-s.slots }()
	case <-b.ctx.Done():
		return 0, nil
	}
	ctx, cancel := context.WithTimeout(b.ctx, within)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, d.url, bytes.NewReader(body))
	if err != nil {
		return 0, []byte(err.Error()) // can't be: the handshake went to the same URL
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	req.Header.Set("Client-Request-Id", uuid.NewString())
	out := &bytes.Buffer{}
	fmt.Fprintf(out, "POST %s HTTP/1.1\r\nHost: %s\r\n", req.URL.RequestURI(), req.URL.Host)
	_ = req.Header.Write(out)
	fmt.Fprintf(out, "\r\n%s\r\n\r\n", body)

	res, err := b.http.Do(req)
	if err != nil {
		return 0, append(out.Bytes(), err.Error()...)
	}
	defer res.Body.Close()
	answered, _ := io.ReadAll(io.LimitReader(res.Body, 1<<16)) // to the end, so that the connection can be used again
	fmt.Fprintf(out, "%s %s\r\n", res.Proto, res.Status)
	_ = res.Header.Write(out)
	fmt.Fprintf(out, "\r\n%s", answered)
	return res.StatusCode, out.Bytes()
}

// tried records an attempt. A refusal (3xx, 4xx) is a violation, as long as the subscriber wants to be told: a notification that
// crossed the end of its subscription may be refused. No answer, a slow one and 5xx are no violation, since the protocol has
// retries for them.
func (b *Backend) tried(d *delivery, attempt, status int, raw []byte, outcome string) {
	e := d.note
	e.Raw = raw
	e.Attrs = maps.Clone(d.note.Attrs)
	e.Attrs["attempt"], e.Attrs["status"], e.Attrs["outcome"] = strconv.Itoa(attempt), strconv.Itoa(status), outcome
	b.log.Append(e)
	if status != 0 && status/100 != 2 && status/100 != 5 && !d.over() {
		b.log.Append(record.Event{
			Kind: record.Violation, Party: record.PartyIUT, From: e.From, To: e.To, Token: e.Token, Raw: raw,
			Text:  fmt.Sprintf("the notification of %s was answered %d; a subscriber takes it with a 2xx", e.Attrs["resource"], status),
			Attrs: map[string]string{"rule": "Graph change notifications: delivery"},
		})
	}
}
