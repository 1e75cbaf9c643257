package people

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/duet-conformance/duet/fakes/directory"
	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/harness/judge"
)

// webhook is an application that subscribes to changes in Teams. It answers every notification with its status.
type webhook struct {
	stage  *stage
	status atomic.Int32
	url    string
	token  string
}

func newWebhook(s *stage) *webhook {
	s.Helper()
	w := &webhook{stage: s}
	w.status.Store(202)
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if token := r.URL.Query().Get("validationToken"); token != "" {
			rw.Header().Set("Content-Type", "text/plain")
			_, _ = io.WriteString(rw, token)
			return
		}
		rw.WriteHeader(int(w.status.Load()))
	}))
	s.Cleanup(server.Close)
	w.url = server.URL
	form := url.Values{
		"grant_type": {"client_credentials"}, "client_id": {"6d1f3a52-0d3e-4c55-9b4e-2f1a0c9b8e77"}, "client_secret": {"s3cret"},
		"scope": {"https://graph.microsoft.com/.default"},
	}
	var granted struct {
		Token string `json:"access_token"`
	}
	w.post("/"+s.scene.Teams.Tenant+"/oauth2/v2.0/token", "application/x-www-form-urlencoded", form.Encode(), &granted)
	w.token = granted.Token
	return w
}

func (w *webhook) subscribes(resource string) {
	w.stage.Helper()
	body, err := json.Marshal(map[string]string{
		"changeType": "updated", "notificationUrl": w.url, "resource": resource, "clientState": "s",
		"expirationDateTime": time.Now().Add(30 * time.Minute).UTC().Format(time.RFC3339),
	})
	w.stage.must(err)
	w.post("/v1.0/subscriptions", "application/json", string(body), nil)
}

func (w *webhook) post(path, contentType, body string, out any) {
	w.stage.Helper()
	req, err := http.NewRequestWithContext(w.stage.ctx, http.MethodPost, w.stage.scene.Teams.URL+path, strings.NewReader(body))
	w.stage.must(err)
	req.Header.Set("Content-Type", contentType)
	if w.token != "" {
		req.Header.Set("Authorization", "Bearer "+w.token)
	}
	res, err := w.stage.scene.Teams.HTTP.Do(req)
	w.stage.must(err)
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	w.stage.must(err)
	if res.StatusCode/100 != 2 {
		w.stage.Fatalf("%s was answered %s: %s", path, res.Status, text)
	}
	if out != nil {
		w.stage.must(json.Unmarshal(text, out))
	}
}

func TestWhoSubscribesInTeamsIsToldFirst(t *testing.T) {
	s := newStage(t, "udp")
	alix := s.person("alix", TeamsOnly)
	w := newWebhook(s)
	w.subscribes("/interop/v1/activity")
	w.subscribes("/users")
	delivered := func(n int) {
		t.Helper()
		if got := s.counts(record.Is(record.Notification), record.With("outcome", "delivered")); got < n {
			t.Errorf("%d notifications were delivered, expected %d", got, n)
		}
	}
	alix.Teams.Type(s.ctx)
	delivered(1)
	alix.Teams.SetInterop(s.ctx, false)
	delivered(2)
	alix.Teams.SignOut(s.ctx)
	delivered(3)
	alix.Teams.SignIn(s.ctx)
	delivered(4)

	w.status.Store(500)
	s.scene.Bounds.Told = 300 * time.Millisecond
	for name, act := range map[string]func(){
		"activity":        func() { alix.Teams.Type(s.ctx) },
		"interop setting": func() { alix.Teams.SetInterop(s.ctx, true) },
	} {
		f := s.stops(act)
		if f.Verdict != judge.Fail || f.Guarantee != ErrTold || !strings.Contains(f.Sentence, name) {
			t.Errorf("%s: halted with %s (%v): %s", name, f.Verdict, f.Guarantee, f.Sentence)
		}
	}
}

func TestOnlySubscriptionsFromBeforeTheChangeAreWaitedFor(t *testing.T) {
	user := directory.User{Address: "alix@contoso.test", ID: "id-1"}
	created := func(seq uint64, id, resource string) record.Event {
		return record.Event{Seq: seq, Kind: record.SubscriptionCreated, Attrs: map[string]string{"subscription": id, "resource": resource}}
	}
	var subs Subscriptions
	for _, e := range []record.Event{
		created(1, "all", "/interop/v1/activity"),
		created(2, "one", "interop/v1/users/id-1/activity"),
		created(3, "other", "interop/v1/users/id-2/activity"),
		created(4, "setting", "/users"),
		created(5, "ended", "/interop/v1/activity"),
		{Seq: 6, Kind: record.SubscriptionEnded, Attrs: map[string]string{"subscription": "ended"}},
		created(9, "late", "/interop/v1/activity"),
	} {
		subs.Observe(e)
	}
	change := record.Event{Seq: 8, Kind: record.Activity, From: user.Address, Attrs: map[string]string{"serial": "3"}}
	if got := strings.Join(subs.notified(activityResource, user, change), " "); got != "all one" {
		t.Errorf("told of activity: %s", got)
	}
	if got := strings.Join(subs.notified(settingResource, user, change), " "); got != "setting" {
		t.Errorf("told of the setting: %s", got)
	}
	told := record.Event{
		Kind: record.Notification, From: user.Address, Attrs: map[string]string{"subscription": "all", "serial": "4", "outcome": "delivered"},
	}
	if got := untoldSubscriptions([]record.Event{told}, []string{"all", "one"}, user, 3); strings.Join(got, " ") != "one" {
		t.Errorf("not told yet: %v", got)
	}
}
