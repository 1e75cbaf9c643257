package people

import (
	"slices"
	"strings"
	"sync"

	"github.com/duet-conformance/duet/fakes/directory"
	"github.com/duet-conformance/duet/fakes/record"
)

// Subscriptions keeps which change notification subscriptions are alive at the Teams backend. Whoever follows the
// backend's log feeds it with every event. The zero value is ready to use, and safe for concurrent use.
type Subscriptions struct {
	mu   sync.Mutex
	live map[string]subscription
	past []spell // of subscriptions to messages that have ended
}

// spell is for how long there was a subscription, in numbers of events.
type spell struct{ from, to uint64 }

type subscription struct {
	resource string
	since    uint64 // the number of the event that created it
	url      string // of the webhook
	state    string // its clientState
	left     bool   // the implementation ended that had made it, and the next has not renewed it
	orphan   bool   // nor has the next taken it over otherwise
}

// Observe takes an event. Only those about subscriptions matter, and the end of the IUT: whatever subscriptions it leaves are
// told to nobody, unless its next process renews them, or answers a notification of theirs and makes none of its own in their
// place. Where it has, whoever answers at the old address may be anybody to whom the system gave the port of an ended process.
func (s *Subscriptions) Observe(e record.Event) {
	switch e.Kind {
	case record.SubscriptionCreated:
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.live == nil {
			s.live = map[string]subscription{}
		}
		made := subscription{
			resource: strings.TrimPrefix(e.Attr("resource"), "/"), since: e.Seq,
			url: e.Attr("url"), state: e.Attr("client-state"),
		}
		for id, sub := range s.live {
			sub.orphan = sub.orphan || sub.left && sub.resource == made.resource
			s.live[id] = sub
		}
		s.live[e.Attr("subscription")] = made
	case record.SubscriptionEnded:
		s.mu.Lock()
		defer s.mu.Unlock()
		if sub, ok := s.live[e.Attr("subscription")]; ok && sub.toMessages() {
			s.past = append(s.past, spell{sub.since, e.Seq})
		}
		delete(s.live, e.Attr("subscription"))
	case record.SubscriptionRenewed:
		s.change(e.Attr("subscription"), func(sub *subscription) { sub.left, sub.orphan = false, false })
	case record.Notification:
		if e.Attr("outcome") == "delivered" {
			s.change(e.Attr("subscription"), func(sub *subscription) { sub.orphan = sub.left && s.replaced(sub.resource) })
		}
	case record.IUTKilled, record.IUTStopped:
		s.leave()
	}
}

// change does something to a subscription, under the lock, when it is alive.
func (s *Subscriptions) change(id string, do func(*subscription)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if sub, ok := s.live[id]; ok {
		do(&sub)
		s.live[id] = sub
	}
}

// replaced says whether the present implementation has a subscription to the resource that it has made or renewed. The caller
// holds the lock.
func (s *Subscriptions) replaced(resource string) bool {
	for _, sub := range s.live {
		if !sub.left && sub.resource == resource {
			return true
		}
	}
	return false
}

// Disown makes orphans of the subscriptions to whose webhook no connection can be made, as reached says of a URL: whoever made them
// was killed before anybody looked. It asks about each URL once.
func (s *Subscriptions) Disown(reached func(url string) bool) {
	s.mu.Lock()
	urls := map[string][]string{}
	for id, sub := range s.live {
		urls[sub.url] = append(urls[sub.url], id)
	}
	s.mu.Unlock()
	for url, ids := range urls {
		if !reached(url) {
			s.leave(ids...)
		}
	}
}

// leave makes orphans of subscriptions; no ids means all of them.
func (s *Subscriptions) leave(ids ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, sub := range s.live {
		if len(ids) == 0 || slices.Contains(ids, id) {
			sub.left, sub.orphan = true, true
			s.live[id] = sub
		}
	}
}

// Any says whether at least one is alive.
func (s *Subscriptions) Any() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.live) > 0
}

// notified are the ids of the live subscriptions that are told of a change of the user's resource, sorted: those that were
// there before the event that recorded the change.
func (s *Subscriptions) notified(r resource, user directory.User, change record.Event) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var ids []string
	for id, sub := range s.live {
		if !sub.orphan && sub.since < change.Seq && r.in(sub.resource, user) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// Heeded says whether a change notification is of a subscription that the present implementation has made or taken over, unlike
// one that an earlier process has left behind, which nobody waits for.
func (s *Subscriptions) Heeded(notification record.Event) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	sub, live := s.live[notification.Attr("subscription")]
	return live && !sub.orphan
}

// MadeAfter says whether there is a subscription that was made after the Teams backend recorded an event.
func (s *Subscriptions) MadeAfter(id string, e record.Event) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	sub, live := s.live[id]
	return live && sub.since > e.Seq
}

// HeldMessages says whether there was a subscription to messages, of anybody, when the Teams backend recorded an event.
func (s *Subscriptions) HeldMessages(e record.Event) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, sub := range s.live {
		if sub.toMessages() && sub.since < e.Seq {
			return true
		}
	}
	return slices.ContainsFunc(s.past, func(p spell) bool { return p.from < e.Seq && e.Seq < p.to })
}

// toMessages says whether it is a subscription to messages.
func (s subscription) toMessages() bool {
	return strings.HasSuffix(strings.ToLower(s.resource), "messages")
}

// toMessages is the oldest live subscription to messages that the implementation has made or taken over since its latest
// start, with its id; ok is false when there is none.
func (s *Subscriptions) toMessages() (id string, sub subscription, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for candidate, c := range s.live {
		if !c.orphan && c.toMessages() && (!ok || c.since < sub.since) {
			id, sub, ok = candidate, c, true
		}
	}
	return id, sub, ok
}

// resource is what a change in Teams is a change of.
type resource int

const (
	activityResource resource = iota
	settingResource
)

func (r resource) String() string {
	if r == settingResource {
		return "interop setting"
	}
	return "activity"
}

// in says whether a subscription to the resource path covers the user's resource.
func (r resource) in(path string, user directory.User) bool {
	switch r {
	case activityResource:
		return path == "interop/v1/activity" || path == "interop/v1/users/"+user.ID+"/activity"
	case settingResource:
		return path == "users" || path == "users/"+user.ID
	}
	return false
}

// subscriptions are the scene's, or what its log tells of them.
func (s *Scene) subscriptions(events []record.Event) *Subscriptions {
	if s.Subscriptions != nil {
		return s.Subscriptions
	}
	found := &Subscriptions{}
	for _, e := range events {
		found.Observe(e)
	}
	return found
}
