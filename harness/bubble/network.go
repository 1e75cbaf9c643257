package bubble

import (
	"context"
	"fmt"
	"net"
	"strconv"
	"sync"
	"syscall"
	"time"
)

// Delay is how long a byte or a datagram travels over a [Network]. It is what makes time pass in a bubble: without it
// everything would happen at once, and there would be no last activity.
const Delay = 100 * time.Microsecond

// Network is a machine's loopback network in memory, with its own ports. Make one with [NewNetwork], in the bubble that it is for;
// its methods have the signatures of [net.Dialer.DialContext], [net.Listen] and [net.ListenPacket], and are safe for
// concurrent use. It knows IP addresses only, no names.
type Network struct {
	mu        sync.Mutex
	port      int // the last one that was chosen
	listeners map[string]*listener
	packets   map[string]*packetConn
}

// NewNetwork makes a network on which nobody listens.
func NewNetwork() *Network {
	return &Network{port: firstPort - 1, listeners: map[string]*listener{}, packets: map[string]*packetConn{}}
}

// firstPort is where chosen ports begin: the range that IANA leaves for it (RFC 6335 section 6).
const firstPort = 49152

// Dial opens a connection to who listens at the address: network is "tcp", address IP:port. Nobody there is the error that a
// kernel gives ([syscall.ECONNREFUSED]).
func (n *Network) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	failed := func(err error) (net.Conn, error) {
		return nil, &net.OpError{Op: "dial", Net: network, Err: fmt.Errorf("%s: %w", address, err)}
	}
	at, err := parse(network, address)
	if err != nil {
		return failed(err)
	}
	n.mu.Lock()
	l := n.listeners[at.String()]
	from := n.choose()
	n.mu.Unlock()
	if l == nil {
		return failed(syscall.ECONNREFUSED)
	}
	near, far := pipe(&net.TCPAddr{IP: at.IP, Port: from}, l.addr)
	select {
	case l.arrived <- far:
		return near, nil
	case <-l.closed:
		return failed(syscall.ECONNREFUSED)
	case <-ctx.Done():
		return failed(ctx.Err())
	}
}

// Listen takes connections at an address: network is "tcp", address IP:port; port 0 is one that is free.
func (n *Network) Listen(network, address string) (net.Listener, error) {
	addr, err := parse(network, address)
	if err != nil {
		return nil, &net.OpError{Op: "listen", Net: network, Err: fmt.Errorf("%s: %w", address, err)}
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if addr.Port == 0 {
		addr.Port = n.choose()
	}
	if n.listeners[addr.String()] != nil {
		return nil, &net.OpError{Op: "listen", Net: network, Addr: addr, Err: syscall.EADDRINUSE}
	}
	l := &listener{network: n, addr: addr, arrived: make(chan net.Conn, backlog), closed: make(chan struct{})}
	n.listeners[addr.String()] = l
	return l, nil
}

// ListenPacket opens a socket for datagrams: network is "udp", address IP:port; port 0 is one that is free.
func (n *Network) ListenPacket(network, address string) (net.PacketConn, error) {
	at, err := parse(network, address)
	if err != nil {
		return nil, &net.OpError{Op: "listen", Net: network, Err: fmt.Errorf("%s: %w", address, err)}
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if at.Port == 0 {
		at.Port = n.choose()
	}
	addr := &net.UDPAddr{IP: at.IP, Port: at.Port}
	if n.packets[addr.String()] != nil {
		return nil, &net.OpError{Op: "listen", Net: network, Addr: addr, Err: syscall.EADDRINUSE}
	}
	p := newPacketConn(n, addr)
	n.packets[addr.String()] = p
	return p, nil
}

// choose gives a port that nobody had before. The caller holds the lock.
func (n *Network) choose() int {
	n.port++
	return n.port
}

// parse reads IP:port. An empty or unspecified IP is this machine, for there is no other.
func parse(network, address string) (*net.TCPAddr, error) {
	if network != "tcp" && network != "udp" {
		return nil, net.UnknownNetworkError(network)
	}
	host, service, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	port, err := strconv.ParseUint(service, 10, 16)
	if err != nil {
		return nil, fmt.Errorf("%q is no port: %w", service, err)
	}
	ip := net.IPv4(127, 0, 0, 1)
	if host != "" {
		if ip = net.ParseIP(host); ip == nil {
			return nil, &net.DNSError{Err: "a network in memory knows IP addresses only", Name: host, IsNotFound: true}
		}
	}
	if ip.IsUnspecified() {
		ip = net.IPv4(127, 0, 0, 1)
	}
	return &net.TCPAddr{IP: ip, Port: int(port)}, nil
}
