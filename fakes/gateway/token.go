package gateway

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"
)

// tokens gets and keeps the access token of the OAuth 2.0 client-credentials grant (RFC 6749 section 4.4).
type tokens struct {
	url, clientID, clientSecret string
	http                        *http.Client

	fetching turn // had while a token is fetched, so that only one is

	mu      sync.Mutex
	current string
	until   time.Time
}

// get returns a token that is good for a while yet.
func (t *tokens) get(ctx context.Context) (string, error) {
	if err := t.fetching.take(ctx); err != nil {
		return "", err
	}
	defer t.fetching.pass()
	if token := t.good(); token != "" {
		return token, nil
	}
	form := url.Values{
		"grant_type":    {"client_credentials"},
		"client_id":     {t.clientID},
		"client_secret": {t.clientSecret},
		"scope":         {"https://graph.microsoft.com/.default"},
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, t.url, strings.NewReader(form.Encode()))
	if err != nil {
		return "", fmt.Errorf("fetch a token: %w", err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := t.http.Do(req)
	if err != nil {
		return "", fmt.Errorf("fetch a token: %w", err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if err != nil {
		return "", fmt.Errorf("fetch a token: %w", err)
	}
	if res.StatusCode != http.StatusOK {
		return "", refused("POST "+t.url, res, body)
	}
	var answer struct {
		AccessToken string `json:"access_token"`
		ExpiresIn   int    `json:"expires_in"`
	}
	if err := json.Unmarshal(body, &answer); err != nil || answer.AccessToken == "" {
		return "", fmt.Errorf("fetch a token: the token endpoint %s answered 200 without a token: %w", t.url, err)
	}
	// A tenth of its life is left unused, so that a token does not expire on its way.
	life := time.Duration(answer.ExpiresIn) * time.Second
	t.mu.Lock()
	defer t.mu.Unlock()
	t.current, t.until = answer.AccessToken, time.Now().Add(life-life/10)
	return t.current, nil
}

// good is the present token; "" when there is none that is good for a while yet.
func (t *tokens) good() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	if time.Now().Before(t.until) {
		return t.current
	}
	return ""
}

// drop forgets a token that Teams refused, unless it was replaced since.
func (t *tokens) drop(token string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.current == token {
		t.current = ""
	}
}
