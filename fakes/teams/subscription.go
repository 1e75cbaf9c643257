package teams

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
)

// subscription is one of the IUT's, to change notifications.
type subscription struct {
	id, resource, change, url, lifecycleURL, clientState string
	watch                                                watch
	recipient                                            *recipient // nil: plain notifications
	expires                                              time.Time
	expiry                                               *time.Timer
	lapsed                                               *activeFault // by which it was granted less than it asked for; see FaultGrant
	ended                                                chan struct{}
	order                                                int // in which it was made
	// held, when there is one, is closed when deliveries may go on.
	held  chan struct{}
	lanes map[string]*lane
	late  map[string]*delivery // what waits for the next of its lane; see FaultReverseNotifications and FaultDuplicateNotifications
	slots chan struct{}        // has a token for every delivery on the wire
}

// wants says whether the subscription is for a change.
func (s *subscription) wants(c change) bool {
	return slices.Contains(strings.Split(s.change, ","), c.what) && s.watch.wants(c) && (s.lapsed == nil || !s.lapsed.hits(c))
}

// hold stops deliveries until resume.
func (s *subscription) hold() {
	if s.held == nil {
		s.held = make(chan struct{})
	}
}

func (s *subscription) resume() {
	if s.held != nil {
		close(s.held)
		s.held = nil
	}
}

// shown is Graph's subscription resource.
func (s *subscription) shown(application string) map[string]any {
	shown := map[string]any{
		"id": s.id, "resource": s.resource, "changeType": s.change, "notificationUrl": s.url,
		"lifecycleNotificationUrl": nil, "clientState": nil, "applicationId": application, "creatorId": application,
		"expirationDateTime": s.expires.UTC().Format(time.RFC3339Nano), "includeResourceData": s.recipient != nil,
		"encryptionCertificate": nil, "encryptionCertificateId": nil, "latestSupportedTlsVersion": "v1_2",
	}
	if s.lifecycleURL != "" {
		shown["lifecycleNotificationUrl"] = s.lifecycleURL
	}
	if s.clientState != "" {
		shown["clientState"] = s.clientState
	}
	if s.recipient != nil {
		shown["encryptionCertificateId"] = s.recipient.id
	}
	return shown
}

// event is an event about the subscription. One whose watch names one user is about that user.
func (s *subscription) event(kind record.Kind) record.Event {
	e := record.Event{
		Kind: kind, Party: record.PartyIUT,
		Attrs: map[string]string{
			"subscription": s.id, "resource": s.resource, "change": s.change, "expires": s.expires.UTC().Format(time.RFC3339Nano),
		},
	}
	if s.watch.user != nil {
		e.From = s.watch.user.Address
	}
	return e
}

// end ends a subscription: nothing more is delivered. The caller has the lock.
func (b *Backend) end(s *subscription, reason string) {
	if b.subs[s.id] != s {
		return
	}
	delete(b.subs, s.id)
	s.expiry.Stop()
	close(s.ended)
	e := s.event(record.SubscriptionEnded)
	e.Attrs["reason"] = reason
	b.log.Append(e)
}

// expire sets when the subscription ends by itself. The caller has the lock.
func (b *Backend) expire(s *subscription, at time.Time) {
	if s.expiry != nil {
		s.expiry.Stop()
	}
	var timer *time.Timer
	timer = time.AfterFunc(time.Until(at), func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		if s.expiry == timer && b.ctx.Err() == nil { // else it was renewed just now
			b.end(s, "expired")
		}
	})
	s.expires, s.expiry = at, timer
}

// sortedSubscriptions are all subscriptions, oldest first. The caller has the lock.
func (b *Backend) sortedSubscriptions() []*subscription {
	all := make([]*subscription, 0, len(b.subs))
	for _, s := range b.subs {
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b *subscription) int { return cmp.Compare(a.order, b.order) })
	return all
}
