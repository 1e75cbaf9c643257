package valve

import (
	"context"
	"errors"
	"fmt"
	"net"
	"syscall"
)

// conn is a connection through the valve.
type conn struct {
	net.Conn
	valve *Valve
}

func (c *conn) Close() error {
	c.valve.letGo(c)
	return c.Conn.Close()
}

// Listener puts the valve before a listener. While the network is cut, whoever connects is reset: the kernel has said yes by
// then, so what the peer sees is a connection that breaks at once.
func (v *Valve) Listener(l net.Listener) net.Listener { return &listener{l, v} }

type listener struct {
	net.Listener
	valve *Valve
}

func (l *listener) Accept() (net.Conn, error) {
	for {
		plain, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if c, passes := l.valve.hold(plain, false); passes {
			return c, nil
		}
	}
}

// DialFunc has the meaning of [net.Dialer.DialContext].
type DialFunc func(ctx context.Context, network, address string) (net.Conn, error)

// errCut is what a fake meets that turns to the implementation while the network is cut.
var errCut = errors.New("the tester has cut the network to the implementation")

// Dialer puts the valve before a dialer; nil is that of this machine's network. While the network is cut it is refused.
func (v *Valve) Dialer(dial DialFunc) DialFunc {
	if dial == nil {
		dial = (&net.Dialer{}).DialContext
	}
	refused := func(address string) (net.Conn, error) {
		return nil, fmt.Errorf("%s: %w: %w", address, syscall.ECONNREFUSED, errCut)
	}
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		if v.isCut() {
			v.refused(true)
			return refused(address)
		}
		plain, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		c, passes := v.hold(plain, true)
		if !passes {
			return refused(address)
		}
		return c, nil
	}
}
