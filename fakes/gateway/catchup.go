package gateway

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"time"
)

// catchUp takes on what Teams users wrote while nobody told the gateway. It may take on too much: what was told of before is
// passed over. Nothing from before the gateway began is carried, since nobody knows what became of it.
func (c *courier) catchUp(ctx context.Context) error {
	for _, l := range c.g.roster.all() {
		if !l.wanted() {
			continue
		}
		missed, err := c.g.teams.messagesSince(ctx, l.user.ID, c.g.began)
		if err != nil {
			return err
		}
		for _, m := range c.g.faults.foundOf(missed) {
			c.told(m.ChatID, m.ID)
			c.echo(ctx, l, m)
		}
	}
	return nil
}

// messagesSince reads all messages of a user's chats that are newer than a time, oldest first.
func (t *teamsClient) messagesSince(ctx context.Context, userID string, since time.Time) ([]chatMessage, error) {
	query := url.Values{"$filter": {"lastModifiedDateTime gt " + since.UTC().Format("2006-01-02T15:04:05.000Z")}, "$top": {"50"}}
	var all []chatMessage
	for path := "/v1.0/users/" + url.PathEscape(userID) + "/chats/getAllMessages?" + query.Encode(); path != ""; {
		var page struct {
			Value []chatMessage `json:"value"`
			Next  string        `json:"@odata.nextLink"`
		}
		if err := t.ask(ctx, http.MethodGet, path, nil, &page); err != nil {
			return nil, err
		}
		all = append(all, page.Value...)
		path = t.local(page.Next)
	}
	slices.Reverse(all) // Teams gives the newest first
	return all, nil
}
