package teams

import (
	"net/http"
	"strconv"

	"github.com/duet-conformance/duet/fakes/record"
)

// settingName is the open extension that holds a user's interop switch. It is a convention of the contract: Graph has no
// such setting of its own.
const settingName = "com.duet.sfbInterop"

func settingResource(enabled bool) map[string]any {
	return map[string]any{
		"@odata.type": "#microsoft.graph.openTypeExtension", "id": settingName, "extensionName": settingName, "enabled": enabled,
	}
}

// getSetting is GET /users/{id}/extensions/com.duet.sfbInterop. Not found means that the user never set it: interop is on.
func (x *exchange) getSetting() answer {
	u, bad := x.subject()
	if bad != nil {
		return *bad
	}
	if x.grant.user != nil && x.grant.user != u {
		return forbidden("A user may read only their own settings.")
	}
	if u.interop == nil {
		return refuse(http.StatusNotFound, "Request_ResourceNotFound", "Extension with given id not found.")
	}
	return ok(x.withContext(settingResource(*u.interop), "users('"+u.ID+"')/extensions"))
}

// createSetting is POST /users/{id}/extensions.
func (x *exchange) createSetting() answer {
	u, bad := x.subject()
	if bad != nil {
		return *bad
	}
	if u == x.grant.user && u.interop != nil {
		return refuse(http.StatusConflict, "Request_BadRequest", "An extension already exists with given id.")
	}
	return x.writeSetting(u, http.StatusCreated)
}

// updateSetting is PATCH /users/{id}/extensions/com.duet.sfbInterop. It stores the setting, too, where there was none.
func (x *exchange) updateSetting() answer {
	u, bad := x.subject()
	if bad != nil {
		return *bad
	}
	return x.writeSetting(u, http.StatusOK)
}

func (x *exchange) writeSetting(u *user, status int) answer {
	if u != x.grant.user {
		return forbidden("Only the user may change this setting.")
	}
	var in struct {
		Enabled bool `json:"enabled"`
	}
	if bad := x.decode(&in); bad != nil {
		return *bad
	}
	u.interop = &in.Enabled
	u.settingSerial++
	x.b.log.Append(record.Event{
		Kind: record.SettingChanged, Party: x.party, From: u.Address,
		Attrs: map[string]string{"enabled": strconv.FormatBool(in.Enabled), "serial": strconv.FormatUint(u.settingSerial, 10)},
	})
	u.push(StreamEvent{Type: "setting", From: u.Address, FromName: u.DisplayName, Enabled: &in.Enabled})
	x.b.changed(change{
		kind: watchUsers, what: "updated", lane: u.ID, subject: u, from: u.Address, serial: u.settingSerial,
		resource: "users/" + u.ID, odataType: "#Microsoft.Graph.User", odataID: "users/" + u.ID, id: u.ID,
	})
	return answer{status: status, body: x.withContext(settingResource(in.Enabled), "users('"+u.ID+"')/extensions")}
}
