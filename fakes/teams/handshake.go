package teams

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"

	"github.com/google/uuid"
)

// awkward is in every validation token: what a decoder that is not quite right gets wrong. A plus that is really a plus, a
// percent sign that looks like an escape, the separators of a query, a space, a letter beyond ASCII.
const awkward = "1+1=2 & 100%25 ?/#;\"é\""

// unproven is the answer to who asked for a subscription whose notification URL did not prove itself. One who is gone meanwhile,
// as a process that is killed, broke nothing; and nor did one whose backend closes.
func (x *exchange) unproven(to string, err error) answer {
	a := refuse(http.StatusBadRequest, "ValidationError", "Subscription validation request failed. %s.", err)
	if x.r.Context().Err() != nil || x.b.ctx.Err() != nil {
		return a
	}
	a = a.breaking("Graph change notifications: validation of notification URLs", "%v", err)
	if errors.Is(err, errUnreached) {
		a.breaks.unreached = to
	}
	return a
}

// errUnreached is wrapped by the error of a handshake to whose URL no connection could be made.
var errUnreached = errors.New("can't be reached")

// handshake proves that a notification URL is the IUT's: it must answer a request that has a token in its query within the
// bound by 200, text/plain, and the token as it was before it was escaped. The error is a sentence about the IUT. here is
// where the IUT reaches this backend, which says from where the URL was tried.
func (b *Backend) handshake(ctx context.Context, here, to string) error {
	token := "Validation: Testing client application reachability for subscription Request-Id: " + uuid.NewString() + " " + awkward
	target, err := url.Parse(to)
	if err != nil {
		return fmt.Errorf("the notification URL %q is no URL: %w", to, err)
	}
	query := "validationToken=" + url.QueryEscape(token)
	if target.RawQuery != "" {
		query = target.RawQuery + "&" + query // what the subscriber has there stays
	}
	target.RawQuery = query

	ctx, cancel := context.WithTimeout(ctx, b.cfg.HandshakeTimeout)
	defer cancel()
	defer context.AfterFunc(b.ctx, cancel)()
	var connected atomic.Bool
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		ConnectDone: func(_, _ string, err error) { connected.CompareAndSwap(false, err == nil) },
		GotConn:     func(httptrace.GotConnInfo) { connected.Store(true) },
	})
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, target.String(), http.NoBody)
	if err != nil {
		return fmt.Errorf("the notification URL %q is no URL: %w", to, err)
	}
	req.Header.Set("Content-Type", "text/plain; charset=utf-8")
	res, err := b.http.Do(req)
	if why, ok := unreached(err); ok && !connected.Load() {
		return fmt.Errorf("the notification URL %s %w from where the Teams backend is (%s): %w", to, errUnreached, here, why)
	}
	if err != nil {
		return fmt.Errorf("the notification URL %s did not answer its validation within %s: %w", to, b.cfg.HandshakeTimeout, err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, 1<<16))
	media, _, _ := mime.ParseMediaType(res.Header.Get("Content-Type"))
	switch {
	case err != nil:
		return fmt.Errorf("the notification URL %s broke off the answer to its validation: %w", to, err)
	case res.StatusCode != http.StatusOK:
		return fmt.Errorf("the notification URL %s must answer its validation with 200 OK, and answered %s", to, res.Status)
	case !strings.EqualFold(media, "text/plain"):
		return fmt.Errorf("the notification URL %s must answer its validation as text/plain, and answered as %q", to, res.Header.Get("Content-Type"))
	case string(body) != token:
		return fmt.Errorf("the notification URL %s must answer its validation with the decoded token %q, and answered %q", to, token, body)
	}
	return nil
}

// unreached says whether a request may have failed because there was no connection, and why there was none.
func unreached(err error) (why error, ok bool) {
	var dialled *net.OpError
	if errors.As(err, &dialled) && dialled.Op == "dial" {
		return dialled, true
	}
	return errors.New("nothing there answered the attempt to connect in time"), errors.Is(err, context.DeadlineExceeded)
}
