package teams

import (
	"strconv"
	"sync"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/google/uuid"
)

// change is something that subscribers may want to know.
type change struct {
	kind watchKind
	what string // created or updated
	// lane names what must be told in order: a chat, a user. Between lanes there is no order, and none holds up another.
	lane    string
	chat    *chat // of messages
	subject *user // of the rest
	// from, to, token and serial are what the log says of it.
	from, to, token string
	serial          uint64
	// What the notification carries.
	resource, odataType, odataID, id string
	full                             map[string]any // the resource itself, for notifications with resource data
}

// lane is a queue of notifications of one subscription that go out one after the other.
type lane struct{ queue []*delivery }

// changed puts a change in the queues of all subscriptions that want it. The caller has the lock, so notifications of one lane
// are queued in the order of the changes.
func (b *Backend) changed(c change) {
	// A fault is used up by a change that somebody is told of, and concerns all who are told of it.
	fits := func(a *activeFault) bool { return a.hits(c) }
	once := func(name string) func() *activeFault {
		return sync.OnceValue(func() *activeFault { return b.faults.take(name, fits) })
	}
	twice, delayed, reversed := once(FaultDuplicateNotifications), once(FaultDelayNotifications), once(FaultReverseNotifications)
	givenUp := once(FaultGiveUpEarly)
	for _, s := range b.sortedSubscriptions() {
		if !s.wants(c) {
			continue
		}
		d := &delivery{
			url: s.url, ended: s.ended, at: time.Now(), copies: 1,
			note: record.Event{
				Kind: record.Notification, Party: record.PartyIUT, From: c.from, To: c.to, Token: c.token,
				Attrs: map[string]string{"subscription": s.id, "resource": c.resource, "change": c.what},
			},
			payload: sync.OnceValue(func() map[string]any { return b.notification(s, c) }),
			schema:  b.contract.notifications,
		}
		if c.serial > 0 {
			d.note.Attrs["serial"] = strconv.FormatUint(c.serial, 10)
		}
		var again *delivery
		if f := twice(); f != nil && f.Params["later"] == "true" && c.kind == watchMessages {
			copied := *d
			again = &copied
		} else if f != nil {
			d.copies = 2
		}
		if f := delayed(); f != nil {
			d.delay = f.delay
		}
		if f := givenUp(); f != nil {
			d.patience = f.delay
		}
		if c.kind == watchMessages && s.late[c.lane] == nil && reversed() != nil {
			s.late[c.lane] = d
			continue
		}
		b.queue(s, c.lane, d)
		if late := s.late[c.lane]; late != nil {
			delete(s.late, c.lane)
			b.queue(s, c.lane, late)
		}
		if again != nil {
			s.late[c.lane] = again
		}
	}
}

// queue puts a delivery at the end of a lane, which has a goroutine for as long as there is something in it. The caller has
// the lock.
func (b *Backend) queue(s *subscription, name string, d *delivery) {
	if b.ctx.Err() != nil {
		return
	}
	l := s.lanes[name]
	if l != nil {
		l.queue = append(l.queue, d)
		return
	}
	l = &lane{queue: []*delivery{d}}
	s.lanes[name] = l
	b.wg.Go(func() {
		defer b.caught("while it delivered to "+d.url, nil, nil)
		for {
			b.mu.Lock()
			if len(l.queue) == 0 {
				delete(s.lanes, name)
				b.mu.Unlock()
				return
			}
			d := l.queue[0]
			l.queue = l.queue[1:]
			b.mu.Unlock()
			b.deliver(s, d)
		}
	})
}

// notification is the body that tells a subscriber of a change. Its id is the change's: a repeated notification has the same.
func (b *Backend) notification(s *subscription, c change) map[string]any {
	b.mu.Lock()
	expires := s.expires
	b.mu.Unlock()
	item := map[string]any{
		"id": uuid.NewString(), "subscriptionId": s.id, "subscriptionExpirationDateTime": expires.UTC().Format(time.RFC3339Nano),
		"changeType": c.what, "resource": c.resource, "tenantId": b.cfg.Tenant,
		"resourceData": map[string]any{"@odata.type": c.odataType, "@odata.id": c.odataID, "id": c.id},
	}
	if s.clientState != "" {
		item["clientState"] = s.clientState
	}
	body := map[string]any{"value": []any{item}}
	if s.recipient != nil {
		item["encryptedContent"] = s.recipient.encrypt(c.full)
		body["validationTokens"] = []any{b.validationToken()}
	}
	return body
}

// tellLifecycle sends a lifecycle notification, where the subscription has a URL for it. The caller has the lock.
func (b *Backend) tellLifecycle(s *subscription, event string) {
	if s.lifecycleURL == "" || b.ctx.Err() != nil {
		return
	}
	item := map[string]any{
		"subscriptionId": s.id, "subscriptionExpirationDateTime": s.expires.UTC().Format(time.RFC3339Nano),
		"tenantId": b.cfg.Tenant, "lifecycleEvent": event,
	}
	if s.clientState != "" {
		item["clientState"] = s.clientState
	}
	d := &delivery{
		url: s.lifecycleURL, at: time.Now(), copies: 1, schema: b.contract.lifecycle,
		payload: func() map[string]any { return map[string]any{"value": []any{item}} },
		note: record.Event{
			Kind: record.Notification, Party: record.PartyIUT,
			Attrs: map[string]string{"subscription": s.id, "resource": s.resource, "change": event},
		},
	}
	b.wg.Go(func() {
		defer b.caught("while it delivered to "+d.url, nil, nil)
		b.deliver(s, d)
	})
}
