package teams

import (
	"slices"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
)

// tellsOf says whether the subscription is to messages, and tells of those of the user with the address; "" is everybody.
func (b *Backend) tellsOf(s *subscription, address string) bool {
	w := s.watch
	if w.kind != watchMessages || address == "" {
		return w.kind == watchMessages
	}
	member := func(u *user) bool { return u.Address == address }
	return (w.user == nil || member(w.user)) && (w.chat == "" || slices.ContainsFunc(b.chats.byID[w.chat].members, member))
}

// grantBriefly carries [FaultGrant] out, where one is for the new subscription: of what it was granted, it is shown less. When
// that is over the subscription lapses for the fault's user, unless it was renewed. The caller has the lock.
func (b *Backend) grantBriefly(s *subscription) {
	f := b.faults.take(FaultGrant, func(a *activeFault) bool { return b.tellsOf(s, a.User) && a.delay < time.Until(s.expires) })
	if f == nil {
		return
	}
	s.expires = time.Now().Add(f.delay)
	event := s.event(record.GrantShortened)
	event.From = f.User
	b.log.Append(event)
	asGranted := s.expiry
	b.wg.Go(func() {
		timer := time.NewTimer(f.delay)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-b.ctx.Done():
			return
		}
		b.mu.Lock()
		defer b.mu.Unlock()
		over := s.event(record.GrantOver)
		over.From, over.Attrs["expires"] = f.User, event.Attrs["expires"]
		switch {
		case b.subs[s.id] == s && s.expiry != asGranted:
			over.Attrs["outcome"] = "renewed"
		case b.replaced(s):
			over.Attrs["outcome"] = "replaced"
			b.end(s, "expired")
		default:
			over.Attrs["outcome"] = "lapsed"
			s.lapsed = f
		}
		b.log.Append(over)
	})
}

// replaced says whether there is another subscription that tells of the same. The caller has the lock.
func (b *Backend) replaced(s *subscription) bool {
	return slices.ContainsFunc(b.sortedSubscriptions(), func(other *subscription) bool {
		return other != s && other.lapsed == nil && other.watch.kind == s.watch.kind && other.watch.user == s.watch.user && other.watch.chat == s.watch.chat
	})
}
