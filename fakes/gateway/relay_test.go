package gateway

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sfb"
	"github.com/duet-conformance/duet/fakes/sipwire"
	"github.com/emiago/sipgo/sip"
)

func signInRegistersPublishesAndSubscribes(t testing.TB, wrong ...Fault) {
	s := newSite(t, sfb.Config{})
	s.gateway(wrong...)
	mark := s.sfbLog.Len()
	alix := s.inTeams("alix")
	s.registered(mark, "alix")
	bound := s.sfbLog.From(s.sfbEvent(mark, record.And(record.Is(record.Bound), record.By(record.PartyIUT))))[0]
	for _, feature := range strings.Split(bound.Attr("features"), ";") {
		if strings.HasPrefix(feature, "audio") || strings.HasPrefix(feature, "video") {
			t.Errorf("the Contact claims %s", feature)
		}
	}
	if instance := bound.Attr("instance"); instance != identityOf(alix.user.Address).instance {
		t.Errorf("the instance is %s", instance)
	}
	ofIUT := record.And(record.By(record.PartyIUT), record.From(alix.user.Address))
	s.sfbEvent(mark, record.And(ofIUT, record.Is(record.Published), record.With("capabilities", "message"), record.With("basic", "open")))
	s.sfbEvent(mark, record.And(ofIUT, record.Is(record.Subscribed), record.With("self", "true")))

	mark = s.sfbLog.Len()
	alix.signOut()
	s.sfbEvent(mark, record.And(record.From(alix.user.Address), record.Is(record.Unbound), record.With("reason", "deregistered")))
	s.sfbEvent(mark, record.And(record.From(alix.user.Address), record.Is(record.Withdrawn)))
	s.sfbEvent(mark, record.And(record.From(alix.user.Address), record.Is(record.Unsubscribed)))
	s.clean()
}

func whoIsNotEnabledForSfBIsNotRegistered(t testing.TB, wrong ...Fault) {
	s := newSite(t, sfb.Config{})
	s.gateway(wrong...)
	tina := s.inTeams("tina")
	tina.acts() // so the gateway knows of the sign-in, which came before
	mark := s.sfbLog.Len()
	s.inTeams("alix")
	s.registered(mark, "alix")
	if found := record.Select(s.sfbLog.All(), record.About(tina.user.Address)); len(found) > 0 {
		t.Errorf("SfB heard of tina: %v", found[0])
	}
	s.clean()
}

func iMsBothWaysInOneChat(t testing.TB, wrong ...Fault) {
	s, megan, alix := meganMeetsAlix(t, wrong...)

	d := megan.opens(alix.user.Address)
	for _, text := range []string{"lunch?", "<b>1 & 2</b> ☕\nnow"} {
		if status := megan.says(d, text); status != 200 {
			t.Fatalf("%q was answered %d", text, status)
		}
		if e := alix.sees("message"); e.Text != text || e.From != megan.user.Address {
			t.Fatalf("alix sees %+v, not %q", e, text)
		}
	}
	chat := alix.chatWith("megan")
	alix.writes(chat, "html", "<p>yes &amp; <b>soon</b></p><p>\U0001F600</p>")
	reply := megan.hears(sip.MESSAGE)
	if got, want := string(reply.Body()), "yes & soon\n\U0001F600"; got != want {
		t.Errorf("megan reads %q, not %q", got, want)
	}
	if sipwire.CallID(reply) != d.CallID() {
		t.Error("the reply came in another session")
	}
	s.clean()
}

func aConversationThatTeamsStarts(t testing.TB, wrong ...Fault) {
	s, megan, alix := meganMeetsAlix(t, wrong...)
	chat := alix.chatWith("megan")
	for _, text := range []string{"one", "two", "three"} {
		alix.writes(chat, "text", text)
	}
	for _, text := range []string{"one", "two", "three"} {
		if got := string(megan.hears(sip.MESSAGE).Body()); got != text {
			t.Fatalf("megan reads %q, not %q", got, text)
		}
	}
	if status := megan.says(megan.peer.Load(), "four"); status != 200 {
		t.Fatalf("the reply was answered %d", status)
	}
	if e := alix.sees("message"); e.Text != "four" || e.ChatID != chat {
		t.Errorf("alix sees %+v", e)
	}
	s.clean()
}

func whatCanNotBeDeliveredIsTold(t testing.TB, wrong ...Fault) {
	s := newSite(t, sfb.Config{})
	s.gateway(wrong...)
	mark := s.sfbLog.Len()
	alix := s.inTeams("alix")
	s.registered(mark, "alix")
	alix.writes(alix.chatWith("megan"), "text", "nobody there")
	if e := alix.sees("failure"); e.Code != "480" {
		t.Errorf("alix is told %+v", e)
	}
	nora := s.inSfB("nora")
	nora.status = 486
	alix.writes(alix.chatWith("nora"), "text", "busy?")
	if e := alix.sees("failure"); e.Code != "486" {
		t.Errorf("alix is told %+v", e)
	}
	s.clean()
}

