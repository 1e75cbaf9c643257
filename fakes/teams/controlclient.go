package teams

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"github.com/duet-conformance/duet/fakes/directory"
	"github.com/duet-conformance/duet/fakes/record"
)

// Control is the tester's client of a backend's control API. It is safe for concurrent use. Errors are sentences that
// name the backend and what it answered.
type Control struct {
	// URL is the root of the control API without a trailing slash, "http://127.0.0.1:4711".
	URL string
	// HTTP sends the requests; nil means [http.DefaultClient].
	HTTP *http.Client
}

// Health asks whether the backend serves; nil means that it does.
func (c *Control) Health(ctx context.Context) error {
	return c.do(ctx, http.MethodGet, "/control/v1/health", nil, nil)
}

// PutUsers adds users to the backend's directory. A user whose address is known is replaced, and keeps chats, settings
// and sign-ins. No user of the list is taken when one of them is invalid.
func (c *Control) PutUsers(ctx context.Context, users []directory.User) error {
	return c.do(ctx, http.MethodPut, "/control/v1/users", users, nil)
}

// InjectFault makes the backend misbehave from now on, and returns the name by which [Control.RemoveFault] ends that.
func (c *Control) InjectFault(ctx context.Context, fault Fault) (id string, err error) {
	var made struct {
		ID string `json:"id"`
	}
	err = c.do(ctx, http.MethodPost, "/control/v1/faults", fault, &made)
	return made.ID, err
}

// RemoveFault ends one fault. One that has ended by itself (its times are used up) is no error.
func (c *Control) RemoveFault(ctx context.Context, id string) error {
	return c.do(ctx, http.MethodDelete, "/control/v1/faults/"+url.PathEscape(id), nil, nil)
}

// ClearFaults ends all faults.
func (c *Control) ClearFaults(ctx context.Context) error {
	return c.do(ctx, http.MethodDelete, "/control/v1/faults", nil, nil)
}

// SendFence puts a fence with the token on the event stream of every Teams client that the user with the address is signed
// in at, behind everything that is on its way there, and returns how many clients that are. Zero is no error: nobody
// is there to see anything.
func (c *Control) SendFence(ctx context.Context, address, token string) (clients int, err error) {
	var sent struct {
		Clients int `json:"clients"`
	}
	err = c.do(ctx, http.MethodPost, "/control/v1/fences", fenceRequest{Address: address, Token: token}, &sent)
	return sent.Clients, err
}

// Reset signs everybody out, makes all tokens expire, and forgets chats, activity, settings, calls, subscriptions and faults.
// Users and the event log stay.
func (c *Control) Reset(ctx context.Context) error {
	return c.do(ctx, http.MethodPost, "/control/v1/reset", nil, nil)
}

// FollowLog calls f with every event of the backend's log from the first on, until f returns an error or the context ends;
// see [record.Follow].
func (c *Control) FollowLog(ctx context.Context, f func(record.Event) error) error {
	return record.Follow(ctx, c.client(), c.URL+"/control/v1/log", f)
}

func (c *Control) client() *http.Client {
	if c.HTTP == nil {
		return http.DefaultClient
	}
	return c.HTTP
}

// do sends in as JSON, unless it is nil, and reads the answer into out, unless it is nil.
func (c *Control) do(ctx context.Context, method, path string, in, out any) error {
	what := fmt.Sprintf("the Teams backend's control API at %s: %s %s", c.URL, method, path)
	var body io.Reader
	if in != nil {
		text, err := json.Marshal(in)
		if err != nil {
			return fmt.Errorf("%s: the request can't be written: %w", what, err)
		}
		body = bytes.NewReader(text)
	}
	req, err := http.NewRequestWithContext(ctx, method, c.URL+path, body)
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	if in != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	res, err := c.client().Do(req)
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		return fmt.Errorf("%s: the answer broke off: %w", what, err)
	}
	if res.StatusCode/100 != 2 {
		return fmt.Errorf("%s: answered %s: %s", what, res.Status, bytes.TrimSpace(text))
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(text, out); err != nil {
		return fmt.Errorf("%s: answered %s with what is no JSON of the expected form: %w", what, res.Status, err)
	}
	return nil
}
