package world_test

import (
	"context"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/duet-conformance/duet/fakes/directory"
	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/iut"
	"github.com/duet-conformance/duet/harness/judge"
	"github.com/duet-conformance/duet/harness/people"
	"github.com/duet-conformance/duet/harness/world"
)

// setting is a world around an IUT: one scene, with alix, who is licensed for both.
func setting(launcher iut.Launcher) world.Config {
	address := "alix.scene@" + world.Domain
	return world.Config{
		Host: "127.0.0.1", Transport: "tcp", Launcher: launcher,
		Bounds: judge.Bounds{Ready: 5 * time.Second, Fence: 2 * time.Second, Straggler: 10 * time.Millisecond}.OrDefault(),
		Casts: map[string][]directory.User{"scene": {{
			Address: address, DisplayName: "Alix", ID: directory.ID(address), Password: "correct horse",
			Teams: true, SfB: true, Instances: []string{directory.Instance(address, 1)},
		}}},
	}
}

func reference() iut.Launcher { return iut.Reference(gateway.Config{}) }

// open starts a world, and closes it when the test is over if the test has not.
func open(t *testing.T, cfg world.Config) *world.World {
	t.Helper()
	w, err := world.Start(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { shut(t, w) })
	return w
}

func shut(t *testing.T, w *world.World) {
	t.Helper()
	ctx, cancel := w.StopTime(context.Background())
	defer cancel()
	if err := w.Close(ctx); err != nil {
		t.Errorf("close the world: %v", err)
	}
}

// alix comes on, in both clients.
func alix(t *testing.T, w *world.World) *people.Person {
	t.Helper()
	scene := w.Scene("scene")
	scene.Halt = func(f judge.Finding) { panic(f.Sentence) }
	p := w.Person(scene, "alix", setting(nil).Casts["scene"][0])
	p.TakePlaces(t.Context(), people.OnBoth)
	return p
}

// sockets are the network of this machine, watched: what was opened and not closed, and a socket that can't be opened.
type sockets struct {
	mu          sync.Mutex
	opened      int
	failsAt     int // the number of the socket, from 1, that can't be opened; 0 for none
	open        map[any]string
	connections []net.Conn
}

func (s *sockets) network() world.Network {
	s.open = map[any]string{}
	return world.Network{
		Listen: func(network, address string) (net.Listener, error) {
			if err := s.turn(); err != nil {
				return nil, err
			}
			l, err := net.Listen(network, address)
			return &listener{l, s}, s.note(l, network, err)
		},
		ListenPacket: func(network, address string) (net.PacketConn, error) {
			if err := s.turn(); err != nil {
				return nil, err
			}
			pc, err := net.ListenPacket(network, address)
			return &packets{pc, s}, s.note(pc, network, err)
		},
	}
}

func (s *sockets) turn() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.opened++; s.opened == s.failsAt {
		return &net.OpError{Op: "listen", Err: net.UnknownNetworkError("of the test")}
	}
	return nil
}

func (s *sockets) note(socket any, network string, err error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open[socket] = network
	return err
}

func (s *sockets) forget(socket any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open, socket)
}

// left are the sockets that nobody has closed.
func (s *sockets) left() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var left []string
	for _, network := range s.open {
		left = append(left, network)
	}
	return left
}

// cut breaks every connection that was accepted.
func (s *sockets) cut() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, conn := range s.connections {
		_ = conn.Close() // the peer sees it end, whatever this says
	}
}

type listener struct {
	net.Listener
	of *sockets
}

func (l *listener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err == nil {
		l.of.mu.Lock()
		defer l.of.mu.Unlock()
		l.of.connections = append(l.of.connections, conn)
	}
	return conn, err
}

func (l *listener) Close() error {
	l.of.forget(l.Listener)
	return l.Listener.Close()
}

type packets struct {
	net.PacketConn
	of *sockets
}

func (p *packets) Close() error {
	p.of.forget(p.PacketConn)
	return p.PacketConn.Close()
}