func groupsAndTeamsChatsStayInTeams(t testing.TB, wrong ...Fault) {
	s := newSite(t, sfb.Config{})
	s.gateway(wrong...)
	megan := s.inSfB("megan")
	s.inSfB("bob").publishes(false)
	mark := s.sfbLog.Len()
	alix, bob := s.inTeams("alix"), s.inTeams("bob")
	s.registered(mark, "alix")
	s.registered(mark, "bob")
	alix.writes(alix.chatWith("bob"), "text", "just us")
	alix.writes(alix.chatWith("bob", "tina"), "text", "all of us")
	bob.sees("message")
	bob.sees("message")
	alix.writes(alix.chatWith("megan"), "text", "the two of us")
	if got := string(megan.hears(sip.MESSAGE).Body()); got != "the two of us" {
		t.Errorf("megan reads %q", got)
	}
	toBob := record.And(record.Is(record.Forked), record.From(alix.user.Address), record.To(bob.user.Address))
	if _, faulty := t.(*trial); faulty {
		_, _ = s.sfbLog.Wait(t.Context(), 0, toBob)
	}
	if len(record.Select(s.sfbLog.All(), toBob)) > 0 {
		t.Error("a message between Teams users was relayed")
	}
	s.clean()
}

func aFirstMessageInTheInvite(t testing.TB, wrong ...Fault) {
	s, megan, alix := meganMeetsAlix(t, wrong...)
	format := "text/plain; charset=UTF-8;ms-body=" + base64.StdEncoding.EncodeToString([]byte("hello ä"))
	res, d := megan.invites(alix.user.Address, "application/sdp", imSDP, [2]string{"ms-text-format", format})
	if d == nil || sipwire.Value(res, "Supported") != "ms-text-format" {
		t.Fatalf("the INVITE was answered %s", res)
	}
	if e := alix.sees("message"); e.Text != "hello ä" {
		t.Errorf("alix sees %+v", e)
	}
	typing := d.Request(sip.INFO)
	sipwire.SetBody(typing, "application/xml", []byte(`<KeyboardActivity><status status="type"/></KeyboardActivity>`))
	megan.must(typing, 200)
	pager := megan.new(sip.MESSAGE, "sip:"+alix.user.Address, alix.user.Address)
	sipwire.SetBody(pager, "text/plain", []byte("by pager"))
	megan.must(pager, 200)
	if e := alix.sees("message"); e.Text != "by pager" {
		t.Errorf("alix sees %+v", e)
	}
	s.clean()
}

func otherThanIMIsDeclined(t testing.TB, wrong ...Fault) {
	s, megan, alix := meganMeetsAlix(t, wrong...)
	to := alix.user.Address
	d := megan.opens(to)
	for name, try := range map[string]func() (*sip.Response, int){
		"audio": func() (*sip.Response, int) { r, _ := megan.invites(to, "application/sdp", audioSDP); return r, 488 },
		"IM and audio": func() (*sip.Response, int) {
			r, _ := megan.invites(to, "application/sdp", imSDP+"m=audio 9 RTP/AVP 0\r\n")
			return r, 488
		},
		"meeting": func() (*sip.Response, int) {
			r, _ := megan.invites(to, "application/ms-conf-invite+xml", "<Conferencing/>")
			return r, 415
		},
		"multiparty": func() (*sip.Response, int) {
			r, _ := megan.invites(to, "application/sdp", imSDP, [2]string{"Roster-Manager", "<sip:megan@contoso.test>"})
			return r, 488
		},
		"triggered": func() (*sip.Response, int) {
			r, _ := megan.invites(to, "application/sdp", imSDP, [2]string{"TriggeredInvite", "TRUE"})
			return r, 488
		},
		"audio added": func() (*sip.Response, int) {
			req := d.Request(sip.INVITE)
			req.AppendHeader(sip.NewHeader("Contact", megan.contact()))
			sipwire.SetBody(req, "application/sdp", []byte(imSDP+"m=audio 9 RTP/AVP 0\r\n"))
			return megan.do(req), 488
		},
	} {
		if res, want := try(); res.StatusCode != want {
			t.Errorf("%s was answered %s, not %d", name, res.StartLine(), want)
		}
	}
	if status := megan.says(d, "still here"); status != 200 {
		t.Errorf("after all that an IM was answered %d", status)
	}
	s.clean()
}
