package gateway

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/sipwire"
)

// FuzzWebhook posts anything to the webhook of a gateway that nobody else knows: it answers, and believes none of it.
func FuzzWebhook(f *testing.F) {
	for _, body := range []string{``, `{"value":[{"clientState":"x","resource":"chats('a')/messages('1')"}]}`, `{"value":[null]}`, `[`, `{"value":{}}`} {
		f.Add(body)
	}
	g, err := New(Config{SFBProxy: "sip:127.0.0.1;transport=tcp", TeamsURL: "http://127.0.0.1"})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body string) {
		w := httptest.NewRecorder()
		g.webhook(w, httptest.NewRequest(http.MethodPost, "/notifications", strings.NewReader(body)))
		if w.Code != http.StatusAccepted && w.Code != http.StatusBadRequest {
			t.Errorf("%q is answered %d", body, w.Code)
		}
	})
}

// FuzzInvitation reads what an INVITE and a MESSAGE may carry.
func FuzzInvitation(f *testing.F) {
	f.Add("application/sdp", "", []byte("v=0\r\nm=message 5060 sip null\r\n"))
	f.Add("multipart/mixed;boundary=b", "text/plain;ms-body=aGk=", []byte("--b\r\nContent-Type: multipart/mixed;boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b--"))
	f.Add("text/html; charset=utf-8", "text/html;ms-body=%", []byte("<p>hi<script>x"))
	f.Fuzz(func(_ *testing.T, contentType, format string, body []byte) {
		to := sipwire.UserURI("alix@contoso.test")
		req := sipwire.NewRequest(sip.INVITE, to, to, to)
		req.AppendHeader(sip.NewHeader("ms-text-format", format))
		sipwire.SetBody(req, contentType, body)
		objection(req, faults{})
		firstMessage(req, faults{})
		textOf(req, faults{})
		isTyping(req)
	})
}
