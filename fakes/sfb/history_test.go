package sfb

import (
	"encoding/base64"
	"testing"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/record"
)

const token = "duet-0123456789ab"

// classes are the classes of the entries of a user's history.
func classes(s *site, address string) (all []string) {
	for _, e := range s.history.of(address) {
		all = append(all, e.Class)
	}
	return all
}

func expectHistory(t *testing.T, s *site, address string, want ...string) {
	t.Helper()
	got := classes(s, address)
	if len(got) != len(want) {
		t.Fatalf("the history of %s holds %v, not %v", address, got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("the history of %s holds %v, not %v", address, got, want)
		}
	}
}

func TestHistoryOfASession(t *testing.T) {
	s := newSite(t, Config{})
	megan, theo := s.phone("tcp", "megan").signIn(), s.phone("tcp", "theo").signIn()
	uac, uas := talk(megan, theo)
	expectHistory(t, s, megan.address) // a session alone is no conversation
	exchange(t, megan, theo, says(uac, "lunch? "+token))
	exchange(t, theo, megan, says(uas, "yes"))
	expectHistory(t, s, megan.address, HistoryIM, HistoryIM)
	expectHistory(t, s, theo.address, HistoryIM, HistoryIM)
	first := s.history.of(theo.address)[0]
	if first.From != megan.address || first.To != theo.address || first.Token != token || first.By != "theo@contoso.test/sfb" {
		t.Errorf("the entry is %+v", first)
	}
	e := s.events(record.HistoryRecorded)[0]
	if e.From != megan.address || e.To != theo.address || e.Attr("class") != "im" || e.Attr("by") != "megan@contoso.test/sfb" {
		t.Errorf("it was recorded as %+v", e)
	}
}

func TestTheFrontEndMayKeepTheHistoryItself(t *testing.T) {
	s := newSite(t, Config{})
	if _, err := s.Inject(Fault{Name: FaultServerHistory, User: "theo@contoso.test"}); err != nil {
		t.Fatal(err)
	}
	megan, theo := s.phone("tcp", "megan").signIn(), s.phone("tcp", "theo").signIn()
	uac, _ := talk(megan, theo)
	for range 2 {
		exchange(t, megan, theo, says(uac, "lunch? "+token))
	}
	expectHistory(t, s, theo.address, HistoryIM, HistoryIM)
	for address, by := range map[string]string{theo.address: "sfb", megan.address: "megan@contoso.test/sfb"} {
		if first := s.history.of(address)[0]; first.By != by {
			t.Errorf("the history of %s was written by %s, not %s", address, first.By, by)
		}
	}
}

func TestHistoryOfWhatTheIUTTookIsTheSendersOnly(t *testing.T) {
	s := newSite(t, Config{})
	megan, iut := s.phone("tcp", "megan").signIn(), s.phone("tcp", "alix").asIUT()
	uac, uas := talk(megan, iut)
	exchange(t, megan, iut, says(uac, "lunch?"))
	exchange(t, iut, megan, says(uas, "yes"))
	expectHistory(t, s, megan.address, HistoryIM, HistoryIM)
	expectHistory(t, s, "alix@contoso.test")
}

func TestHistoryOfAFirstMessage(t *testing.T) {
	s := newSite(t, Config{})
	megan, alix := s.phone("tcp", "megan").signIn(), s.phone("tcp", "alix").signIn()
	first := [2]string{"ms-text-format", "text/plain; charset=UTF-8;ms-body=" + base64.StdEncoding.EncodeToString([]byte("hi "+token))}
	c := megan.invites(alix.address, imSDP, first)
	alix.accepts(alix.gets(sip.INVITE))
	c.gets(200)
	expectHistory(t, s, alix.address) // not consumed: it comes again as a MESSAGE
	c = megan.invites(alix.address, imSDP, first)
	alix.accepts(alix.gets(sip.INVITE), [2]string{"Supported", "ms-text-format"})
	c.gets(200)
	expectHistory(t, s, alix.address, HistoryIM)
	if e := s.history.of(alix.address)[0]; e.Token != token || e.Text != "hi "+token {
		t.Errorf("the entry is %+v", e)
	}
	if e := s.wait("the INVITE", record.And(record.Is(record.SIPIn), record.With("method", "INVITE"))); e.Token != token {
		t.Errorf("the INVITE that carries the token %s was recorded with %q", token, e.Token)
	}
}

func TestHistoryOfMissedConversations(t *testing.T) {
	s := newSite(t, Config{})
	megan, client, iut := cast(s, "tcp")
	call := func(sdp string, atIUT, atClient int) {
		c := megan.invites("alix@contoso.test", sdp)
		iutTx, clientTx := iut.gets(sip.INVITE), client.gets(sip.INVITE)
		client.replies(clientTx, 180)
		c.gets(180)
		if atIUT == 200 {
			clientTx.OnCancel(func(*sip.Request) { _ = clientTx.Reply(487, "") })
			iut.accepts(iutTx)
			c.gets(200)
			return
		}
		iut.replies(iutTx, atIUT)
		client.replies(clientTx, atClient)
		c.gets(atClient)
	}
	call(imSDP, 200, 487)
	expectHistory(t, s, "alix@contoso.test") // completed elsewhere
	call(audioSDP, 488, 486)
	expectHistory(t, s, "alix@contoso.test") // a call is no conversation
	call(imSDP, 480, 486)
	expectHistory(t, s, "alix@contoso.test", HistoryMissed)
	expectHistory(t, s, megan.address)
}
