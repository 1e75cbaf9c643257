package teams_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"
)

// webhook is the IUT's end of change notifications.
type webhook struct {
	*httptest.Server
	t testing.TB
	// validate answers the handshake; nil: as it must.
	validate http.HandlerFunc
	// status answers the n-th notification (from 1); nil: 202.
	status func(n int) int

	got chan map[string]any // every notification's body, before it is answered

	mu sync.Mutex
	n  int
}

func newWebhook(t testing.TB) *webhook {
	h := &webhook{t: t, got: make(chan map[string]any, 10_000)}
	h.Server = httptest.NewServer(h)
	t.Cleanup(h.Close)
	return h
}

// sticksOnce leaves the first notification without an answer until it is let go.
func (h *webhook) sticksOnce() (letGo func()) {
	stuck := make(chan struct{})
	h.status = func(n int) int {
		if n == 1 {
			<-stuck
		}
		return http.StatusAccepted
	}
	return func() { close(stuck) }
}

func (h *webhook) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Query().Has("validationToken") {
		if h.validate != nil {
			h.validate(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = io.WriteString(w, r.URL.Query().Get("validationToken"))
		return
	}
	var body map[string]any
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		h.t.Errorf("a notification is no JSON: %v", err)
	}
	h.mu.Lock()
	h.n++
	n := h.n
	h.mu.Unlock()
	h.got <- body
	if h.status != nil {
		w.WriteHeader(h.status(n))
		return
	}
	w.WriteHeader(http.StatusAccepted)
}

// next is the next notification.
func (h *webhook) next() map[string]any {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(h.t.Context(), bound)
	defer cancel()
	select {
	case body := <-h.got:
		return body
	case <-ctx.Done():
		h.t.Fatalf("no notification within %s", bound)
		return nil
	}
}

// subscription is the body that asks for one, for less than an hour.
func (h *webhook) subscription(resource, change string) map[string]any {
	return map[string]any{
		"changeType": change, "notificationUrl": h.URL + "/hook?keep=this", "resource": resource, "clientState": "state & more",
		"expirationDateTime": time.Now().Add(50 * time.Minute).UTC().Format(time.RFC3339Nano),
	}
}
