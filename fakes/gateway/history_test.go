package gateway

import (
	"net/http/httptest"
	"testing"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sfb"
	"github.com/emiago/sipgo/sip"
)

func whatIsSaidInTeamsIsNotInTheHistory(t testing.TB, wrong ...Fault) {
	s := newSite(t, sfb.Config{})
	mailbox := httptest.NewServer(s.front.Exchange())
	t.Cleanup(mailbox.Close)
	s.config.ExchangeURL = mailbox.URL + sfb.ExchangePath
	s.gateway(wrong...)
	megan := s.inSfB("megan")
	mark := s.sfbLog.Len()
	alix := s.inTeams("alix")
	s.registered(mark, "alix")
	atSfB := s.inSfB("alix")
	atSfB.publishes(false)
	alix.acts()

	d := megan.opens(alix.user.Address)
	if status := megan.says(d, "lunch?"); status != 200 {
		t.Errorf("an IM was answered %d", status)
	}
	alix.sees("message")
	alix.writes(alix.chatWith("megan"), "text", "at noon")
	megan.hears(sip.MESSAGE)
	megan.ends(d)
	mine := record.And(record.Is(record.HistoryRecorded), record.From(alix.user.Address))
	if _, faulty := t.(*trial); faulty {
		_, _ = s.sfbLog.Wait(t.Context(), 0, mine)
	}
	if found := record.Select(s.sfbLog.All(), mine); len(found) > 0 {
		t.Errorf("alix's history has %+v", found[0])
	}
	s.clean()
}
