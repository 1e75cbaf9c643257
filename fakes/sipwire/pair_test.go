package sipwire_test

import (
	"context"
	"net"
	"testing"
	"time"

	"github.com/emiago/sipgo/sip"
	"go.uber.org/goleak"

	"github.com/duet-conformance/duet/fakes/sipwire"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// bound is how long a test waits for what must come. It is long because a busy machine must not fail a test.
const bound = 20 * time.Second

// serve starts an endpoint on a loopback port of the transport ("udp" or "tcp") and returns it with its address.
func serve(t testing.TB, transport string, cfg sipwire.Config) (*sipwire.Endpoint, string) {
	t.Helper()
	e := sipwire.New(cfg)
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	if transport == "udp" {
		pc, err := net.ListenPacket("udp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		e.ServePacket(pc)
		return e, pc.LocalAddr().String()
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	e.ServeStream(transport, l)
	return e, l.Addr().String()
}

// connect returns the flow of an endpoint to an address.
func connect(t testing.TB, e *sipwire.Endpoint, transport, addr string) *sipwire.Flow {
	t.Helper()
	f, err := e.Flow(within(t), transport, addr)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func within(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), bound)
	t.Cleanup(cancel)
	return ctx
}

// await receives from a channel within the bound.
func await[T any](t testing.TB, c <-chan T, what string) T {
	t.Helper()
	select {
	case v := <-c:
		return v
	case <-time.After(bound):
		t.Fatalf("waited %s for %s, and it did not come", bound, what)
		panic("unreachable")
	}
}

// from makes a request of alix to megan.
func from(method sip.RequestMethod, body string) *sip.Request {
	alix, megan := sipwire.UserURI("alix@contoso.test"), sipwire.UserURI("megan@contoso.test")
	req := sipwire.NewRequest(method, megan, alix, megan)
	if method == sip.INVITE || method == sip.SUBSCRIBE {
		req.AppendHeader(&sip.ContactHeader{Address: sip.Uri{Scheme: "sip", User: "alix", Host: "127.0.0.1", Port: 5999}})
	}
	if body != "" {
		sipwire.SetBody(req, "text/plain", []byte(body))
	}
	return req
}

var contact = &sip.ContactHeader{Address: sip.Uri{Scheme: "sip", User: "megan", Host: "127.0.0.1", Port: 5998}}
