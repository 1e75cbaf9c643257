package teams_test

import (
	"testing"

	"github.com/duet-conformance/duet/fakes/record"
)

func TestCallsRingAtTeamsClientsOnly(t *testing.T) {
	s := newSite(t)
	alix, bo := s.signIn(alix), s.signIn(bo)
	presence := func(want string) {
		t.Helper()
		got := s.call(s.app, "GET", "/v1.0/users/"+alix.user.ID+"/presence", nil).is(200)
		if got["availability"].(string)+"/"+got["activity"].(string) != want {
			t.Errorf("%v, not %s", got, want)
		}
	}
	presence("Available/Available")
	id := s.call(alix.token, "POST", "/client/v1/calls", map[string]any{"targets": []string{bo.user.Address, megan.Address}, "modalities": []string{"audio", "video"}}).is(201)["id"].(string)
	if e := bo.next("call"); e.CallID != id || e.State != "ringing" || e.From != alix.user.Address || len(e.Modalities) != 2 {
		t.Errorf("%+v", e)
	}
	presence("Busy/InACall")
	s.call(s.userToken(chris), "DELETE", "/client/v1/calls/"+id, nil).fails(404, "NotFound")
	s.call(bo.token, "DELETE", "/client/v1/calls/"+id, nil).is(204)
	if e := bo.next("call"); e.State != "ended" {
		t.Errorf("%+v", e)
	}
	presence("Available/Available")
	e := s.see(record.Is(record.CallPlaced))
	if e.From != alix.user.Address || e.Attr("targets") != "bo@contoso.test,megan@contoso.test" || e.Attr("modalities") != "audio,video" {
		t.Errorf("recorded as %+v", e)
	}
	alix.signOut()
	presence("Offline/Offline")
	s.call(s.app, "POST", "/v1.0/communications/getPresencesByUserId", map[string]any{"ids": []string{megan.ID, bo.user.ID}}).is(200)
	if got := s.call(s.app, "GET", "/v1.0/communications/presences/"+megan.ID, nil).is(200); got["availability"] != "PresenceUnknown" {
		t.Errorf("%v", got)
	}
	s.none()
}

func TestPresenceIsShownToThePeopleOfOnesChats(t *testing.T) {
	s := newSite(t)
	bo := s.signIn(bo)
	s.call(bo.token, "POST", "/v1.0/chats", chatOf("oneOnOne", bo.user, alix)).is(201)
	bo.next("presence") // one's own
	at := s.signIn(alix)
	if e := bo.next("presence"); e.From != alix.Address || e.Availability != "Available" {
		t.Errorf("%+v", e)
	}
	at.signOut()
	if e := bo.next("presence"); e.From != alix.Address || e.Availability != "Offline" {
		t.Errorf("%+v", e)
	}
}

func TestTheInteropSettingIsTheUsersOwn(t *testing.T) {
	s := newSite(t)
	at, path := s.signIn(alix), "/v1.0/users/"+alix.ID+"/extensions"
	item := path + "/com.duet.sfbInterop"
	off := map[string]any{"@odata.type": "#microsoft.graph.openTypeExtension", "extensionName": "com.duet.sfbInterop", "enabled": false}
	s.call(s.app, "GET", item, nil).fails(404, "Request_ResourceNotFound")
	s.call(s.userToken(chris), "POST", path, off).fails(403, "Forbidden")
	s.call(s.userToken(chris), "GET", item, nil).fails(403, "Forbidden")
	s.call(at.token, "POST", path, off).is(201)
	s.call(at.token, "POST", path, off).fails(409, "Request_BadRequest")
	if e := at.next("setting"); e.Enabled == nil || *e.Enabled {
		t.Errorf("%+v", e)
	}
	if got := s.call(s.app, "GET", item, nil).is(200); got["enabled"] != false {
		t.Errorf("%v", got)
	}
	s.call(at.token, "PATCH", item, map[string]any{"enabled": true}).is(200)
	if got := s.call(s.app, "GET", item, nil).is(200); got["enabled"] != true {
		t.Errorf("%v", got)
	}
	if e := s.see(record.Is(record.SettingChanged), record.With("enabled", "true")); e.From != alix.Address || e.Attr("serial") != "2" {
		t.Errorf("recorded as %+v", e)
	}
	s.none()
	s.call(s.app, "PATCH", item, map[string]any{"enabled": true}).fails(403, "Forbidden")
	s.one("updateInteropSetting security")
}
