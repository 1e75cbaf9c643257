package teams_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/duet-conformance/duet/fakes/directory"
	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/teams"
)

// pipes is a listener whose connections never leave the process.
type pipes struct{ dialled chan net.Conn }

func (p pipes) Accept() (net.Conn, error) {
	conn, open := <-p.dialled
	if !open {
		return nil, net.ErrClosed
	}
	return conn, nil
}

func (p pipes) Close() error { // once, as net/http promises
	close(p.dialled)
	return nil
}
func (p pipes) Addr() net.Addr { return &net.TCPAddr{} }

func (p pipes) dial(context.Context, string, string) (net.Conn, error) {
	near, far := net.Pipe()
	p.dialled <- far
	return near, nil
}

// The backend reads no clock but package time's and opens no socket of its own, so days pass in a moment: a subscriber that is
// down is tried for four hours and given up, and after three days the subscription ends.
func TestDaysPassInVirtualTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		network := pipes{make(chan net.Conn)}
		hook := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/plain")
			if token := r.URL.Query().Get("validationToken"); token != "" {
				_, _ = io.WriteString(w, token)
				return
			}
			w.WriteHeader(http.StatusServiceUnavailable)
		})}
		go func() { _ = hook.Serve(network) }()
		log := record.NewLog(record.SourceTeams)
		b := teams.New(teams.Config{Tenant: tenant, ClientID: client, ClientSecret: secret, TokenLifetime: 100 * time.Hour, Dial: network.dial}, log)
		ask := func(h http.Handler, token, method, path, body string) *httptest.ResponseRecorder {
			r, w := httptest.NewRequest(method, path, strings.NewReader(body)), httptest.NewRecorder()
			r.Header.Set("Content-Type", "application/json")
			r.Header.Set("Authorization", "Bearer "+token)
			if strings.HasSuffix(path, "/token") {
				r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			}
			h.ServeHTTP(w, r)
			return w
		}
		users := `[{"address":"alix@contoso.test","displayName":"Alix","id":"` + directory.ID("alix@contoso.test") + `","password":"x","teams":true,"sfb":true}]`
		if w := ask(b.Control(), "", "PUT", "/control/v1/users", users); w.Code != 204 {
			t.Fatal(w.Body)
		}
		token := func(form string) string {
			_, after, _ := strings.Cut(ask(b.Handler(), "", "POST", "/"+tenant+"/oauth2/v2.0/token", form).Body.String(), `"access_token":"`)
			text, _, _ := strings.Cut(after, `"`)
			return text
		}
		app := token("grant_type=client_credentials&client_id=" + client + "&client_secret=correct+horse&scope=x/.default")
		subscription := `{"changeType":"updated","notificationUrl":"http://iut/","resource":"/interop/v1/activity","expirationDateTime":"` + time.Now().Add(72*time.Hour).Format(time.RFC3339) + `"}`
		if w := ask(b.Handler(), app, "POST", "/v1.0/subscriptions", subscription); w.Code != 201 {
			t.Fatal(w.Body)
		}
		began := time.Now()
		person := token("grant_type=password&client_id=duet-teams-client&username=alix@contoso.test&password=x")
		if w := ask(b.Handler(), person, "POST", "/client/v1/endpoints", ""); w.Code != 201 {
			t.Fatal(w.Body)
		}
		dropped, err := log.Wait(t.Context(), 0, record.With("outcome", "dropped"))
		if err != nil || dropped.Time.Sub(began).Round(time.Minute) != 4*time.Hour {
			t.Errorf("given up after %s, %v", dropped.Time.Sub(began), err)
		}
		ended, err := log.Wait(t.Context(), 0, record.Is(record.SubscriptionEnded))
		if err != nil || ended.Time.Sub(began).Round(time.Minute) != 72*time.Hour {
			t.Errorf("ended after %s, %v", ended.Time.Sub(began), err)
		}
		b.Close()
		_ = hook.Close()
		synctest.Wait()
	})
}
