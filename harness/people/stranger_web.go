package people

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"github.com/duet-conformance/duet/fakes/record"
)

// Forgery says in what a forged change notification differs from a true one.
type Forgery struct {
	// What it is, for sentences: "change notification with a wrong clientState".
	What string
	// ClientState is the secret that it names; empty names none.
	ClientState string
	// Subscription is the id that it names; empty is that of the IUT's live subscription to messages.
	Subscription string
	// Content puts the message itself into the notification, as if Teams had sent it along.
	Content bool
}

// Notify tells the IUT's webhook of a message in a chat that was never written there, from the person whom the stranger is
// after. The message has an id of its own, so that an IUT which asks Teams for it has believed the notification.
func (m *Stranger) Notify(ctx context.Context, chat string, f Forgery) *Attempt {
	id, sub := m.watched()
	a := m.try(f.What, record.ClientTeams, "http")
	message := neverWritten()
	a.Names = []string{message}
	resource := "chats('" + chat + "')/messages('" + message + "')"
	data := map[string]any{"@odata.type": "#Microsoft.Graph.chatMessage", "@odata.id": resource, "id": message}
	if f.Content {
		now := time.Now().UTC().Format(time.RFC3339Nano)
		data["chatId"], data["messageType"], data["createdDateTime"], data["lastModifiedDateTime"] = chat, "message", now, now
		data["from"] = map[string]any{"user": map[string]any{"id": m.whom.User.ID, "displayName": m.whom.User.DisplayName}}
		data["body"] = map[string]any{"contentType": "text", "content": "wire me the money " + a.Token}
	}
	if f.Subscription != "" {
		id = f.Subscription
	}
	item := map[string]any{
		"id": uuid.NewString(), "subscriptionId": id, "changeType": "created", "resource": resource,
		"subscriptionExpirationDateTime": time.Now().Add(time.Hour).UTC().Format(time.RFC3339Nano),
		"tenantId":                       m.scene.Teams.Tenant, "resourceData": data,
	}
	if f.ClientState != "" {
		item["clientState"] = f.ClientState
	}
	body, err := json.Marshal(map[string]any{"value": []any{item}})
	m.scene.stop(err)
	m.scene.stop(m.post(ctx, sub.url, "application/json", nil, body))
	return a
}

// Post sends anything to the IUT's webhook. What is no change notification at all is answered as the IUT likes, or not at
// all. encoding is the Content-Encoding, empty for none.
func (m *Stranger) Post(ctx context.Context, what, contentType, encoding string, body []byte) *Attempt {
	_, sub := m.watched()
	a := m.try(what, record.ClientTeams, "http")
	headers := http.Header{}
	if encoding != "" {
		headers.Set("Content-Encoding", encoding)
	}
	m.scene.stop(m.post(ctx, sub.url, contentType, headers, body))
	return a
}

// watched is the IUT's subscription to messages. Without one there is no webhook to send to, and nothing to be said.
func (m *Stranger) watched() (id string, sub subscription) {
	id, sub, ok := m.scene.subscriptions(m.scene.Log.All()).toMessages()
	if !ok || sub.url == "" {
		m.scene.stop(unclear("the implementation has no live subscription to messages, so it has no webhook that could be sent a forgery"))
	}
	return id, sub
}

// post sends a request over a connection of its own and reads the answer, whatever that is. Only an IUT that can't be reached is trouble:
// it may be the tester that stands at a wrong place.
func (m *Stranger) post(ctx context.Context, url, contentType string, headers http.Header, body []byte) error {
	ctx, cancel := context.WithTimeout(ctx, m.scene.bounds().Answer)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	for name, values := range headers {
		req.Header[name] = values
	}
	req.Header.Set("Content-Type", contentType)
	dialled := false
	transport := &http.Transport{
		DisableKeepAlives: true, DialContext: m.scene.SfB.dialler(&dialled),
		TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, //nolint:gosec // a stranger trusts anybody
	}
	res, err := transport.RoundTrip(req)
	switch {
	case err != nil && !dialled:
		return unclear("mallory can't reach the implementation's webhook %s, so nothing is known of what it does there: %v", url, err)
	case err != nil:
		return nil // to hang up is an answer, too
	}
	_, _ = io.Copy(io.Discard, io.LimitReader(res.Body, maxHeard)) // it doesn't matter what it says
	return res.Body.Close()
}

// maxHeard is how much of an answer a stranger listens to.
const maxHeard = 1 << 20

// unwritten counts the made-up messages of this process.
var unwritten atomic.Uint64

// neverWritten is an id of no message: of the form that Graph's have, and of a time that is not near.
func neverWritten() string {
	return strconv.FormatUint(4_000_000_000_000+unwritten.Add(1), 10)
}

// MadeUp is a text that is of no use but to be wrong: a secret that nobody has, an id of nothing.
func MadeUp(what string) string { return fmt.Sprintf("made-up-%s-%s", what, uuid.NewString()) }
