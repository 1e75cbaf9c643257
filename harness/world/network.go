package world

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"

	"github.com/duet-conformance/duet/fakes/authority"
	"github.com/duet-conformance/duet/fakes/valve"
)

// Network opens the sockets of a world. A nil function is that of this machine's network, so the zero value is real.
type Network struct {
	// Dial is for TCP and has the meaning of [net.Dialer.DialContext].
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// Listen and ListenPacket have the meaning of [net.Listen] and [net.ListenPacket].
	Listen       func(network, address string) (net.Listener, error)
	ListenPacket func(network, address string) (net.PacketConn, error)
}

// client makes an HTTP client. It trusts whom the configuration says; nil: those whom the system trusts.
func (n Network) client(trust *tls.Config) *http.Client {
	return &http.Client{Transport: &http.Transport{DialContext: n.Dial, TLSClientConfig: trust, MaxIdleConnsPerHost: 64}}
}

func (n Network) listen(network, address string) (net.Listener, error) {
	if n.Listen == nil {
		return net.Listen(network, address)
	}
	return n.Listen(network, address)
}

func (n Network) listenPacket(network, address string) (net.PacketConn, error) {
	if n.ListenPacket == nil {
		return net.ListenPacket(network, address)
	}
	return n.ListenPacket(network, address)
}

// behind is the network with a valve before its listening sockets.
func (n Network) behind(v *valve.Valve) Network {
	plain := n
	n.Listen = func(network, address string) (net.Listener, error) {
		l, err := plain.listen(network, address)
		if err != nil {
			return nil, err
		}
		return v.Listener(l), nil
	}
	n.ListenPacket = func(network, address string) (net.PacketConn, error) {
		pc, err := plain.listenPacket(network, address)
		if err != nil {
			return nil, err
		}
		return v.Packets(pc), nil
	}
	return n
}

// listenTLS listens with a certificate of the authority; the listener can be made to show wrong ones.
func (n Network) listenTLS(address string, ca *authority.Authority, names ...string) (*authority.Listener, error) {
	l, hosts, err := n.listenAs(address, names)
	if err != nil {
		return nil, err
	}
	secure, err := authority.Listen(l, ca, hosts...)
	if err != nil {
		_ = l.Close()
		return nil, err
	}
	return secure, nil
}

// listenHTTPS is listenTLS for an HTTP server.
func (n Network) listenHTTPS(address string, ca *authority.Authority, names ...string) (*authority.Listener, error) {
	l, err := n.listenTLS(address, ca, names...)
	if err == nil {
		l.Protocols = []string{"http/1.1"}
	}
	return l, err
}

// listenAs listens, and says for whom a certificate must be: for the name that was asked for, for the address that it has,
// and for those under which it is reached.
func (n Network) listenAs(address string, names []string) (net.Listener, []string, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, nil, fmt.Errorf("the address %q must have the form host:port: %w", address, err)
	}
	l, err := n.listen("tcp", address)
	if err != nil {
		return nil, nil, err
	}
	return l, append([]string{host, hostOf(l.Addr().String()), "localhost"}, names...), nil
}
