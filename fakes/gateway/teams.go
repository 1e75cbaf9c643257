package gateway

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// teamsClient asks the Teams backend. It is safe for concurrent use.
type teamsClient struct {
	root   string
	http   *http.Client
	tokens *tokens
	faults faults
	// account is the name and the password of the account at SfB; only for LeaksServicePassword.
	account string
	// resting are requests that failed a moment ago; only for LeavesTeamsAlone.
	resting sync.Map
}

const (
	// maxAnswer is how much of an answer is read.
	maxAnswer = 8 << 20
	// patience is how long a request to Teams is repeated. It is less than the 32 s after which a SIP client gives up on a
	// MESSAGE (RFC 3261 section 17.1.2, Timer F), because that client waits for this answer.
	patience = 31 * time.Second
	// firstPause is how long the first repetition waits; each later one waits twice as long, up to lastPause.
	firstPause = 100 * time.Millisecond
	lastPause  = 5 * time.Second
)

// refusal is an answer that is not a success.
type refusal struct {
	// Request is "GET /v1.0/users".
	Request string
	Status  int
	// Code and Message are those of the OData or OAuth error in the answer, if there is one.
	Code, Message string
	// RetryAfter is how long Teams wants to be left alone; zero when it doesn't say.
	RetryAfter time.Duration
}

func (r *refusal) Error() string {
	return fmt.Sprintf("Teams answered %s with %d %s: %s", r.Request, r.Status, r.Code, r.Message)
}

// isStatus says whether the error is a refusal with that status.
func isStatus(err error, status int) bool {
	var r *refusal
	return errors.As(err, &r) && r.Status == status
}

// passing says whether a refusal may go away by itself.
func (r *refusal) passing() bool {
	switch r.Status {
	case http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusBadGateway,
		http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// ask sends a request until Teams has answered it for good, and reads the answer into out (nil: it doesn't matter). What
// the request carries is made anew by body for every attempt, which counts from 0; nil carries nothing.
//
// A request whose connection broke may have been carried out. So everything that is asked this way must be harmless
// when it is carried out twice.
func (t *teamsClient) ask(ctx context.Context, method, path string, body func(attempt int) any, out any) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	pause := firstPause
	for attempt := 0; ; attempt++ {
		err := t.askOnce(ctx, method, path, body, attempt, out)
		wait, again := t.again(err, attempt)
		if !again || ctx.Err() != nil {
			return err
		}
		wait = max(wait, pause)
		if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) < wait {
			return err
		}
		pause = min(2*pause, lastPause)
		rest := time.NewTimer(wait)
		select {
		case <-rest.C:
		case <-ctx.Done():
			rest.Stop()
			return err
		}
	}
}

// again says whether a request that ended with err is worth repeating, and how long to wait before.
func (t *teamsClient) again(err error, attempt int) (wait time.Duration, again bool) {
	var r *refusal
	switch {
	case err == nil:
		return 0, false
	case !errors.As(err, &r):
		return 0, !t.faults.givesUpBroken(err) // the connection broke, or could not be made
	case r.Status == http.StatusUnauthorized:
		return 0, attempt == 0 // the token may have been revoked: once more with a new one
	case t.faults.givesUpOn(r):
		return 0, false
	}
	t.stumbled(r)
	return t.faults.late(r), r.passing()
}

func (t *teamsClient) askOnce(ctx context.Context, method, path string, body func(int) any, attempt int, out any) error {
	token, err := t.tokens.get(ctx)
	if err != nil {
		return err
	}
	var content io.Reader
	if body != nil {
		text, err := json.Marshal(body(attempt))
		if err != nil {
			return &refusal{Request: method + " " + path, Message: "the request can't be written: " + err.Error()}
		}
		content = bytes.NewReader(text)
	}
	ctx, done := t.faults.patientWith(ctx, method, attempt)
	defer done()
	req, err := http.NewRequestWithContext(ctx, method, t.root+path, content)
	if err != nil {
		return &refusal{Request: method + " " + path, Message: err.Error()}
	}
	req.Header.Set("Authorization", "Bearer "+token)
	t.babble(req)
	if content != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	began := time.Now()
	res, err := t.http.Do(req)
	if err != nil {
		return fmt.Errorf("%s %s: %w", method, path, err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if err != nil {
		return fmt.Errorf("%s %s: the answer broke off: %w", method, path, err)
	}
	if err := t.faults.tooSlow(method, began); err != nil {
		return err
	}
	if res.StatusCode/100 != 2 {
		if res.StatusCode == http.StatusUnauthorized {
			t.tokens.drop(token)
		}
		return refused(method+" "+path, res, text)
	}
	if out == nil || len(text) == 0 {
		return nil
	}
	if err := json.Unmarshal(text, out); err != nil {
		return &refusal{Request: method + " " + path, Status: res.StatusCode, Message: "the answer is not what was expected: " + err.Error()}
	}
	return nil
}

// refused reads the error in an answer: Graph's is an object, that of the token endpoint a string.
func refused(request string, res *http.Response, body []byte) *refusal {
	r := &refusal{Request: request, Status: res.StatusCode}
	if seconds, err := strconv.Atoi(strings.TrimSpace(res.Header.Get("Retry-After"))); err == nil && seconds > 0 {
		r.RetryAfter = time.Duration(seconds) * time.Second
	}
	var answer struct {
		Error       json.RawMessage `json:"error"`
		Description string          `json:"error_description"`
	}
	if json.Unmarshal(body, &answer) != nil {
		return r
	}
	var odata struct{ Code, Message string }
	if json.Unmarshal(answer.Error, &odata) == nil {
		r.Code, r.Message = odata.Code, odata.Message
	} else if json.Unmarshal(answer.Error, &r.Code) == nil {
		r.Message = answer.Description
	}
	return r
}

// always makes a body that is the same for every attempt.
func always(body any) func(int) any { return func(int) any { return body } }
