package sipwire_test

import (
	"bytes"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/sipwire"
)

// head is a request up to where a test goes on.
const head = "MESSAGE sip:megan@contoso.test SIP/2.0\r\n" +
	"Via: SIP/2.0/TCP 127.0.0.1:5060;branch=z9hG4bKbad\r\n" +
	"From: <sip:alix@contoso.test>;tag=1\r\nTo: <sip:megan@contoso.test>\r\nCall-ID: bad\r\n"

func TestBadInputIsAnsweredOrCutOffAndTheEndpointGoesOn(t *testing.T) {
	for name, c := range map[string]struct {
		raw    string
		answer string // the beginning of the status line; "" expects none
		closes bool
	}{
		"garbage":           {strings.Repeat("\x00\xff\x17garbage", 100) + "\r\n\r\n", "", true},
		"HTTP":              {"GET / HTTP/1.1\r\nHost: contoso.test\r\nContent-Length: 0\r\n\r\n", "", false},
		"truncated":         {head[:60], "", true},
		"bad CSeq":          {head + "CSeq: many MESSAGE\r\nContent-Length: 0\r\n\r\n", "SIP/2.0 400", false},
		"no CSeq":           {head + "Content-Length: 0\r\n\r\n", "SIP/2.0 400", false},
		"two Call-IDs":      {head + "Call-ID: again\r\nCSeq: 1 MESSAGE\r\nContent-Length: 0\r\n\r\n", "SIP/2.0 400", false},
		"another method":    {head + "CSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n", "SIP/2.0 400", false},
		"another version":   {strings.Replace(head, "SIP/2.0", "SIP/7.0", 1) + "CSeq: 1 MESSAGE\r\nContent-Length: 0\r\n\r\n", "SIP/2.0 505", false},
		"no Content-Length": {head + "CSeq: 1 MESSAGE\r\n\r\nbody", "SIP/2.0 400", true},
		"two lengths":       {head + "CSeq: 1 MESSAGE\r\nContent-Length: 1\r\nl: 2\r\n\r\nbo", "SIP/2.0 400", true},
		"oversized body":    {head + "CSeq: 1 MESSAGE\r\nContent-Length: 900000000\r\n\r\n", "SIP/2.0 513", true},
		"endless head":      {head + strings.Repeat("X-Filler: "+strings.Repeat("x", 990)+"\r\n", 80), "SIP/2.0 513", true},
		"response to none":  {strings.Replace(head, "MESSAGE sip:megan@contoso.test SIP/2.0", "SIP/2.0 200 OK", 1) + "CSeq: 1 MESSAGE\r\nContent-Length: 0\r\n\r\n", "", false},
	} {
		t.Run(name, func(t *testing.T) {
			frames := make(chan sipwire.Frame, 10)
			_, addr := serve(t, "tcp", sipwire.Config{
				Tap:       func(fr sipwire.Frame) { frames <- fr },
				OnRequest: func(tx *sipwire.ServerTx) { _ = tx.Reply(200, "still here") },
			})
			conn, err := net.Dial("tcp", addr)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = conn.Close() }()
			_ = conn.SetDeadline(time.Now().Add(bound))
			if _, err := conn.Write([]byte(c.raw)); err != nil {
				t.Fatal(err)
			}
			if !c.closes {
				follow := strings.Replace(head, "bad", "next", 1) + "CSeq: 2 MESSAGE\r\nContent-Length: 0\r\n\r\n"
				if _, err := conn.Write([]byte(follow)); err != nil {
					t.Fatal(err)
				}
			}
			if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
				t.Fatal(err)
			}
			answers, err := io.ReadAll(conn)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.HasPrefix(answers, []byte(c.answer)) || c.answer == "" && c.closes && len(answers) > 0 {
				t.Errorf("got %q; expected %q", answers, c.answer)
			}
			if !c.closes && !bytes.Contains(answers, []byte("still here")) {
				t.Errorf("the message after it was not answered: %q", answers)
			}
			if fr := await(t, frames, "the tap"); len(fr.Raw) == 0 || (fr.Msg == nil) == (fr.Err == nil) {
				t.Errorf("the tap saw %+v; expected the bytes, and a message or an error", fr)
			}
			caller, _ := serve(t, "tcp", sipwire.Config{})
			if res, err := caller.Do(within(t), connect(t, caller, "tcp", addr), from(sip.MESSAGE, "")); err != nil || res.StatusCode != 200 {
				t.Errorf("the endpoint does not go on: %v %v", res, err)
			}
		})
	}
}

func TestBadDatagramsAreSurvived(t *testing.T) {
	got := make(chan string, 100)
	_, addr := serve(t, "udp", sipwire.Config{OnRequest: func(tx *sipwire.ServerTx) {
		got <- sipwire.CallID(tx.Request())
		_ = tx.Reply(200, "")
	}})
	conn, err := net.Dial("udp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	for _, raw := range []string{"", "\r\n\r\n", "\x00\x00", "garbage", head, head + "\r\n", head + "CSeq: 1 MESSAGE\r\nContent-Length: 99\r\n\r\nshort"} {
		if _, err := conn.Write([]byte(raw)); err != nil {
			t.Fatal(err)
		}
	}
	for _, folder := range []string{"valid", "invalid"} {
		for _, raw := range torture(t, folder) {
			if _, err := conn.Write(raw); err != nil {
				t.Fatal(err)
			}
		}
	}
	// A datagram may be longer than its message (RFC 3261 section 18.3).
	if _, err := conn.Write([]byte(head + "CSeq: 1 MESSAGE\r\nContent-Length: 2\r\n\r\nokand more")); err != nil {
		t.Fatal(err)
	}
	for await(t, got, "the good message after the bad ones") != "bad" {
	}
}

func TestKeepAlivesAreAnswered(t *testing.T) {
	_, addr := serve(t, "tcp", sipwire.Config{OnRequest: func(tx *sipwire.ServerTx) { _ = tx.Reply(200, "") }})
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	_ = conn.SetDeadline(time.Now().Add(bound))
	for _, part := range []string{"\r\n", "\r", "\n"} { // in pieces, as a slow network may deliver it
		if _, err := conn.Write([]byte(part)); err != nil {
			t.Fatal(err)
		}
	}
	pong := make([]byte, 2)
	if _, err := io.ReadFull(conn, pong); err != nil || string(pong) != "\r\n" {
		t.Errorf("a double CRLF was answered %q, %v; expected one CRLF (RFC 5626 section 4.4.1)", pong, err)
	}
}

func TestCrashedHandlerIsReportedAndAnswered500(t *testing.T) {
	said := make(chan any, 1)
	_, addr := serve(t, "tcp", sipwire.Config{
		OnRequest: func(tx *sipwire.ServerTx) {
			if tx.Request().Method == sip.MESSAGE {
				panic("oh no")
			}
			_ = tx.Reply(200, "")
		},
		OnPanic: func(v any, stack []byte) {
			if len(stack) > 0 {
				said <- v
			}
		},
	})
	caller, _ := serve(t, "tcp", sipwire.Config{})
	f := connect(t, caller, "tcp", addr)
	for method, status := range map[sip.RequestMethod]int{sip.MESSAGE: 500, sip.OPTIONS: 200} {
		if res, err := caller.Do(within(t), f, from(method, "")); err != nil || res.StatusCode != status {
			t.Errorf("%s: %v %v; expected %d", method, res, err, status)
		}
	}
	if v := await(t, said, "the report"); v != "oh no" {
		t.Errorf("it was reported that %v", v)
	}
}
