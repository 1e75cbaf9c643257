package gateway

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/duet-conformance/duet/fakes/directory"
	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/teams"
)

// teamsPerson is a person at a Teams client, by raw HTTP.
type teamsPerson struct {
	t        testing.TB
	s        *site
	user     directory.User
	http     *http.Client
	token    string
	endpoint string
	shown    chan teams.StreamEvent
	stream   context.CancelFunc
	ended    chan struct{}
}

// inTeams signs a person in.
func (s *site) inTeams(name string) *teamsPerson {
	s.t.Helper()
	p := &teamsPerson{t: s.t, s: s, user: s.people[name], http: &http.Client{Transport: &http.Transport{}}}
	form := url.Values{"grant_type": {"password"}, "client_id": {"duet-teams-client"}, "username": {p.user.Address}, "password": {"pw"}}
	res, err := p.http.PostForm(s.teams+"/"+tenant+"/oauth2/v2.0/token", form)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	var token struct {
		AccessToken string `json:"access_token"`
	}
	if err := json.NewDecoder(res.Body).Decode(&token); err != nil || token.AccessToken == "" {
		s.t.Fatalf("%s got no token: %s %v", name, res.Status, err)
	}
	p.token = token.AccessToken
	p.signIn()
	s.t.Cleanup(func() {
		p.signOut()
		p.http.CloseIdleConnections()
	})
	return p
}

func (p *teamsPerson) signIn() {
	p.t.Helper()
	var made struct{ ID string }
	p.do(http.MethodPost, "/client/v1/endpoints", nil, &made)
	p.endpoint = made.ID
	p.shown, p.ended = make(chan teams.StreamEvent, 1000), make(chan struct{})
	ctx, cancel := context.WithCancel(context.Background())
	p.stream = cancel
	res, err := p.http.Do(p.request(ctx, http.MethodGet, "/client/v1/endpoints/"+p.endpoint+"/events", nil))
	if err != nil {
		p.t.Fatal(err)
	}
	shown, ended := p.shown, p.ended
	go func() {
		defer close(ended)
		defer res.Body.Close()
		for lines := bufio.NewScanner(res.Body); lines.Scan(); {
			var e teams.StreamEvent
			if json.Unmarshal(lines.Bytes(), &e) == nil {
				shown <- e
			}
		}
	}()
}

func (p *teamsPerson) signOut() {
	if p.endpoint == "" {
		return
	}
	p.do(http.MethodDelete, "/client/v1/endpoints/"+p.endpoint, nil, nil)
	p.endpoint = ""
	p.stream()
	<-p.ended
}

// acts does something in Teams and waits until the gateway has been told.
func (p *teamsPerson) acts() {
	p.t.Helper()
	p.told(record.Activity, func() {
		p.do(http.MethodPost, "/client/v1/endpoints/"+p.endpoint+"/activity", map[string]string{"what": "typed"}, nil)
	})
}

// interop flips the setting and waits until the gateway has been told.
func (p *teamsPerson) interop(on bool) {
	p.t.Helper()
	p.told(record.SettingChanged, func() {
		p.do(http.MethodPatch, "/v1.0/users/"+p.user.ID+"/extensions/com.duet.sfbInterop", map[string]bool{"enabled": on}, nil)
	})
}

// told does something and waits until the notification of it was answered.
func (p *teamsPerson) told(kind record.Kind, do func()) {
	p.t.Helper()
	mark := p.s.teamsLog.Len()
	do()
	at := p.s.teamsEvent(mark, record.And(record.Is(kind), record.From(p.user.Address)))
	serial := p.s.teamsLog.From(at)[0].Attr("serial")
	p.s.teamsEvent(mark, record.And(record.Is(record.Notification), record.From(p.user.Address),
		record.With("serial", serial), record.With("outcome", "delivered"), func(e record.Event) bool {
			return strings.HasSuffix(e.Attr("resource"), "/activity") == (kind == record.Activity)
		}))
}

// chatWith opens the chat with a person and returns its id.
func (p *teamsPerson) chatWith(names ...string) string {
	p.t.Helper()
	kind := "oneOnOne"
	if len(names) > 1 {
		kind = "group"
	}
	var members []any
	for _, id := range append([]string{p.user.ID}, ids(p.s, names)...) {
		members = append(members, map[string]any{
			"@odata.type": teamsMember, "roles": []string{"owner"},
			"user@odata.bind": "https://graph.microsoft.com/v1.0/users('" + id + "')",
		})
	}
	var made struct{ ID string }
	p.do(http.MethodPost, "/v1.0/chats", map[string]any{"chatType": kind, "members": members}, &made)
	return made.ID
}

func ids(s *site, names []string) (all []string) {
	for _, n := range names {
		all = append(all, s.people[n].ID)
	}
	return all
}

// writes sends a message into a chat.
func (p *teamsPerson) writes(chat, contentType, content string) {
	p.t.Helper()
	p.do(http.MethodPost, chatPath(chat)+"/messages", map[string]any{"body": map[string]string{"contentType": contentType, "content": content}}, nil)
}

// sees waits for the next thing of a type that the client shows.
func (p *teamsPerson) sees(kind string) teams.StreamEvent {
	p.t.Helper()
	return next(p.s, p.shown, "the Teams client of "+p.user.Address+" shows "+kind, func(e teams.StreamEvent) bool {
		return e.Type == kind && !e.Own
	})
}

func (p *teamsPerson) request(ctx context.Context, method, path string, body any) *http.Request {
	var content io.Reader
	if body != nil {
		text, _ := json.Marshal(body)
		content = bytes.NewReader(text)
	}
	req, err := http.NewRequestWithContext(ctx, method, p.s.teams+path, content)
	if err != nil {
		p.t.Fatal(err)
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	req.Header.Set("Authorization", "Bearer "+p.token)
	return req
}

func (p *teamsPerson) do(method, path string, body, out any) {
	p.t.Helper()
	res, err := p.http.Do(p.request(context.Background(), method, path, body))
	if err != nil {
		p.t.Fatal(err)
	}
	defer res.Body.Close()
	text, _ := io.ReadAll(res.Body)
	if res.StatusCode/100 != 2 {
		p.t.Fatalf("%s %s was answered %s: %s", method, path, res.Status, strings.TrimSpace(string(text)))
	}
	if out != nil {
		if err := json.Unmarshal(text, out); err != nil {
			p.t.Fatal(err)
		}
	}
}
