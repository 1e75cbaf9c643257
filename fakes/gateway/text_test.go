package gateway

import (
	"strings"
	"testing"

	"github.com/duet-conformance/duet/fakes/sfb"
	"github.com/duet-conformance/duet/fakes/sipwire"
	"github.com/duet-conformance/duet/fakes/teams"
	"github.com/emiago/sipgo/sip"
)

func textsArriveWhateverTheirForm(t testing.TB, wrong ...Fault) {
	s := newSite(t, sfb.Config{})
	s.gateway(wrong...)
	megan, alix := s.inSfB("megan"), s.inTeams("alix")
	s.registered(0, "alix")
	chat, long := alix.chatWith("megan"), strings.Repeat("a long text ", 800)+"."
	alix.writes(chat, "text", long)
	if got := string(megan.hears(sip.MESSAGE).Body()); got != long {
		t.Errorf("of %d bytes megan reads %d", len(long), len(got))
	}
	forms := "--b\r\nContent-Type: text/plain\r\n\r\nfirst\r\n--b\r\nContent-Type: text/html\r\n\r\n<b>first</b>\r\n--b--\r\n"
	for _, m := range []struct{ kind, body, want string }{
		{"text/plain; charset=UTF-8", long, long},
		{"text/plain", "one\ntwo", "one\ntwo"},
		{"text/html", "<b>bold</b> &amp; plain", "bold & plain"},
		{"text/rtf", `{\rtf1 rich}`, ""},
		{"multipart/alternative; boundary=b", forms, "first"},
	} {
		req := megan.peer.Load().Request(sip.MESSAGE)
		sipwire.SetBody(req, m.kind, []byte(m.body))
		if m.want == "" {
			megan.must(req, 415)
			continue
		}
		megan.must(req, 200)
		if e := alix.sees("message"); e.Text != m.want {
			t.Errorf("of %s alix sees %.40q", m.kind, e.Text)
		}
	}
	s.clean()
}

func noneOfAHundredIsLost(t testing.TB, wrong ...Fault) {
	s := newSite(t, sfb.Config{})
	s.gateway(wrong...)
	megan, nora, alix := s.inSfB("megan"), s.inSfB("nora"), s.inTeams("alix")
	s.registered(0, "alix")
	nora.status = 500
	alix.writes(alix.chatWith("nora"), "text", "can you take it?")
	if e := alix.sees("failure"); e.Code != "500" {
		t.Errorf("alix is told %+v", e)
	}
	if _, err := s.backend.InjectFault(t.Context(), teams.Fault{Name: teams.FaultReverseNotifications, Params: map[string]string{"times": "1"}}); err != nil {
		t.Fatal(err)
	}
	chat := alix.chatWith("megan")
	for range 100 {
		alix.writes(chat, "text", "one of a hundred")
	}
	for range 100 {
		megan.hears(sip.MESSAGE)
	}
	for range 100 {
		megan.says(megan.peer.Load(), "one of a hundred")
	}
	for range 100 {
		alix.sees("message")
	}
	s.clean()
}
