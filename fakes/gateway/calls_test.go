package gateway

import (
	"net/http"
	"testing"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sfb"
	"github.com/emiago/sipgo/sip"
)

func callsOfTeamsStayInTeams(t testing.TB, wrong ...Fault) {
	s := newSite(t, sfb.Config{})
	s.gateway(wrong...)
	megan, bobAtSfB := s.inSfB("megan"), s.inSfB("bob")
	bobAtSfB.publishes(false)
	alix, bob := s.inTeams("alix"), s.inTeams("bob")
	s.registered(0, "alix")
	s.registered(0, "bob")
	toBob, toMegan := bob.user.Address, megan.user.Address
	for _, call := range []map[string]any{
		{"targets": []string{toBob}, "modalities": []string{"audio"}},
		{"targets": []string{toBob}, "modalities": []string{"videoBasedScreenSharing"}},
		{"targets": []string{toBob, toMegan}, "modalities": []string{"audio"}},
		{"targets": []string{toBob, toMegan}, "modalities": []string{"audio"}, "meeting": true},
		{"targets": []string{toMegan}, "modalities": []string{"audio"}},
	} {
		var placed struct {
			ID string `json:"id"`
		}
		alix.do(http.MethodPost, "/client/v1/calls", call, &placed)
		alix.do(http.MethodPost, "/client/v1/calls/"+placed.ID+"/participants", map[string]any{"targets": []string{toBob}}, nil)
		alix.do(http.MethodDelete, "/client/v1/calls/"+placed.ID, nil, nil)
	}
	alix.writes(alix.chatWith("megan"), "text", "after all that")
	if got := string(megan.hears(sip.MESSAGE).Body()); got != "after all that" {
		t.Errorf("megan reads %q", got)
	}
	invites := record.And(record.Is(record.SIPIn), record.By(record.PartyIUT), record.With("method", "INVITE"), record.With("status", ""))
	if _, faulty := t.(*trial); faulty {
		_ = s.sfbLog.Until(t.Context(), func(events []record.Event) bool { return len(record.Select(events, invites)) > 1 })
	}
	if n := len(record.Select(s.sfbLog.All(), invites)); n != 1 {
		t.Errorf("there were %d INVITEs, not only that for the message", n)
	}
	s.clean()
}
