package sfb

import (
	"errors"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/record"
)

const goodStart = "MESSAGE sip:alix@contoso.test SIP/2.0\r\nVia: SIP/2.0/TCP 127.0.0.1;branch=z9hG4bK1\r\n" +
	"From: <sip:megan@contoso.test>;tag=1\r\n"

// garbage is what no client sends, with whether half of it is still missing as far as a stream can tell.
var garbage = map[string]struct {
	bytes string
	cut   bool
}{
	"another protocol":    {bytes: "GET / HTTP/1.1\r\nHost: x\r\n\r\n"},
	"TLS to a plain port": {bytes: "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n"},
	"a negative length":   {bytes: goodStart + "To: <sip:alix@contoso.test>\r\nCall-ID: 1\r\nCSeq: 1 MESSAGE\r\nContent-Length: -5\r\n\r\n"},
	"a CSeq in words":     {bytes: goodStart + "CSeq: one MESSAGE\r\nContent-Length: 0\r\n\r\n"},
	"no headers at all":   {bytes: "MESSAGE sip:alix@contoso.test SIP/2.0\r\n\r\n"},
	"an endless header":   {bytes: goodStart + "Subject: " + strings.Repeat("x", 3_000_000)},
	"half a message":      {bytes: goodStart + "Call-ID: cut", cut: true},
}

func TestGarbageIsHeldAgainstItsSenderAndTheFrontEndGoesOn(t *testing.T) {
	for name, sent := range garbage {
		for _, network := range []string{"tcp", "udp", "tls"} {
			t.Run(name+" over "+network, func(t *testing.T) {
				s := newSite(t, Config{})
				megan, alix := s.phone("tcp", "megan").signIn(), s.phone("tcp", "alix").signIn()
				s.throw(network, sent.bytes, sent.cut)
				e := s.wait("a violation", record.And(record.Is(record.Violation), record.By(record.PartyIUT)))
				if !aRule.MatchString(e.Attr("rule")) || e.Text == "" || len(e.Raw) == 0 {
					t.Errorf("the violation is %+v", e)
				}
				uac, _ := talk(megan, alix) // who was there before is served
				exchange(t, megan, alix, says(uac, "still here"))
				s.stillServes()
			})
		}
	}
}

// throw writes bytes to the front end. Over a stream the front end must then answer a 4xx or 5xx or close the connection,
// of which the peer closes its own half only when the message is cut off.
func (s *site) throw(network, bytes string, cut bool) {
	s.t.Helper()
	tlsAt, config := s.withTLS()
	conn := s.raw(network, tlsAt, config)
	if network == "udp" {
		_, _ = io.WriteString(conn, bytes[:min(len(bytes), 60_000)])
		return
	}
	// The front end may close the connection before it has read everything; that is one right answer.
	_, _ = io.WriteString(conn, bytes)
	if cut {
		_ = conn.(interface{ CloseWrite() error }).CloseWrite()
	}
	answer := make([]byte, len("SIP/2.0 4"))
	_, err := io.ReadFull(conn, answer)
	if late, ok := errors.AsType[net.Error](err); ok && late.Timeout() {
		s.t.Fatalf("the front end has neither answered nor closed the connection within %v", within)
	}
	if refused := string(answer[:8]) == "SIP/2.0 " && (answer[8] == '4' || answer[8] == '5'); err == nil && !refused {
		s.t.Errorf("the front end answered %q, which refuses nothing", answer)
	}
}

func TestACrashOfAHandlerIsTheTestersFault(t *testing.T) {
	s := &site{t: t, log: record.NewLog(record.SourceSfB)}
	s.FrontEnd = New(Config{Domain: "contoso.test"}, s.log)
	s.presence = newPresence(presenceDeps{log: s.log}) // it can't look anybody up, and crashes
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.tcp = l.Addr().String()
	s.ServeStream("tcp", l)
	if err := s.Provision(person("alix")); err != nil {
		t.Fatal(err)
	}
	alix := s.phone("tcp", "alix")
	alix.do(alix.request(sip.PUBLISH, alix.address, [2]string{"Event", "presence"}), 500)
	if e := s.wait("the crash", record.Is(record.TesterPanic)); e.Party != record.PartyTester || len(e.Raw) == 0 {
		t.Errorf("the crash was recorded as %+v", e)
	}
	alix.signIn() // the front end goes on
}
