package bubble_test

import (
	"context"
	"errors"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/duet-conformance/duet/harness/bubble"
	"go.uber.org/goleak"
	"golang.org/x/net/nettest"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("github.com/duet-conformance/duet/harness/bubble_test.waitForEver"))
}

const anyPort = "127.0.0.1:0"

// connect makes both ends of a connection.
func connect(n *bubble.Network) (near, far net.Conn, l net.Listener, err error) {
	if l, err = n.Listen("tcp", anyPort); err != nil {
		return nil, nil, nil, err
	}
	if near, err = n.Dial(context.Background(), "tcp", l.Addr().String()); err != nil {
		return nil, nil, nil, err
	}
	far, err = l.Accept()
	return near, far, l, err
}

func TestAConnectionKeepsWhatGoPromisesOfOne(t *testing.T) {
	nettest.TestConn(t, func() (net.Conn, net.Conn, func(), error) {
		near, far, l, err := connect(bubble.NewNetwork())
		return near, far, func() { _, _, _ = near.Close(), far.Close(), l.Close() }, err
	})
}

func TestWhatWasWrittenBeforeTheEndIsRead(t *testing.T) {
	near, far, l, err := connect(bubble.NewNetwork())
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if near.RemoteAddr().String() != far.LocalAddr().String() || near.LocalAddr().String() != far.RemoteAddr().String() {
		t.Errorf("the ends disagree: %s -> %s and %s -> %s", near.LocalAddr(), near.RemoteAddr(), far.LocalAddr(), far.RemoteAddr())
	}
	if _, err := near.Write([]byte("farewell")); err != nil {
		t.Fatal(err)
	}
	if err := near.Close(); err != nil {
		t.Fatal(err)
	}
	got := make([]byte, 100)
	if n, err := far.Read(got); err != nil || string(got[:n]) != "farewell" {
		t.Errorf("read %q, %v", got[:n], err)
	}
	if _, err := far.Write([]byte("too late")); !errors.Is(err, syscall.EPIPE) {
		t.Errorf("a write to an end that is closed gives %v", err)
	}
	if err := near.Close(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("a second Close gives %v", err)
	}
}

func TestAnAddressIsRefusedAsAKernelDoes(t *testing.T) {
	n := bubble.NewNetwork()
	l, err := n.Listen("tcp", "127.0.0.1:5060")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := n.Listen("tcp", ":5060"); !errors.Is(err, syscall.EADDRINUSE) {
		t.Errorf("an address that is taken gives %v", err)
	}
	pc, err := n.ListenPacket("udp", "127.0.0.1:5060") // ports of UDP are others
	if err != nil {
		t.Fatal(err)
	}
	if _, err := n.ListenPacket("udp", "0.0.0.0:5060"); !errors.Is(err, syscall.EADDRINUSE) {
		t.Errorf("an address that is taken gives %v", err)
	}
	if err := errors.Join(pc.Close(), l.Close()); err != nil {
		t.Error(err)
	}
	if _, err := l.Accept(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("a listener that is closed accepts with %v", err)
	}
	for address, says := range map[string]string{
		"127.0.0.1:5060":    "connection refused",
		"contoso.test:5060": "IP addresses only",
		"127.0.0.1:sip":     "is no port",
		"127.0.0.1":         "missing port",
	} {
		if _, err := n.Dial(t.Context(), "tcp", address); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s gives %v", address, err)
		}
	}
	if _, err := n.Dial(t.Context(), "sctp", anyPort); err == nil {
		t.Error("there is no sctp here")
	}
}

func TestDatagramsArriveWholeInOrderOrNotAtAll(t *testing.T) {
	n := bubble.NewNetwork()
	a, err := n.ListenPacket("udp", anyPort)
	if err != nil {
		t.Fatal(err)
	}
	b, err := n.ListenPacket("udp", anyPort)
	if err != nil {
		t.Fatal(err)
	}
	nobody := &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 9}
	for _, send := range []struct {
		text string
		to   net.Addr
	}{{"lost", nobody}, {"first", b.LocalAddr()}, {"", b.LocalAddr()}, {"a long one", b.LocalAddr()}, {"last", b.LocalAddr()}} {
		if _, err := a.WriteTo([]byte(send.text), send.to); err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{"first", "", "a long", "last"} {
		room := make([]byte, 6)
		if got, from, err := b.ReadFrom(room); err != nil || string(room[:got]) != want || from.String() != a.LocalAddr().String() {
			t.Errorf("read %q from %v, %v; want %q", room[:got], from, err, want)
		}
	}
	if err := b.SetReadDeadline(time.Now().Add(-time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, _, err := b.ReadFrom(nil); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("after the deadline: %v", err)
	}
	if err := errors.Join(a.Close(), b.Close()); err != nil {
		t.Error(err)
	}
	if _, err := a.WriteTo(nil, b.LocalAddr()); !errors.Is(err, net.ErrClosed) {
		t.Errorf("a write through a closed socket gives %v", err)
	}
	if _, _, err := b.ReadFrom(nil); !errors.Is(err, net.ErrClosed) {
		t.Errorf("a read from a closed socket gives %v", err)
	}
}
