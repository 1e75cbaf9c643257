package gateway

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"io"
	"net/http"
	"regexp"
)

// notification is one item of a change notification (Graph's changeNotification resource).
type notification struct {
	SubscriptionID string `json:"subscriptionId"`
	ClientState    string `json:"clientState"`
	// Resource is what changed: "chats('19:..')/messages('17..')".
	Resource string `json:"resource"`
	// Data is left as it is: what changed is asked for and not taken from a notification.
	Data json.RawMessage `json:"resourceData"`
	// Lifecycle is set in lifecycle notifications, which have no resource.
	Lifecycle string `json:"lifecycleEvent"`
}

// webhook is the server that Teams sends change notifications to.
//
// It answers when what it was told is in force, not before: who is told that a notification arrived may rely on it. That
// is quick (Teams waits 3 s), since what takes longer, the delivery of a message to SfB, is only queued.
func (g *Gateway) webhook(w http.ResponseWriter, r *http.Request) {
	if g.faults.has(AnswersNothing) {
		<-g.life.Done()
		return
	}
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	// The handshake: Teams wants to see its token again, decoded, as plain text.
	if token := r.URL.Query().Get("validationToken"); token != "" {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = io.WriteString(w, token)
		return
	}
	var told struct {
		Value []notification `json:"value"`
	}
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxAnswer)).Decode(&told); err != nil {
		g.chokesOn(r, err)
		http.Error(w, "a change notification must be a JSON object with a value: "+err.Error(), http.StatusBadRequest)
		return
	}
	if g.deaf.Load() {
		told.Value = nil
	}
	for _, n := range told.Value {
		if subtle.ConstantTimeCompare([]byte(n.ClientState), []byte(g.clientState)) != 1 && !g.fooled(n) {
			// Not from Teams: whoever sent it doesn't know the secret. It learns nothing from the answer.
			g.log.Warn("a change notification with a wrong clientState was ignored", "subscription", n.SubscriptionID)
			continue
		}
		if err := g.heed(r.Context(), n); err != nil {
			g.log.Error("a change notification could not be heeded; Teams will repeat it", "resource", n.Resource, "error", err)
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
	}
	w.WriteHeader(http.StatusAccepted)
}

var (
	messageResource  = regexp.MustCompile(`^/?chats\('([^']+)'\)/messages\('([^']+)'\)$`)
	activityResource = regexp.MustCompile(`^/?interop/v1/users/([^/]+)/activity$`)
	userResource     = regexp.MustCompile(`^/?users/([^/]+)$`)
)

// heed puts into force what a notification tells.
func (g *Gateway) heed(ctx context.Context, n notification) error {
	if g.faults.has(SaysYesToEverything) && messageResource.MatchString(n.Resource) {
		return nil
	}
	if n.Lifecycle != "" {
		g.start(func() { g.watches.lifecycle(g.life, n) })
		return nil
	}
	if m := messageResource.FindStringSubmatch(n.Resource); m != nil {
		g.courier.told(m[1], m[2])
		return nil
	}
	if m := activityResource.FindStringSubmatch(n.Resource); m != nil {
		return g.roster.activityChanged(ctx, m[1])
	}
	if m := userResource.FindStringSubmatch(n.Resource); m != nil {
		return g.roster.settingChanged(ctx, m[1])
	}
	g.log.Warn("a change notification about an unknown resource was ignored", "resource", n.Resource)
	return nil
}
