package doctor

import (
	"context"
	"net"
	"sync"

	"github.com/duet-conformance/duet/harness/world"
)

// doors counts who came to which listener, also those who left before they said anything that a fake could record.
type doors struct {
	// dial is how our own people connect; nil: over the network of this machine. elsewhere is true when the listeners are in
	// another process, so that who came to them can't be counted.
	dial      func(ctx context.Context, network, address string) (net.Conn, error)
	elsewhere bool

	mu    sync.Mutex
	came  []knock
	given map[string]bool // the addresses from which the tester's own people come
}

// knock is somebody who came to a port and said something.
type knock struct {
	port, from string
	tls        bool // and began with that
}

// watch is a network whose listeners are watched. Our own people are told apart by their addresses.
func (d *doors) watch() world.Network {
	d.given = map[string]bool{}
	dial := d.dial
	if dial == nil {
		dial = (&net.Dialer{}).DialContext
	}
	return world.Network{
		Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := dial(ctx, network, address)
			if err == nil {
				d.mu.Lock()
				defer d.mu.Unlock()
				d.given[conn.LocalAddr().String()] = true
			}
			return conn, err
		},
		Listen: func(network, address string) (net.Listener, error) {
			l, err := net.Listen(network, address)
			if err != nil {
				return nil, err
			}
			_, port, err := net.SplitHostPort(l.Addr().String())
			return &door{l, d, port}, err
		},
	}
}

// strangers are those who came to the listener with the address and are not our own, and how many of them began TLS.
func (d *doors) strangers(address string) (all, secure int) {
	_, port, err := net.SplitHostPort(address)
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, k := range d.came {
		if err == nil && k.port == port && !d.given[k.from] {
			all++
			if k.tls {
				secure++
			}
		}
	}
	return all, secure
}

func (d *doors) note(k knock) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.came = append(d.came, k)
}

// handshakeRecord begins what a client says first over TLS (RFC 8446 §5.1).
const handshakeRecord = 22

type door struct {
	net.Listener
	doors *doors
	port  string
}

func (d *door) Accept() (net.Conn, error) {
	c, err := d.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &visit{Conn: c, door: d}, nil
}

// visit is a connection whose first byte is noted.
type visit struct {
	net.Conn
	door  *door
	first sync.Once
}

func (v *visit) Read(b []byte) (int, error) {
	n, err := v.Conn.Read(b)
	if n > 0 {
		v.first.Do(func() {
			v.door.doors.note(knock{port: v.door.port, from: v.RemoteAddr().String(), tls: b[0] == handshakeRecord})
		})
	}
	return n, err
}
