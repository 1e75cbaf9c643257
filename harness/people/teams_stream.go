package people

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/teams"
)

// teamsStream is the event stream of a Teams client that is signed in.
type teamsStream struct {
	session *teamsSession
	cancel  context.CancelFunc
	ending  atomic.Bool
	done    chan struct{}
}

// follow opens the stream, and returns when the backend says that it is ready: what happens from then on is seen.
func (s *teamsSession) follow(ctx context.Context) (*teamsStream, error) {
	scene := s.client.person.scene
	bound := scene.bounds().Delivery
	// The stream outlives the call that opens it, which may end it only as long as it is not ready.
	own, cancel := context.WithCancel(context.WithoutCancel(ctx))
	late := fmt.Errorf("%s: the event stream of the Teams backend was not ready within %s (delivery)", s.client, bound)
	within, release := context.WithTimeoutCause(ctx, bound, late)
	defer release()
	unhook := context.AfterFunc(within, cancel)
	failed := func(err error) (*teamsStream, error) {
		cancel()
		if cause := context.Cause(within); cause != nil {
			return nil, cause
		}
		return nil, fmt.Errorf("%s: open the event stream of the Teams backend: %w", s.client, err)
	}
	path := "/client/v1/endpoints/" + url.PathEscape(s.endpoint) + "/events"
	req, err := http.NewRequestWithContext(own, http.MethodGet, scene.Teams.URL+path, nil)
	if err != nil {
		return failed(err)
	}
	token, err := s.bearer(within)
	if err != nil {
		return failed(err)
	}
	req.Header.Set("Authorization", token)
	res, err := scene.httpClient().Do(req)
	if err != nil {
		return failed(err)
	}
	in := json.NewDecoder(res.Body)
	var first teams.StreamEvent
	if res.StatusCode != http.StatusOK {
		err = fmt.Errorf("it answered %s", res.Status)
	} else if err = in.Decode(&first); err == nil && first.Type != "ready" {
		err = fmt.Errorf("its first line is %q, not ready", first.Type)
	}
	if err == nil && !unhook() {
		err = context.Cause(within)
	}
	if err != nil {
		_ = res.Body.Close()
		return failed(err)
	}
	t := &teamsStream{session: s, cancel: cancel, done: make(chan struct{})}
	go t.read(res.Body, in)
	return t, nil
}

// expectEnd says that the stream is about to end, and that this is no trouble.
func (t *teamsStream) expectEnd() { t.ending.Store(true) }

// close ends the stream and waits for its reader.
func (t *teamsStream) close() {
	t.expectEnd()
	t.cancel()
	<-t.done
}

// read shows what comes until the stream ends. A stream that ends by itself leaves the client blind, which is the tester's
// trouble: it is recorded, so that nothing is concluded from what the client did not see.
func (t *teamsStream) read(body io.ReadCloser, in *json.Decoder) {
	defer close(t.done)
	defer func() { _ = body.Close() }()
	for {
		var e teams.StreamEvent
		if err := in.Decode(&e); err != nil {
			if !t.ending.Load() {
				c := t.session.client
				c.say(record.Event{Kind: record.TesterPanic, From: c.person.Address(), Text: fmt.Sprintf("the event stream of %s ended by itself: %v", c, err)})
			}
			return
		}
		t.show(e)
	}
}

// show records what the person sees.
func (t *teamsStream) show(e teams.StreamEvent) {
	c := t.session.client
	me := c.person.Address()
	switch e.Type {
	case "message":
		if e.Own {
			return
		}
		c.say(record.Event{
			Kind: record.IMShown, From: e.From, To: me, Token: record.TokenIn(e.Text), Text: e.Text,
			Attrs: map[string]string{"chat": e.ChatID, "chat-type": e.ChatType, "message": e.MessageID, "content-type": e.ContentType},
		})
	case "failure":
		c.say(record.Event{
			Kind: record.IMRefused, From: me, To: e.From, Token: record.TokenIn(e.Text), Text: e.Text,
			Attrs: map[string]string{"chat": e.ChatID, "message": e.MessageID, "status": e.Code, "reason": e.Reason},
		})
	case "typing":
		c.say(record.Event{Kind: record.TypingShown, From: e.From, To: me, Attrs: map[string]string{"chat": e.ChatID}})
	case "call":
		kind := record.CallRinging
		if e.State == "ended" {
			kind = record.CallEndedAt
		}
		c.say(record.Event{
			Kind: kind, From: e.From, To: me,
			Attrs: map[string]string{"call-id": e.CallID, "modalities": strings.Join(e.Modalities, ",")},
		})
	case "presence":
		c.say(record.Event{
			Kind: record.PresenceShown, From: e.From, To: me, Text: e.Availability, Attrs: map[string]string{"activity": e.Activity},
		})
	case "fence":
		c.say(record.Event{Kind: record.FenceSeen, To: me, Token: e.Token})
	}
}
