package gateway

import (
	"encoding/base64"
	"strconv"
	"testing"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sipwire"
	"github.com/emiago/sipgo/sip"
)

// twoParts is a multipart body of two.
func twoParts(kind1, body1, kind2, body2 string) string {
	return "--b\r\nContent-Type: " + kind1 + "\r\n\r\n" + body1 + "\r\n--b\r\nContent-Type: " + kind2 + "\r\n\r\n" + body2 + "\r\n--b--\r\n"
}

const (
	sdpKind     = "application/sdp"
	meetingKind = "application/ms-conf-invite+xml"
	videoLine   = "m=video 9 RTP/AVP 34\r\n"
)

// otherMedia are offers of what is no IM, with the status that declines each.
var otherMedia = []struct {
	name, contentType, body string
	want                    int
}{
	{"audio", sdpKind, audioSDP, 488},
	{"video", sdpKind, sessionSDP + videoLine, 488},
	{"sharing", sdpKind, sessionSDP + "m=applicationsharing 9 TCP/RTP/AVP 127\r\n", 488},
	{"data", sdpKind, sessionSDP + "m=data 9 TCP/RTP/AVP 127\r\n", 488},
	{"IM and audio", sdpKind, imSDP + "m=audio 9 RTP/AVP 0\r\n", 488},
	{"IM or audio", "multipart/alternative; boundary=b", twoParts(sdpKind, imSDP, sdpKind, audioSDP), 488},
	{"file", "multipart/mixed; boundary=b", twoParts("application/ms-filetransfer+xml", "<request/>", sdpKind, sessionSDP+"m=data 9 TCP/RTP/AVP 127\r\n"), 415},
	{"IM meeting", meetingKind, `<Conferencing><im available="true"/></Conferencing>`, 415},
	{"sharing meeting", meetingKind, `<Conferencing><sharing available="true"/></Conferencing>`, 415},
}

const sessionSDP = "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"

func whatIsNoIMStaysInSfB(t testing.TB, wrong ...Fault) {
	s, megan, alix := meganMeetsAlix(t, wrong...)
	to := alix.user.Address
	for _, offer := range otherMedia {
		if res, _ := megan.invites(to, offer.contentType, offer.body); res.StatusCode != offer.want {
			t.Errorf("%s was answered %s, not %d", offer.name, res.StartLine(), offer.want)
		}
	}
	file := [2]string{"ms-text-format", "text/x-msmsgsinvite;ms-body=" + base64.StdEncoding.EncodeToString([]byte("a file"))}
	if res, _ := megan.invites(to, sdpKind, imSDP, file); res.StatusCode != 415 {
		t.Errorf("a file with an IM session was answered %s", res.StartLine())
	}

	d := megan.opens(to)
	for method, tried := range map[sip.RequestMethod]struct {
		kind, body string
		want       int
	}{
		sip.UPDATE: {sdpKind, imSDP + "m=audio 9 RTP/AVP 0\r\n", 488}, sip.REFER: {"", "", 405}, sip.MESSAGE: {fileOffer, "a file", 415},
	} {
		req := d.Request(method)
		if method != sip.MESSAGE {
			req.AppendHeader(sip.NewHeader("Contact", megan.contact()))
		}
		if method == sip.REFER {
			req.AppendHeader(sip.NewHeader("Refer-To", "<sip:"+megan.user.Address+">"))
		} else {
			sipwire.SetBody(req, tried.kind, []byte(tried.body))
		}
		megan.must(req, tried.want)
	}
	if status := megan.says(d, "still here"); status != 200 {
		t.Errorf("after all that an IM was answered %d", status)
	}
	if e := alix.sees("message"); e.Text != "still here" {
		t.Errorf("in Teams there is %q", e.Text)
	}
	s.clean()
}

func callsRingAtSfBWhereverTheUserIsActive(t testing.TB, wrong ...Fault) {
	s, megan, alix := meganMeetsAlix(t, wrong...)
	atSfB := s.inSfB("alix")
	for where, acts := range map[string]func(){"SfB": func() { atSfB.acts(false) }, "Teams": alix.acts} {
		acts()
		mark := s.sfbLog.Len()
		megan.invites(alix.user.Address, sdpKind, audioSDP)
		at := s.sfbEvent(mark, record.And(record.Is(record.BranchEnded), record.By(record.PartyIUT)))
		if got := s.sfbLog.From(at)[0].Attr("status"); got != strconv.Itoa(488) {
			t.Errorf("active in %s: a call was answered %s", where, got)
		}
	}
	s.clean()
}
