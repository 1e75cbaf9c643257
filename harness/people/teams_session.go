package people

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
)

// teamsSession is a Teams client that is signed in.
type teamsSession struct {
	client   *TeamsClient
	token    teamsToken
	endpoint string
	stream   *teamsStream
}

// openTeams signs a client in: a token of the person's own, an endpoint, and its event stream up to "ready".
func openTeams(ctx context.Context, c *TeamsClient) (*teamsSession, error) {
	s := &teamsSession{client: c, token: teamsToken{turn: newTurn()}}
	var made struct {
		ID string `json:"id"`
	}
	if _, err := s.do(ctx, http.MethodPost, "/client/v1/endpoints", nil, &made); err != nil {
		return nil, err
	}
	s.endpoint = made.ID
	stream, err := s.follow(ctx)
	if err != nil {
		return nil, err
	}
	s.stream = stream
	return s, nil
}

// close signs out and waits for the end of the stream.
func (s *teamsSession) close(ctx context.Context) error {
	s.stream.expectEnd()
	_, err := s.do(ctx, http.MethodDelete, "/client/v1/endpoints/"+url.PathEscape(s.endpoint), nil, nil)
	s.stream.close()
	return err
}

// do sends in as JSON, unless it is nil, and reads the answer into out, unless it is nil. A status other than 2xx is an
// error, and returned as well.
func (s *teamsSession) do(ctx context.Context, method, path string, in, out any) (status int, err error) {
	return s.send(ctx, method, path, in, out, nil)
}

// send is do with headers, which it leaves as they are.
func (s *teamsSession) send(ctx context.Context, method, path string, in, out any, headers http.Header) (status int, err error) {
	token, err := s.bearer(ctx)
	if err != nil {
		return 0, err
	}
	if headers = headers.Clone(); headers == nil {
		headers = http.Header{}
	}
	headers.Set("Authorization", token)
	if in == nil {
		return s.exchange(ctx, method, path, "", nil, out, headers)
	}
	body, err := json.Marshal(in)
	if err != nil {
		return 0, fmt.Errorf("%s: %s %s: the request can't be written: %w", s.client, method, path, err)
	}
	return s.exchange(ctx, method, path, "application/json", bytes.NewReader(body), out, headers)
}

func (s *teamsSession) exchange(ctx context.Context, method, path, contentType string, body io.Reader, out any, headers http.Header) (int, error) {
	scene := s.client.person.scene
	bound := scene.bounds().Delivery
	within, cancel := context.WithTimeoutCause(ctx, bound, fmt.Errorf("no answer within %s (delivery)", bound))
	defer cancel()
	failed := func(err error) error {
		if cause := context.Cause(within); cause != nil {
			err = cause
		}
		return fmt.Errorf("%s: the Teams backend was asked %s %s: %w", s.client, method, path, err)
	}
	req, err := http.NewRequestWithContext(within, method, scene.Teams.URL+path, body)
	if err != nil {
		return 0, failed(err)
	}
	for name, values := range headers {
		req.Header[name] = values
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	res, err := scene.httpClient().Do(req)
	if err != nil {
		return 0, failed(err)
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(io.LimitReader(res.Body, 16<<20))
	if err != nil {
		return res.StatusCode, failed(err)
	}
	if res.StatusCode/100 != 2 {
		return res.StatusCode, failed(fmt.Errorf("it answered %s: %s", res.Status, bytes.TrimSpace(text)))
	}
	if out != nil {
		if err := json.Unmarshal(text, out); err != nil {
			return res.StatusCode, failed(fmt.Errorf("it answered %s with what is no JSON of the expected form: %w", res.Status, err))
		}
	}
	return res.StatusCode, nil
}

func (s *Scene) httpClient() *http.Client {
	if s.Teams.HTTP == nil {
		return http.DefaultClient
	}
	return s.Teams.HTTP
}
