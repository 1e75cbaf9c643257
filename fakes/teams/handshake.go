package teams

import (
	"context"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"github.com/google/uuid"
)

// awkward is in every validation token: what a decoder that is not quite right gets wrong. A plus that is really a plus, a
// percent sign that looks like an escape, the separators of a query, a space, a letter beyond ASCII.
const awkward = "1+1=2 & 100%25 ?/#;\"é\""

// handshake proves that a notification URL is the IUT's: it must answer a request that has a token in its query within the
// bound by 200, text/plain, and the token as it was before it was escaped. The error is a sentence about the IUT.
func (b *Backend) handshake(ctx context.Context, to string) error {
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
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, target.String(), http.NoBody)
	if err != nil {
		return fmt.Errorf("the notification URL %q is no URL: %w", to, err)
	}
	req.Header.Set("Content-Type", "text/plain; charset=utf-8")
	res, err := b.http.Do(req)
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
