package teams

import (
	"crypto/rand"
	"crypto/subtle"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
)

// peopleClientID is the public client that Teams clients of people sign in through. It has no secret.
const peopleClientID = "duet-teams-client"

// The OAuth 2.0 grants of the token endpoint.
const (
	grantApplication = "client_credentials"
	grantPassword    = "password"
)

// grant is an access token that was issued. Tokens are opaque, as Graph's are to its clients.
type grant struct {
	user    *user // nil: an application token
	expires time.Time
}

func (g *grant) valid() bool { return time.Now().Before(g.expires) }

// party is who holds the token.
func (g *grant) party() string {
	if g.user == nil {
		return record.PartyIUT
	}
	return g.user.client()
}

// issueToken is RFC 6749 section 4.4 for applications and section 4.3 for people.
func (x *exchange) issueToken() answer {
	form, err := url.ParseQuery(string(x.body))
	if err != nil {
		return refuseToken(http.StatusBadRequest, "invalid_request", 900144, "The request body is not form-encoded.")
	}
	if form.Get("client_id") == peopleClientID {
		x.party = record.PartyTester
		if u := x.b.people.find(form.Get("username")); u != nil {
			x.party = u.client()
			x.about(u.Address, "")
		}
	}
	if !strings.EqualFold(x.params["tenant"], x.b.cfg.Tenant) {
		return refuseToken(http.StatusBadRequest, "invalid_tenant", 90002, "Tenant '"+x.params["tenant"]+"' not found.").
			breaking("contract: tenant", "a token was asked for in the tenant %q, which is not the one given", x.params["tenant"])
	}
	switch form.Get("grant_type") {
	case grantApplication:
		return x.issueApplication(form)
	case grantPassword:
		return x.issuePerson(form)
	}
	return refuseToken(http.StatusBadRequest, "unsupported_grant_type", 70003, "The app requested an unsupported grant type '"+form.Get("grant_type")+"'.").
		breaking("RFC 6749 section 5.2", "a token was asked for by the grant %q, which the contract does not have", form.Get("grant_type"))
}

func (x *exchange) issueApplication(form url.Values) answer {
	switch {
	case form.Get("client_id") != x.b.cfg.ClientID:
		return refuseToken(http.StatusBadRequest, "unauthorized_client", 700016, "Application with identifier '"+form.Get("client_id")+"' was not found in the directory.").
			breaking("contract: client credentials", "a token was asked for with the client id %q, which is not the one given", form.Get("client_id"))
	case subtle.ConstantTimeCompare([]byte(form.Get("client_secret")), []byte(x.b.cfg.ClientSecret)) != 1:
		return refuseToken(http.StatusUnauthorized, "invalid_client", 7000215, "Invalid client secret provided.").
			breaking("contract: client credentials", "a token was asked for with a client secret that is not the one given")
	case !hasDefaultScope(form.Get("scope")):
		return refuseToken(http.StatusBadRequest, "invalid_scope", 70011, "The provided value for the input parameter 'scope' is not valid: it must name a resource and '/.default'.").
			breaking("RFC 6749 section 4.4.2", "a token was asked for with the scope %q, which has no \"/.default\" of a resource", form.Get("scope"))
	}
	return x.issue(nil, grantApplication)
}

func (x *exchange) issuePerson(form url.Values) answer {
	u := x.b.people.find(form.Get("username"))
	switch {
	case form.Get("client_id") != peopleClientID:
		return refuseToken(http.StatusBadRequest, "unauthorized_client", 700016, "Application with identifier '"+form.Get("client_id")+"' may not sign people in.").
			breaking("contract: client credentials", "a password grant was tried with the client id %q; only people's own clients sign in so", form.Get("client_id"))
	case u == nil || subtle.ConstantTimeCompare([]byte(form.Get("password")), []byte(u.Password)) != 1:
		return refuseToken(http.StatusBadRequest, "invalid_grant", 50126, "Error validating credentials due to invalid username or password.")
	}
	return x.issue(u, grantPassword)
}

func (x *exchange) issue(u *user, kind string) answer {
	token := rand.Text()
	x.b.grants[token] = &grant{user: u, expires: time.Now().Add(x.b.cfg.TokenLifetime)}
	x.b.log.Append(record.Event{
		Kind: record.TokenIssued, Party: x.party, From: x.from, Attrs: map[string]string{"grant": kind, "token": token},
	})
	seconds := max(int(x.b.cfg.TokenLifetime/time.Second)-1, 1)
	return ok(map[string]any{
		"token_type": "Bearer", "expires_in": seconds, "ext_expires_in": seconds, "access_token": token,
	}).with("Cache-Control", "no-store")
}

// hasDefaultScope says whether one of the scopes is a resource's ".default". MSAL adds "openid" and the like, which are taken.
func hasDefaultScope(scope string) bool {
	for _, s := range strings.Fields(scope) {
		if resource, ok := strings.CutSuffix(s, "/.default"); ok && resource != "" {
			return true
		}
	}
	return false
}

// refuseToken is an error of the token endpoint.
func refuseToken(status int, code string, aadsts int, text string) answer {
	return answer{status: status, body: &oauthError{Error: code, Description: text, Codes: []int{aadsts}}}
}
