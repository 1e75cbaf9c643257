package people

import (
	"strings"
	"testing"

	"github.com/duet-conformance/duet/fakes/directory"
	"github.com/duet-conformance/duet/fakes/record"
)

// The port of a process that has ended may be given to anybody, who may answer what is still sent there.
func TestWhoTakesOverTheSubscriptionsOfAnEndedImplementation(t *testing.T) {
	event := func(kind record.Kind, id string) record.Event {
		resource := "/chats/getAllMessages"
		if strings.HasSuffix(id, "activity") {
			resource = "/interop/v1/activity"
		}
		return record.Event{Kind: kind, Attrs: map[string]string{"subscription": id, "resource": resource, "url": "http://" + id, "outcome": "delivered"}}
	}
	made := func(id string) record.Event { return event(record.SubscriptionCreated, id) }
	told := func(id string) record.Event { return event(record.Notification, id) }
	renewed := func(id string) record.Event { return event(record.SubscriptionRenewed, id) }
	killed := record.Event{Kind: record.IUTKilled}
	for name, test := range map[string]struct {
		events             []record.Event
		messages, activity string // the subscriptions that count, where there are any
	}{
		"while it lives":                        {[]record.Event{made("old"), made("old-activity"), told("old")}, "old", "old-activity"},
		"killed":                                {[]record.Event{made("old"), made("old-activity"), killed}, "", ""},
		"the next makes its own":                {[]record.Event{made("old"), killed, made("new")}, "new", ""},
		"the next answers for the old":          {[]record.Event{made("old"), made("old-activity"), killed, told("old"), told("old-activity")}, "old", "old-activity"},
		"the next renews the old":               {[]record.Event{made("old"), killed, renewed("old")}, "old", ""},
		"somebody answers for the old":          {[]record.Event{made("old"), made("old-activity"), killed, made("new"), made("new-activity"), told("old"), told("old-activity")}, "new", "new-activity"},
		"somebody answers before there are new": {[]record.Event{made("old"), killed, told("old"), made("new"), told("old")}, "new", ""},
		"it makes one and renews another":       {[]record.Event{made("old"), made("old-activity"), killed, made("new"), renewed("old-activity")}, "new", "old-activity"},
		"killed again":                          {[]record.Event{made("old"), killed, made("new"), killed, told("new")}, "new", ""},
	} {
		t.Run(name, func(t *testing.T) {
			var subs Subscriptions
			for i, e := range test.events {
				e.Seq = uint64(i + 1)
				subs.Observe(e)
			}
			if id, _, _ := subs.toMessages(); id != test.messages {
				t.Errorf("the subscription to messages is %q, not %q", id, test.messages)
			}
			activity := subs.notified(activityResource, directory.User{}, record.Event{Seq: 100})
			if got := strings.Join(activity, " "); got != test.activity {
				t.Errorf("told of activity is %q, not %q", got, test.activity)
			}
			for _, id := range []string{"old", "new"} {
				if heeded := subs.Heeded(told(id)); heeded != (id == test.messages) {
					t.Errorf("that a notification of %q is for the implementation comes out as %v", id, heeded)
				}
			}
		})
	}
}

func TestWhichSubscriptionsWereMadeAfterAnEvent(t *testing.T) {
	var subs Subscriptions
	for seq, id := range []string{"before", "", "after", "ended"} {
		if id != "" {
			subs.Observe(record.Event{Seq: uint64(seq), Kind: record.SubscriptionCreated, Attrs: map[string]string{"subscription": id}})
		}
	}
	subs.Observe(record.Event{Seq: 4, Kind: record.SubscriptionEnded, Attrs: map[string]string{"subscription": "ended"}})
	for id, want := range map[string]bool{"before": false, "after": true, "ended": false, "unknown": false} {
		if got := subs.MadeAfter(id, record.Event{Seq: 1}); got != want {
			t.Errorf("that %q was made after the event comes out as %v", id, got)
		}
	}
}
