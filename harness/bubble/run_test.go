package bubble_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/duet-conformance/duet/fakes/sipwire"
	"github.com/duet-conformance/duet/harness/bubble"
	"github.com/emiago/sipgo/sip"
)

// run plays f in a bubble.
func run(t *testing.T, f func()) {
	t.Helper()
	if err := bubble.Run(f); err != nil {
		t.Error(err)
	}
}

func TestTimePassesWhenEverybodyWaits(t *testing.T) {
	began := time.Now()
	run(t, func() {
		from := time.Now()
		never := make(chan struct{})
		select {
		case <-time.After(24 * time.Hour):
		case <-never:
		}
		if took := time.Since(from); took != 24*time.Hour {
			t.Errorf("a day took %s", took)
		}
	})
	if took := time.Since(began); took > time.Minute {
		t.Errorf("a day in a bubble took %s outside", took)
	}
}

func TestWhatNeverEndsIsTold(t *testing.T) {
	if err := bubble.Run(func() { go waitForEver() }); err == nil || !strings.Contains(err.Error(), "deadlock") {
		t.Errorf("a bubble in which somebody waits for ever gives %v", err)
	}
}

// waitForEver stays behind when its bubble is gone: nothing can end it.
func waitForEver() { select {} }

func TestAPanicComesOut(t *testing.T) {
	defer func() {
		if said := recover(); said != "enough" {
			t.Errorf("%v came out", said)
		}
	}()
	_ = bubble.Run(func() { panic("enough") })
}

// RFC 3261 section 17.1.1.2: an INVITE over UDP to where nobody answers is sent again after T1, 2 T1 ..., and Timer B ends
// the transaction after 64 T1.
func TestTimerBEndsAnInviteAfter32Seconds(t *testing.T) {
	run(t, func() {
		network := bubble.NewNetwork()
		pc, err := network.ListenPacket("udp", anyPort)
		if err != nil {
			t.Error(err)
			return
		}
		silent, err := network.ListenPacket("udp", "127.0.0.1:5060")
		if err != nil {
			t.Error(err)
			return
		}
		caller := sipwire.New(sipwire.Config{Name: "the caller"})
		caller.ServePacket(pc)
		flow, err := caller.Flow(context.Background(), "udp", silent.LocalAddr().String())
		if err != nil {
			t.Error(err)
		}
		ended := make(chan error, 1)
		from := time.Now()
		if _, err := caller.Request(flow, invite(), func(_ *sip.Response, err error) { ended <- err }); err != nil {
			t.Error(err)
			ended <- nil
		}
		if err := <-ended; !errors.Is(err, sipwire.ErrTimeout) || time.Since(from) != 32*time.Second {
			t.Errorf("ended after %s with %v", time.Since(from), err)
		}
		if err := caller.Close(); err != nil {
			t.Error(err)
		}
		if sent := waiting(silent); sent != 7 {
			t.Errorf("the INVITE was sent %d times, want 7", sent)
		}
		_ = silent.Close()
	})
}

// waiting counts the datagrams that have arrived at a socket.
func waiting(pc net.PacketConn) int {
	for n := 0; ; n++ {
		_ = pc.SetReadDeadline(time.Now().Add(time.Second)) // never fails
		if _, _, err := pc.ReadFrom(make([]byte, 1<<16)); err != nil {
			return n
		}
	}
}

// invite is one to nobody in particular.
func invite() *sip.Request {
	req := sip.NewRequest(sip.INVITE, sip.Uri{Scheme: "sip", User: "megan", Host: "contoso.test"})
	for _, header := range [][2]string{
		{"From", "<sip:alix@contoso.test>;tag=" + sipwire.NewTag()},
		{"To", "<sip:megan@contoso.test>"},
		{"Call-ID", sipwire.NewCallID()},
		{"CSeq", "1 INVITE"},
		{"Contact", "<sip:alix@127.0.0.1>"},
	} {
		req.AppendHeader(sip.NewHeader(header[0], header[1]))
	}
	return req
}

// An HTTP client and server of the standard library live in a bubble as well.
func TestAWebServerServesInTheBubble(t *testing.T) {
	run(t, func() {
		network := bubble.NewNetwork()
		l, err := network.Listen("tcp", anyPort)
		if err != nil {
			t.Error(err)
			return
		}
		server := &http.Server{ReadHeaderTimeout: time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, err := io.ReadAll(r.Body)
			if err != nil {
				t.Error(err)
			}
			_, _ = w.Write(body) // the client says what it got
		})}
		go func() { _ = server.Serve(l) }()
		client := &http.Client{Transport: &http.Transport{DialContext: network.Dial}}
		for range 3 {
			res, err := client.Post("http://"+l.Addr().String(), "text/plain", strings.NewReader(strings.Repeat("x", 1<<16)))
			if err != nil {
				t.Error(err)
				break
			}
			body, err := io.ReadAll(res.Body)
			_ = res.Body.Close()
			if err != nil || len(body) != 1<<16 {
				t.Errorf("%d bytes came back, %v", len(body), err)
			}
		}
		client.CloseIdleConnections()
		if err := server.Shutdown(context.Background()); err != nil {
			t.Error(err)
		}
	})
}
