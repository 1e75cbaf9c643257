package teams

import (
	"strconv"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
)

// active notes that a person did something in Teams that counts as activity: typed, sent, opened.
func (b *Backend) active(u *user, what, party string) {
	u.lastActive = time.Now().UTC()
	b.activityChanged(u, what, party, u.lastActive)
}

// activityChanged records and notifies a change of the activity resource, of which a sign-in and a sign-out are two more.
func (b *Backend) activityChanged(u *user, what, party string, at time.Time) {
	u.activitySerial++
	b.log.Append(record.Event{
		Kind: record.Activity, Party: party, From: u.Address,
		Attrs: map[string]string{
			"what": what, "at": at.Format(time.RFC3339Nano), "serial": strconv.FormatUint(u.activitySerial, 10),
		},
	})
	name := "interop/v1/users/" + u.ID + "/activity"
	b.changed(change{
		kind: watchActivity, what: "updated", lane: u.ID, subject: u, from: u.Address, serial: u.activitySerial,
		resource: name, odataType: "#duet.activity", odataID: name, id: u.ID, full: u.activity(),
	})
}

// activity is the interop plane's activity resource.
func (u *user) activity() map[string]any {
	shown := map[string]any{"lastActiveDateTime": nil, "signedIn": len(u.endpoints) > 0, "endpoints": len(u.endpoints)}
	if !u.lastActive.IsZero() {
		shown["lastActiveDateTime"] = u.lastActive.Format(time.RFC3339Nano)
	}
	return shown
}

// getActivity is GET /interop/v1/users/{id}/activity.
func (x *exchange) getActivity() answer {
	u, bad := x.subject()
	if bad != nil {
		return *bad
	}
	return ok(u.activity())
}
