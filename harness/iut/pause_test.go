package iut

import (
	"context"
	"io"
	"net"
	"testing"
	"time"

	"github.com/duet-conformance/duet/fakes/gateway"
)

// A halted process does not even heed SIGTERM, and can be killed.
func TestCommandIsHalted(t *testing.T) {
	p := start(t, playing(t, "tell"), Env{})
	says(t, p, "up")
	if err := p.Pause(); err != nil {
		t.Fatal(err)
	}
	stopped := make(chan error, 1)
	go func() { stopped <- p.Stop(context.Background()) }()
	select {
	case err := <-stopped:
		t.Errorf("it stopped while it was halted: %v", err)
	case <-time.After(50 * time.Millisecond):
	}
	if err := p.Unpause(); err != nil {
		t.Fatal(err)
	}
	if err := <-stopped; err != nil {
		t.Errorf("it was let go on, and stopped with %v", err)
	}
	p = start(t, playing(t, "tell"), Env{})
	says(t, p, "up")
	if err := p.Pause(); err != nil {
		t.Fatal(err)
	}
	if err := p.Kill(t.Context()); err != nil {
		t.Errorf("a halted process was killed with %v", err)
	}
}

func TestWhoIsNoProcessCantBeHalted(t *testing.T) {
	p := start(t, InProcess("gw", func(ctx context.Context, _ func(string) string, _ io.Writer) error {
		<-ctx.Done()
		return nil
	}), Env{})
	wants(t, p.Pause(), ErrNotPaused, "gw", "no process or container of its own")
	wants(t, p.Unpause(), ErrNotPaused)
}

// The sockets of one in the tester's process stand still in either direction, and nothing is lost meanwhile.
func TestAFrozenPlugHoldsBackBothWays(t *testing.T) {
	plug := newPlug()
	c := plug.behind(gateway.Config{})
	l, err := c.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	served := make(chan struct{})
	go func() {
		defer close(served)
		conn, err := l.Accept()
		if err != nil {
			return
		}
		_, _ = io.Copy(conn, conn)
		_ = conn.Close()
	}()
	peer, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	echo := func(within time.Duration) error {
		_ = peer.SetDeadline(time.Now().Add(within))
		_, err := io.ReadFull(peer, make([]byte, 1))
		return err
	}
	say := func() {
		if _, err := peer.Write([]byte("x")); err != nil {
			t.Fatal(err)
		}
	}
	say()
	if err := echo(5 * time.Second); err != nil {
		t.Fatal(err)
	}
	_ = plug.freeze()
	say()
	if echo(50*time.Millisecond) == nil {
		t.Error("it answered while it stood still")
	}
	_ = plug.thaw()
	if err := echo(5 * time.Second); err != nil {
		t.Errorf("what came meanwhile was not answered: %v", err)
	}
	// One that is killed while it stands still is gone.
	_ = plug.freeze()
	say()
	plug.pull()
	<-served
	_ = peer.Close()
}
