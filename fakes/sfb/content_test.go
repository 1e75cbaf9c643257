package sfb

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/sipwire"
)

func message(method sip.RequestMethod, kind, body string, headers ...[2]string) *sip.Request {
	alix := sipwire.UserURI("alix@contoso.test")
	req := sipwire.NewRequest(method, alix, sipwire.UserURI("megan@contoso.test"), alix)
	for _, h := range headers {
		req.AppendHeader(sip.NewHeader(h[0], h[1]))
	}
	sipwire.SetBody(req, kind, []byte(body))
	return req
}

func TestTextAndTokenOfMessages(t *testing.T) {
	inInvite := func(alphabet *base64.Encoding) [2]string {
		return [2]string{"Ms-Text-Format", "text/plain; charset=UTF-8;msgr=WAAt;ms-body=" + alphabet.EncodeToString([]byte("grüße? "+token))}
	}
	for _, test := range []struct {
		name  string
		msg   sip.Message
		text  string
		token string
	}{
		{"plain", message(sip.MESSAGE, "text/plain; charset=UTF-8", "hi "+token), "hi " + token, token},
		{"HTML", message(sip.MESSAGE, "text/html", "<b>duet&#45;0123456789ab</b>"), "<b>duet&#45;0123456789ab</b>", token},
		{"multipart", message(sip.MESSAGE, "multipart/alternative; boundary=x", "--x\r\n\r\n"+token), "--x\r\n\r\n" + token, token},
		{"typing", message(sip.MESSAGE, "application/im-iscomposing+xml", "<state>active</state>"), "", ""},
		{"a file", message(sip.MESSAGE, "text/x-msmsgsinvite", "Application-Name: File Transfer"), "", ""},
		{"typing in an INFO", message(sip.INFO, "application/xml", "<KeyboardActivity/>"), "", ""},
		{"an INVITE with a text", message(sip.INVITE, "application/sdp", imSDP, inInvite(base64.StdEncoding)), "grüße? " + token, token},
		{"without padding", message(sip.INVITE, "application/sdp", imSDP, inInvite(base64.RawURLEncoding)), "grüße? " + token, token},
		{"an INVITE without a text", message(sip.INVITE, "application/sdp", imSDP), "", ""},
		{"no base64", message(sip.INVITE, "application/sdp", imSDP, [2]string{"ms-text-format", "text/plain;ms-body=!"}), "", ""},
		{"a fence", message(sip.OPTIONS, "", "", [2]string{FenceHeader, token}), "", token},
		{"a response", sip.NewResponse(200, "OK"), "", ""},
	} {
		text, carries := textOf(test.msg)
		if text != test.text || carries != (test.text != "") {
			t.Errorf("%s: the text is %q", test.name, text)
		}
		if got := tokenOf(test.msg); got != test.token {
			t.Errorf("%s: the token is %q", test.name, got)
		}
	}
}

func TestOffersIM(t *testing.T) {
	for sdp, want := range map[string]bool{
		imSDP: true,
		strings.Replace(imSDP, "m=message", "m=x-ms-message", 1): true,
		audioSDP:                          false,
		imSDP + "m=audio 9 RTP/AVP 0\r\n": false,
		"":                                false,
	} {
		if got := offersIM(message(sip.INVITE, "application/sdp", sdp)); got != want {
			t.Errorf("offersIM is %t for %q", got, sdp)
		}
	}
}

func TestGRUUs(t *testing.T) {
	b := &binding{address: "alix@contoso.test", key: "urn:uuid:a", contact: contact{instance: "urn:uuid:a"}}
	for text, want := range map[string][2]bool{ // is one, is this one
		b.publicGRUU():    {true, true},
		b.microsoftGRUU(): {true, true},
		"sip:alix@contoso.test;gruu;opaque=user:epid:a": {true, true},
		"sip:alix@contoso.test;GR=URN:UUID:A":           {true, true},
		"sip:alix@contoso.test;gr=urn:uuid:b":           {true, false},
		"sip:alix@contoso.test;opaque=user:epid:a":      {false, true},
		"sip:alix@contoso.test":                         {false, false},
	} {
		uri, err := sipwire.ParseURI(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := [2]bool{isGRUU(&uri), b.answers(&uri)}; got != want {
			t.Errorf("%s: %v, not %v", text, got, want)
		}
	}
}
