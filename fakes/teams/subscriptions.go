package teams

import (
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/google/uuid"
)

// How long subscriptions may live, and from when on those to Teams resources need a lifecycle URL; as in Graph.
const (
	longestSubscription = 4320 * time.Minute
	longestPresence     = 60 * time.Minute
	lifecycleFrom       = 60 * time.Minute
	// lenience covers the time that a request for exactly the longest life takes, and clocks that differ a little.
	lenience = time.Minute
)

// inFlight is how many notifications of one subscription may be on the wire at a time.
const inFlight = 32

type subscriptionRequest struct {
	ChangeType               string    `json:"changeType"`
	NotificationURL          string    `json:"notificationUrl"`
	LifecycleNotificationURL string    `json:"lifecycleNotificationUrl"`
	Resource                 string    `json:"resource"`
	Expiration               time.Time `json:"expirationDateTime"`
	ClientState              string    `json:"clientState"`
	IncludeResourceData      bool      `json:"includeResourceData"`
	EncryptionCertificate    string    `json:"encryptionCertificate"`
	EncryptionCertificateID  string    `json:"encryptionCertificateId"`
}

// createSubscription is POST /subscriptions.
func (x *exchange) createSubscription() answer {
	var in subscriptionRequest
	if bad := x.decode(&in); bad != nil {
		return *bad
	}
	s, bad := x.readSubscription(in)
	if bad != nil {
		return *bad
	}
	for _, to := range []string{in.NotificationURL, in.LifecycleNotificationURL} {
		if to == "" {
			continue
		}
		if err := x.b.handshake(x.r.Context(), x.root(), to); err != nil {
			return x.unproven(to, err)
		}
	}
	x.b.mu.Lock()
	defer x.b.mu.Unlock()
	if closed := x.accept(); closed != nil { // while the subscriber was asked
		return *closed
	}
	x.b.nextOrder++
	s.order = x.b.nextOrder
	x.b.subs[s.id] = s
	x.b.expire(s, in.Expiration)
	made := s.event(record.SubscriptionCreated)
	made.Attrs["url"], made.Attrs["client-state"] = s.url, s.clientState
	x.b.log.Append(made)
	x.b.grantBriefly(s)
	return created(x.withContext(s.shown(x.b.cfg.ClientID), "subscriptions"))
}

// readSubscription checks a request, all but the handshake.
func (x *exchange) readSubscription(in subscriptionRequest) (*subscription, *answer) {
	refuse := func(part, format string, args ...any) (*subscription, *answer) {
		text := fmt.Sprintf(format, args...)
		a := badRequest("%s.", text).breaking("openapi.yaml createSubscription "+part, "a subscription to %q was asked for, but %s", in.Resource, text)
		return nil, &a
	}
	x.b.mu.Lock()
	w, bad := x.b.readWatch(in.Resource)
	x.b.mu.Unlock()
	if bad != nil {
		return nil, bad
	}
	if w.user != nil {
		x.about(w.user.Address, "")
	}
	if w.kind != watchMessages && slices.Contains(strings.Split(in.ChangeType, ","), "created") {
		return refuse("changeType", "the resource has no change type \"created\"")
	}
	if reason := lifetime(w, in.Expiration, in.LifecycleNotificationURL != ""); reason != "" {
		return refuse("expirationDateTime", "%s", reason)
	}
	for _, to := range []string{in.NotificationURL, in.LifecycleNotificationURL} {
		if reason := badTarget(to); to != "" && reason != "" {
			return refuse("notificationUrl", "%s", reason)
		}
	}
	s := &subscription{
		id: uuid.NewString(), resource: in.Resource, change: in.ChangeType, url: in.NotificationURL,
		lifecycleURL: in.LifecycleNotificationURL, clientState: in.ClientState, watch: w,
		ended: make(chan struct{}), lanes: map[string]*lane{}, late: map[string]*delivery{}, slots: make(chan struct{}, inFlight),
	}
	switch {
	case in.IncludeResourceData && w.kind == watchUsers:
		return refuse("includeResourceData", "users have no notifications with resource data")
	case w.kind == watchPresence && in.EncryptionCertificate == "", in.IncludeResourceData && in.EncryptionCertificate == "":
		return refuse("encryptionCertificate", "the certificate to encrypt the resource data with is missing")
	case in.IncludeResourceData:
		r, err := readRecipient(in.EncryptionCertificate, in.EncryptionCertificateID)
		if err != nil {
			return refuse("encryptionCertificate", "%s", err)
		}
		s.recipient = r
	}
	return s, nil
}

