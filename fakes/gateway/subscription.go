package gateway

import (
	"context"
	"net/http"
	"net/url"
	"time"
)

// subscription is a change-notification subscription (Graph's subscription resource).
type subscription struct {
	ID       string    `json:"id,omitempty"`
	Resource string    `json:"resource,omitempty"`
	Change   string    `json:"changeType,omitempty"`
	URL      string    `json:"notificationUrl,omitempty"`
	Life     string    `json:"lifecycleNotificationUrl,omitempty"`
	State    string    `json:"clientState,omitempty"`
	Expires  time.Time `json:"expirationDateTime"`
}

// subscriptionLife is how long a subscription is asked for: the 45 minutes below which Graph raises any wish.
const subscriptionLife = 45 * time.Minute

// watched are the resources that the gateway wants to be told about, and what of them.
var watched = [...]struct{ resource, change string }{
	{"/chats/getAllMessages", "created"}, // what Teams users write
	{"/interop/v1/activity", "updated"},  // who signs in and out, and who did something
	{"/users", "updated"},                // who switches interop on or off
}

// subscribe makes a subscription. Teams calls the webhook during this, to see whether it answers.
func (t *teamsClient) subscribe(ctx context.Context, s subscription) (subscription, error) {
	var made subscription
	err := t.ask(ctx, http.MethodPost, "/v1.0/subscriptions", func(int) any {
		s.Expires = time.Now().Add(subscriptionLife).UTC()
		return s
	}, &made)
	return made, err
}

func subscriptionPath(id string) string { return "/v1.0/subscriptions/" + url.PathEscape(id) }

// renew lengthens a subscription and returns until when it is good.
func (t *teamsClient) renew(ctx context.Context, id string) (time.Time, error) {
	var s subscription
	err := t.ask(ctx, http.MethodPatch, subscriptionPath(id), func(int) any {
		return map[string]time.Time{"expirationDateTime": time.Now().Add(subscriptionLife).UTC()}
	}, &s)
	return s.Expires, err
}

// unsubscribe ends a subscription.
func (t *teamsClient) unsubscribe(ctx context.Context, id string) error {
	err := t.ask(ctx, http.MethodDelete, subscriptionPath(id), nil, nil)
	if isStatus(err, http.StatusNotFound) {
		return nil
	}
	return err
}
