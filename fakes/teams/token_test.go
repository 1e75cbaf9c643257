package teams_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/teams"
)

func TestTokensAreRefusedAsOAuthSays(t *testing.T) {
	good := func() url.Values {
		return url.Values{"grant_type": {"client_credentials"}, "client_id": {client}, "client_secret": {secret}, "scope": {"https://graph.microsoft.com/.default openid"}}
	}
	for name, c := range map[string]struct {
		tenant    string
		change    func(url.Values)
		status    int
		code      string
		violation bool
	}{
		"all well":     {tenant, func(url.Values) {}, 200, "", false},
		"other tenant": {"nowhere", func(url.Values) {}, 400, "invalid_tenant", true},
		"wrong secret": {tenant, func(f url.Values) { f.Set("client_secret", "x") }, 401, "invalid_client", true},
		"wrong client": {tenant, func(f url.Values) { f.Set("client_id", "x") }, 400, "unauthorized_client", true},
		"no scope":     {tenant, func(f url.Values) { f.Del("scope") }, 400, "invalid_scope", true},
		"other grant":  {tenant, func(f url.Values) { f.Set("grant_type", "implicit") }, 400, "unsupported_grant_type", true},
		"no grant":     {tenant, func(f url.Values) { f.Del("grant_type") }, 400, "invalid_request", true},
		"wrong password": {tenant, func(f url.Values) {
			f.Set("grant_type", "password")
			f.Set("client_id", "duet-teams-client")
			f.Set("username", "alix@contoso.test")
		}, 400, "invalid_grant", false},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			form := good()
			c.change(form)
			res, err := s.http.PostForm(s.url+"/"+c.tenant+"/oauth2/v2.0/token", form)
			if err != nil {
				t.Fatal(err)
			}
			defer res.Body.Close()
			body, _ := io.ReadAll(res.Body)
			if res.StatusCode != c.status || !strings.Contains(string(body), `"`+c.code) {
				t.Errorf("%d %s expected, not %d %s", c.status, c.code, res.StatusCode, body)
			}
			if got := len(s.violations()); got != map[bool]int{false: 0, true: 1}[c.violation] {
				t.Errorf("%d violations", got)
			}
		})
	}
}

func TestBearerTokens(t *testing.T) {
	t.Run("none", func(t *testing.T) {
		s := newSite(t)
		s.call("", "GET", "/v1.0/users", nil).fails(401, "InvalidAuthenticationToken")
		s.one("RFC 6750")
	})
	t.Run("unknown", func(t *testing.T) {
		s := newSite(t)
		got := s.call("nonsense", "GET", "/v1.0/users", nil)
		got.fails(401, "InvalidAuthenticationToken")
		if got.header.Get("WWW-Authenticate") == "" {
			t.Error("RFC 6750 section 3: a 401 has WWW-Authenticate")
		}
		s.one("RFC 6750")
	})
	t.Run("expired by age is no violation", func(t *testing.T) {
		s := newSite(t, func(c *teams.Config) { c.TokenLifetime = time.Nanosecond })
		s.call(s.app, "GET", "/v1.0/users", nil).fails(401, "InvalidAuthenticationToken")
		s.none()
	})
	t.Run("expired by a fault is no violation, and spares people", func(t *testing.T) {
		s := newSite(t)
		person := s.userToken(alix)
		if _, err := s.control.InjectFault(t.Context(), teams.Fault{Name: teams.FaultExpireToken}); err != nil {
			t.Fatal(err)
		}
		s.call(s.app, "GET", "/v1.0/users", nil).fails(401, "InvalidAuthenticationToken")
		s.call(person, "GET", "/v1.0/me", nil).is(200)
		s.none()
	})
}

// What an application may do, a user may not, and the other way round.
func TestRights(t *testing.T) {
	cases := []struct{ path, method string }{
		{"/interop/v1/users/" + alix.ID + "/activity", "GET"},
		{"/v1.0/subscriptions", "GET"},
		{"/v1.0/users/" + alix.ID + "/chats/getAllMessages", "GET"},
	}
	for _, c := range cases {
		t.Run("a user: "+c.path, func(t *testing.T) {
			s := newSite(t)
			s.call(s.userToken(alix), c.method, c.path, nil).fails(403, "Forbidden")
			s.call(s.app, c.method, c.path, nil).is(200)
		})
	}
	for _, c := range []struct{ path, method string }{
		{"/v1.0/me", "GET"},
		{"/v1.0/me/chats", "GET"},
		{"/v1.0/users/" + alix.ID + "/chats", "GET"},
		{"/client/v1/endpoints", "POST"},
	} {
		t.Run("an application: "+c.path, func(t *testing.T) {
			s := newSite(t)
			s.call(s.app, c.method, c.path, nil).fails(403, "Forbidden")
			s.one("security")
			if got := s.call(s.userToken(alix), c.method, c.path, nil); got.status/100 != 2 {
				t.Errorf("a user was answered %d", got.status)
			}
		})
	}
	t.Run("an application may not write chat messages", func(t *testing.T) {
		s := newSite(t)
		s.call(s.app, "POST", "/v1.0/chats/"+s.crossing()+"/messages", text("hi")).fails(401, "Unauthorized")
		s.one("postChatMessage security")
	})
}

func TestOpenIDConfigurationLeadsToTheKeys(t *testing.T) {
	s := newSite(t)
	for _, path := range []string{"/" + tenant + "/v2.0/.well-known/openid-configuration", "/common/.well-known/openid-configuration"} {
		doc := s.call("", "GET", path, nil).is(200)
		keys := s.call("", "GET", strings.TrimPrefix(doc["jwks_uri"].(string), s.url), nil).is(200)
		if at(keys, "keys", 0, "kty") != "RSA" {
			t.Errorf("no RSA key: %v", keys)
		}
	}
	s.call("", "GET", "/nowhere/v2.0/.well-known/openid-configuration", nil).is(400)
	s.none()
}

func TestExchangesAreRecordedWithTheirParty(t *testing.T) {
	s := newSite(t)
	s.call(s.userToken(alix), "GET", "/v1.0/me", nil, "client-request-id", "mine").is(200)
	e := s.see(record.Is(record.HTTPExchange), record.With("path", "/v1.0/me"))
	if e.Party != "alix@contoso.test/teams" || e.From != alix.Address || e.Attr("plane") != "graph" || e.Attr("status") != "200" {
		t.Errorf("recorded as %+v", e)
	}
	for _, part := range []string{"GET /v1.0/me HTTP/1.1\r\n", "HTTP/1.1 200 OK\r\n", "Client-Request-Id: mine\r\n", "userPrincipalName"} {
		if !strings.Contains(string(e.Raw), part) {
			t.Errorf("the raw exchange lacks %q:\n%s", part, e.Raw)
		}
	}
	e = s.see(record.Is(record.TokenIssued), record.From(alix.Address))
	if e.Attr("grant") != "password" {
		t.Errorf("recorded as %+v", e)
	}
	if got := s.see(record.Is(record.TokenIssued), record.By(record.PartyIUT)).Attr("grant"); got != "client_credentials" {
		t.Errorf("the IUT's grant is recorded as %q", got)
	}
}

func TestClosedBackendSaysSo(t *testing.T) {
	s := newSite(t)
	s.backend.Close()
	s.backend.Close()
	s.call(s.app, "GET", "/v1.0/users", nil).fails(http.StatusServiceUnavailable, "ServiceUnavailable")
	if err := s.control.Health(t.Context()); err == nil || !strings.Contains(err.Error(), "closed") {
		t.Errorf("health says %v", err)
	}
}