// lifetime says what is wrong with an expiry, or "".
func lifetime(w watch, expires time.Time, hasLifecycle bool) string {
	left, longest := time.Until(expires), longestSubscription
	if w.kind == watchPresence {
		longest = longestPresence
	}
	switch {
	case left <= 0:
		return "its expirationDateTime is in the past"
	case left > longest+lenience:
		return fmt.Sprintf("its expirationDateTime is more than the %d minutes ahead that the resource allows", int(longest.Minutes()))
	case left > lifecycleFrom+lenience && !hasLifecycle && w.kind == watchMessages:
		return "an expirationDateTime more than an hour ahead needs a lifecycleNotificationUrl"
	}
	return ""
}

// badTarget says why notifications can't go to a URL, or "". Graph takes https only; here plain http will do, because an IUT in
// a laboratory has no certificate that a public service would trust, but never to an address out in the internet.
func badTarget(to string) string {
	u, err := url.Parse(to)
	if err != nil || u.Host == "" {
		return fmt.Sprintf("%q is no URL", to)
	}
	if ip, err := netip.ParseAddr(u.Hostname()); u.Scheme == "http" && err == nil &&
		!ip.IsLoopback() && !ip.IsPrivate() && !ip.IsLinkLocalUnicast() {
		return fmt.Sprintf("%q is plain http to a public address", to)
	}
	return ""
}

// ownSubscription is the subscription that the path names.
func (x *exchange) ownSubscription() (*subscription, *answer) {
	s := x.b.subs[x.params["subscription"]]
	if s != nil && s.lapsed != nil { // whoever asks learns it
		x.b.end(s, "expired")
		s = nil
	}
	if s != nil {
		return s, nil
	}
	a := notFound("subscription", x.params["subscription"])
	return nil, &a
}

// listSubscriptions is GET /subscriptions.
func (x *exchange) listSubscriptions() answer {
	value := []any{}
	for _, s := range x.b.sortedSubscriptions() {
		if s.lapsed == nil {
			value = append(value, s.shown(x.b.cfg.ClientID))
		}
	}
	return ok(map[string]any{"@odata.context": x.root() + "/v1.0/$metadata#subscriptions", "value": value})
}

// getSubscription is GET /subscriptions/{id}.
func (x *exchange) getSubscription() answer {
	s, bad := x.ownSubscription()
	if bad != nil {
		return *bad
	}
	return ok(x.withContext(s.shown(x.b.cfg.ClientID), "subscriptions"))
}

// renewSubscription is PATCH /subscriptions/{id}. Renewing reauthorizes, too.
func (x *exchange) renewSubscription() answer {
	s, bad := x.ownSubscription()
	if bad != nil {
		return *bad
	}
	var in struct {
		Expiration time.Time `json:"expirationDateTime"`
	}
	if bad := x.decode(&in); bad != nil {
		return *bad
	}
	if reason := lifetime(s.watch, in.Expiration, s.lifecycleURL != ""); reason != "" {
		return badRequest("%s.", reason).
			breaking("openapi.yaml renewSubscription expirationDateTime", "the subscription to %q was renewed, but %s", s.resource, reason)
	}
	x.b.expire(s, in.Expiration)
	s.resume()
	x.b.log.Append(s.event(record.SubscriptionRenewed))
	return ok(x.withContext(s.shown(x.b.cfg.ClientID), "subscriptions"))
}

// deleteSubscription is DELETE /subscriptions/{id}.
func (x *exchange) deleteSubscription() answer {
	s, bad := x.ownSubscription()
	if bad != nil {
		return *bad
	}
	x.b.end(s, "deleted")
	return noContent()
}

// reauthorizeSubscription is POST /subscriptions/{id}/reauthorize.
func (x *exchange) reauthorizeSubscription() answer {
	s, bad := x.ownSubscription()
	if bad != nil {
		return *bad
	}
	s.resume()
	return noContent()
}
