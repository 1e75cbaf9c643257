package teams_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/duet-conformance/duet/fakes/directory"
	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/teams"
)

// bound is how long a test waits for what must happen.
const bound = 10 * time.Second

const (
	tenant = "3f5c1f6e-3a0c-4a49-9b1b-0b6b2d1a6c01"
	client = "8c0f6a55-6a7e-4a0e-8b57-0f4f4f6d7a02"
	secret = "correct horse"
)

// The people of every test: alix is licensed for both, bo for Teams only, megan for SfB only, chris for both.
var (
	alix  = person("alix@contoso.test", "Alix Wilber", true, true)
	bo    = person("bo@contoso.test", "Bo McDonald", true, false)
	megan = person("megan@contoso.test", "Megan O'Neil", false, true)
	chris = person("chris@contoso.test", "Chris Green", true, true)
)

func person(address, name string, inTeams, inSfB bool) directory.User {
	return directory.User{Address: address, DisplayName: name, ID: directory.ID(address), Password: "pw-" + address, Teams: inTeams, SfB: inSfB}
}

// site is a backend on real sockets, with its control API and its IUT's token.
type site struct {
	t       testing.TB
	log     *record.Log
	backend *teams.Backend
	url     string
	http    *http.Client
	control *teams.Control
	app     string
}

// newSite starts a backend. When the test ends, it must have stopped cleanly and have found no fault with itself.
func newSite(t testing.TB, change ...func(*teams.Config)) *site {
	t.Helper()
	cfg := teams.Config{Tenant: tenant, ClientID: client, ClientSecret: secret, RetryFirst: time.Millisecond}
	for _, f := range change {
		f(&cfg)
	}
	log := record.NewLog(record.SourceTeams)
	s := &site{t: t, log: log, backend: teams.New(cfg, log)}
	open, control := httptest.NewServer(s.backend.Handler()), httptest.NewServer(s.backend.Control())
	s.url = open.URL
	transport := &http.Transport{MaxIdleConnsPerHost: 64}
	s.http = &http.Client{Transport: transport}
	s.control = &teams.Control{URL: control.URL, HTTP: s.http}
	t.Cleanup(func() {
		s.backend.Close()
		log.Close()
		transport.CloseIdleConnections()
		open.Close()
		control.Close()
		for _, e := range record.Select(log.All(), record.Is(record.TesterPanic)) {
			t.Errorf("the backend found fault with itself: %s\n%s", e.Text, e.Raw)
		}
	})
	if err := s.control.PutUsers(t.Context(), []directory.User{alix, bo, megan, chris}); err != nil {
		t.Fatal(err)
	}
	s.app = s.token(url.Values{"grant_type": {"client_credentials"}, "client_id": {client}, "client_secret": {secret}, "scope": {"https://graph.microsoft.com/.default"}})
	return s
}

func (s *site) token(form url.Values) string {
	s.t.Helper()
	res, err := s.http.PostForm(s.url+"/"+tenant+"/oauth2/v2.0/token", form)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	var got struct {
		AccessToken string `json:"access_token"`
	}
	if err := json.NewDecoder(res.Body).Decode(&got); err != nil || got.AccessToken == "" {
		s.t.Fatalf("no token: %s, %v", res.Status, err)
	}
	return got.AccessToken
}

func (s *site) userToken(u directory.User) string {
	s.t.Helper()
	return s.token(url.Values{"grant_type": {"password"}, "client_id": {"duet-teams-client"}, "username": {u.Address}, "password": {u.Password}, "scope": {"x/.default"}})
}

// reply is an answer, read.
type reply struct {
	t      testing.TB
	status int
	header http.Header
	body   []byte
}

// call sends a request; in is nil, a string (sent as it is) or a value (sent as JSON).
func (s *site) call(token, method, path string, in any, header ...string) reply {
	s.t.Helper()
	var body io.Reader
	switch in := in.(type) {
	case nil:
	case string:
		body = strings.NewReader(in)
	default:
		text, err := json.Marshal(in)
		if err != nil {
			s.t.Fatal(err)
		}
		body = bytes.NewReader(text)
	}
	req, err := http.NewRequestWithContext(s.t.Context(), method, s.url+path, body)
	if err != nil {
		s.t.Fatal(err)
	}
	if in != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := s.http.Do(req)
	if err != nil {
		s.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatalf("%s %s: %v", method, path, err)
	}
	return reply{s.t, res.StatusCode, res.Header, text}
}

// is asks for a status and returns the body as JSON.
func (r reply) is(status int) map[string]any {
	r.t.Helper()
	if r.status != status {
		r.t.Fatalf("status %d expected, not %d: %s", status, r.status, r.body)
	}
	var got map[string]any
	if len(r.body) > 0 {
		if err := json.Unmarshal(r.body, &got); err != nil {
			r.t.Fatalf("no JSON: %v: %s", err, r.body)
		}
	}
	return got
}

// fails asks for an OData error.
func (r reply) fails(status int, code string) {
	r.t.Helper()
	got := r.is(status)
	e, _ := got["error"].(map[string]any)
	if e["code"] != code || e["message"] == "" || e["innerError"] == nil {
		r.t.Fatalf("the error %q expected, not %s", code, r.body)
	}
}

// at digs in JSON: at(v, "value", 0, "id").
func at(v any, path ...any) any {
	for _, step := range path {
		switch step := step.(type) {
		case string:
			m, _ := v.(map[string]any)
			v = m[step]
		case int:
			l, _ := v.([]any)
			if step >= len(l) {
				return nil
			}
			v = l[step]
		}
	}
	return v
}

// see waits for an event.
func (s *site) see(filters ...record.Filter) record.Event {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), bound)
	defer cancel()
	e, err := s.log.Wait(ctx, 0, record.And(filters...))
	if err != nil {
		s.t.Fatalf("the awaited event did not come within %s: %v", bound, err)
	}
	return e
}

// violations are those so far, by rule.
func (s *site) violations() (rules []string) {
	for _, e := range record.Select(s.log.All(), record.Is(record.Violation)) {
		rules = append(rules, e.Attr("rule"))
	}
	return rules
}

// one asks for exactly one violation so far, of a rule that contains the text.
func (s *site) one(rule string) {
	s.t.Helper()
	if got := s.violations(); len(got) != 1 || !strings.Contains(got[0], rule) {
		s.t.Fatalf("one violation of %q expected, not %q", rule, got)
	}
}

// none asks that nothing was found wrong with anybody.
func (s *site) none() {
	s.t.Helper()
	if got := s.violations(); len(got) != 0 {
		s.t.Fatalf("no violation expected, not %q", got)
	}
}

// crossing is the chat of alix and megan.
func (s *site) crossing() string {
	s.t.Helper()
	got := s.call(s.app, "PUT", "/interop/v1/chats/"+alix.ID+"/sip:megan%40contoso.test", nil)
	if got.status/100 != 2 {
		s.t.Fatalf("no chat: %d %s", got.status, got.body)
	}
	return got.is(got.status)["id"].(string)
}

// fromMegan is a message of megan for the interop plane.
func fromMegan(text, id string) map[string]any {
	return map[string]any{
		"from": map[string]any{"sipUri": "sip:megan@contoso.test"}, "body": map[string]any{"contentType": "text", "content": text},
		"senderMessageId": id,
	}
}

func text(content string) map[string]any {
	return map[string]any{"body": map[string]any{"content": content}}
}
