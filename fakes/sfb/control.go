package sfb

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/duet-conformance/duet/fakes/directory"
)

// Control is the Go client of a front end's control interface. Its methods are safe for concurrent use; their errors are
// sentences that name the front end and what it said.
type Control struct {
	// URL is the root of the control interface, without a trailing slash: "http://127.0.0.1:40123".
	URL string
	// HTTP sends the requests; nil means [http.DefaultClient].
	HTTP *http.Client
}

// LogURL is where the event log is read and followed; see [record.Follow].
func (c *Control) LogURL() string { return c.URL + "/control/v1/log" }

// Health returns nil when the front end serves.
func (c *Control) Health(ctx context.Context) error {
	return c.do(ctx, "ask whether it serves", http.MethodGet, "/health", nil, nil)
}

// PutUsers adds users, or replaces those who exist. Bindings and presence of a replaced user stay.
func (c *Control) PutUsers(ctx context.Context, users ...directory.User) error {
	return c.do(ctx, "provision users", http.MethodPut, "/users", users, nil)
}

// Inject injects a fault and returns its id.
func (c *Control) Inject(ctx context.Context, fault Fault) (id string, err error) {
	var answer Fault
	err = c.do(ctx, "inject the fault "+fault.Name, http.MethodPost, "/faults", fault, &answer)
	return answer.ID, err
}

// ClearFault takes an injected fault back. A fault that has been used up is gone already, which is an error.
func (c *Control) ClearFault(ctx context.Context, id string) error {
	return c.do(ctx, "take back the fault "+id, http.MethodDelete, "/faults/"+url.PathEscape(id), nil, nil)
}

// ClearFaults takes all injected faults back; there need not be any.
func (c *Control) ClearFaults(ctx context.Context) error {
	return c.do(ctx, "take back all faults", http.MethodDelete, "/faults", nil, nil)
}

// Fence sends an OPTIONS with the header "Duet-Fence: token" to the person's client that registered with the instance,
// behind everything that was sent to it before. An empty instance means all of the person's own clients. It returns when
// the fence is on its way; no such client being registered is an error.
func (c *Control) Fence(ctx context.Context, address, instance, token string) error {
	return c.do(ctx, "send a fence to "+address, http.MethodPost, "/fences",
		fenceOrder{Address: address, Instance: instance, Token: token}, nil)
}

// Throw sends the IUT bytes as they are, in order, over the connection with which it has registered the user, and then an
// OPTIONS. It returns when the IUT has answered that, or has closed the connection, or has done neither for a while.
func (c *Control) Throw(ctx context.Context, address string, messages ...[]byte) error {
	return c.do(ctx, "throw bytes at the IUT", http.MethodPost, "/throws", throwOrder{Address: address, Messages: messages}, nil)
}

// Departed tells the front end that the process of the IUT has ended. Over UDP nothing else says so, and the next client that
// gets its port from the kernel would be taken for the IUT.
func (c *Control) Departed(ctx context.Context) error {
	return c.do(ctx, "say that the IUT has ended", http.MethodPost, "/departures", nil, nil)
}

// History returns a user's conversation history, oldest first.
func (c *Control) History(ctx context.Context, address string) ([]HistoryEntry, error) {
	var entries []HistoryEntry
	err := c.do(ctx, "read the history of "+address, http.MethodGet, "/history/"+url.PathEscape(address), nil, &entries)
	return entries, err
}

// Bindings returns the endpoints that a user is registered with now, sorted by instance.
func (c *Control) Bindings(ctx context.Context, address string) ([]Binding, error) {
	var bindings []Binding
	err := c.do(ctx, "read the bindings of "+address, http.MethodGet, "/bindings/"+url.PathEscape(address), nil, &bindings)
	return bindings, err
}

// Reset forgets bindings, presence, histories and faults. Users, connections and the log stay.
func (c *Control) Reset(ctx context.Context) error {
	return c.do(ctx, "reset", http.MethodPost, "/reset", nil, nil)
}

// Restart makes the front end close all connections and forget bindings, publications and subscriptions, as one does that is
// restarted. Users, histories, faults and the log stay.
func (c *Control) Restart(ctx context.Context) error {
	return c.do(ctx, "restart", http.MethodPost, "/restart", nil, nil)
}

// fenceOrder is the body of POST fences.
type fenceOrder struct {
	Address  string `json:"address"`
	Instance string `json:"instance"`
	Token    string `json:"token"`
}

// throwOrder is the body of POST throws.
type throwOrder struct {
	Address  string   `json:"address"`
	Messages [][]byte `json:"messages"`
}

func (c *Control) do(ctx context.Context, purpose, method, path string, body, answer any) error {
	failed := func(err error) error { return fmt.Errorf("SfB front end at %s: %s: %w", c.URL, purpose, err) }
	var content io.Reader
	if body != nil {
		data, err := json.Marshal(body)
		if err != nil {
			return failed(err)
		}
		content = bytes.NewReader(data)
	}
	req, err := http.NewRequestWithContext(ctx, method, c.URL+"/control/v1"+path, content)
	if err != nil {
		return failed(err)
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	client := c.HTTP
	if client == nil {
		client = http.DefaultClient
	}
	res, err := client.Do(req)
	if err != nil {
		return failed(err)
	}
	defer func() { _ = res.Body.Close() }()
	data, err := io.ReadAll(io.LimitReader(res.Body, 16<<20))
	if err != nil {
		return failed(err)
	}
	if res.StatusCode/100 != 2 {
		return failed(fmt.Errorf("it answered %s: %s", res.Status, strings.TrimSpace(string(data))))
	}
	if answer == nil {
		return nil
	}
	if err := json.Unmarshal(data, answer); err != nil {
		return failed(fmt.Errorf("its answer is not what was expected: %w", err))
	}
	return nil
}
