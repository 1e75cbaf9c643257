package people

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// teamsClientID is the OAuth 2.0 client id of the Teams client itself, which signs people in by password.
const teamsClientID = "duet-teams-client"

// renewal is how long before its end a token is replaced, so that none ends on the way.
const renewal = 5 * time.Minute

// teamsToken is a person's access token.
type teamsToken struct {
	turn turn // one asks for a new one, and all have it
	text string
	ends time.Time
}

// bearer is the value of the Authorization header (RFC 6750 section 2.1), with a new token when there is none or the one that
// there is ends soon.
func (s *teamsSession) bearer(ctx context.Context) (string, error) {
	t := &s.token
	if err := t.turn.take(ctx); err != nil {
		return "", err
	}
	defer t.turn.pass()
	if time.Until(t.ends) < renewal {
		if err := s.fetchToken(ctx); err != nil {
			return "", err
		}
	}
	return "Bearer " + t.text, nil
}

// fetchToken asks for a token with the person's password (RFC 6749 section 4.3). The caller has the turn.
func (s *teamsSession) fetchToken(ctx context.Context) error {
	site, user := s.client.person.scene.Teams, s.client.person.User
	form := url.Values{
		"grant_type": {"password"},
		"client_id":  {teamsClientID},
		"username":   {user.Address},
		"password":   {user.Password},
		"scope":      {"https://graph.microsoft.com/.default"},
	}
	var granted struct {
		Token     string `json:"access_token"`
		ExpiresIn int    `json:"expires_in"` // seconds
	}
	_, err := s.exchange(ctx, http.MethodPost, "/"+site.Tenant+"/oauth2/v2.0/token",
		"application/x-www-form-urlencoded", strings.NewReader(form.Encode()), &granted, nil)
	s.token.text, s.token.ends = granted.Token, time.Now().Add(time.Duration(granted.ExpiresIn)*time.Second)
	return err
}
