package gateway

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/duet-conformance/duet/fakes/sipwire"
	"github.com/emiago/sipgo/sip"
)

// trunk is the one connection to the SfB front end that all endpoints of the gateway share.
type trunk struct {
	sip                *sipwire.Endpoint
	transport, address string
	username, password string
	domain             sip.Uri
	remote             atomic.Value // the front end's address as it came out, a string
	beside             net.Addr     // where something else is served too; only for faults
}

// where reads the proxy's URI. A URI without a port has the transport's own.
func where(proxy string) (transport, address string, err error) {
	uri, err := sipwire.ParseURI(proxy)
	if err != nil {
		return "", "", fmt.Errorf("the SfB front end's address: %w", err)
	}
	transport, address = sipwire.HostPort(uri)
	switch transport {
	case "udp", "tcp", "tls":
		return transport, address, nil
	}
	return "", "", fmt.Errorf("the SfB front end's address %q: the transport must be udp, tcp or tls", proxy)
}

// openTrunk prepares the connection. Nothing is sent, and TCP is not opened, before it is used.
func (g *Gateway) openTrunk() error {
	g.trunk.sip = sipwire.New(sipwire.Config{
		Name: "the gateway", Timers: g.timers(), Dial: g.config.Dial, Host: g.config.ListenHost,
		TLS:       g.faults.trustInSfB(g.trust, g.trunk.address),
		OnRequest: g.request,
		Tap:       g.chokes,
		Forgets:   g.forgets(),
		OnAck:     g.acknowledged,
		OnError:   func(err error) { g.log.Error("a SIP socket failed", "error", err) },
	})
	if g.trunk.transport != "udp" {
		return g.serveToo()
	}
	socket, err := g.listenPacket("udp", net.JoinHostPort(g.config.ListenHost, "0"))
	if err != nil {
		return fmt.Errorf("open a UDP socket for SIP: %w", err)
	}
	g.trunk.sip.ServePacket(socket)
	return g.serveToo()
}

// listenPacket and listen open a socket of the gateway's, on whatever network it is.
func (g *Gateway) listenPacket(network, address string) (net.PacketConn, error) {
	if g.config.ListenPacket != nil {
		return g.config.ListenPacket(network, address)
	}
	return net.ListenPacket(network, address)
}

func (g *Gateway) listen(network, address string) (net.Listener, error) {
	if g.config.Listen != nil {
		return g.config.Listen(network, address)
	}
	return net.Listen(network, address)
}

// flow returns the connection, opened when it is not open.
func (t *trunk) flow(ctx context.Context) (*sipwire.Flow, error) {
	flow, err := t.sip.Flow(ctx, t.transport, t.address)
	if err == nil {
		t.remote.Store(flow.Remote())
	}
	return flow, err
}

// brought says whether what comes over a flow comes from the front end. Connections are the gateway's own, to nobody else;
// but anybody can send a datagram.
func (t *trunk) brought(flow *sipwire.Flow) bool {
	return flow.Reliable() || flow.Remote() == t.remote.Load()
}

// maxChallenges is how many challenges in a row are answered. A nonce may go stale on the way, but not for ever.
const maxChallenges = 3

// do sends a request (no INVITE) and returns its final answer. A challenge is answered; for that the request is made anew by
// build, with a higher CSeq. Being refused is no error here: see refusedSIP.
func (t *trunk) do(ctx context.Context, flow *sipwire.Flow, f faults, build func() *sip.Request) (*sip.Response, error) {
	return t.doSeeing(ctx, flow, f, build, func(*sip.Response) {})
}

// doSeeing is do for who must know the final answer before whatever comes after it over the connection is handled. That is
// when seen is called with it; seen must not block.
func (t *trunk) doSeeing(ctx context.Context, flow *sipwire.Flow, f faults, build func() *sip.Request, seen func(*sip.Response)) (*sip.Response, error) {
	req := build()
	for challenges := 0; ; challenges++ {
		res, err := t.once(ctx, flow, req, seen)
		if err != nil {
			return nil, err
		}
		if res.StatusCode != 401 && res.StatusCode != 407 || challenges == maxChallenges {
			return res, nil
		}
		if challenges > 0 && f.has(GivesUpOnStaleNonce) {
			return res, nil
		}
		req = build()
		if err := sipwire.Authorize(req, res, t.username, t.password); err != nil {
			return nil, err
		}
	}
}

func (t *trunk) once(ctx context.Context, flow *sipwire.Flow, req *sip.Request, seen func(*sip.Response)) (*sip.Response, error) {
	type outcome struct {
		res *sip.Response
		err error
	}
	final := make(chan outcome, 1)
	_, err := t.sip.Request(flow, req, func(res *sip.Response, err error) {
		if res != nil && res.StatusCode < 200 {
			return
		}
		if res != nil {
			seen(res)
		}
		final <- outcome{res, err}
	})
	if err != nil {
		return nil, err
	}
	select {
	case o := <-final:
		return o.res, o.err
	case <-ctx.Done():
		return nil, fmt.Errorf("no answer to %q: %w", req.StartLine(), ctx.Err())
	}
}

// errRefused is what an answer that is not a success becomes.
var errRefused = errors.New("the front end refused")

// refusedSIP is the error of an answer that is not a success, and nil for one that is.
func refusedSIP(what string, res *sip.Response) error {
	if res.IsSuccess() {
		return nil
	}
	return fmt.Errorf("%s: %w: %d %s", what, errRefused, res.StatusCode, res.Reason)
}

// prolong sends a request that asks for time. Who is told that it is too little (423, RFC 3261 section 10.3 step 7) asks for what
// is wanted, now and from then on.
func prolong(life *time.Duration, send func(life time.Duration) (*sip.Response, error)) (*sip.Response, error) {
	res, err := send(*life)
	if err != nil || res.StatusCode != 423 {
		return res, err
	}
	seconds, err := strconv.Atoi(sipwire.Value(res, "Min-Expires"))
	if err != nil {
		return nil, fmt.Errorf("asked for %s and was answered 423 without a Min-Expires: %w", *life, err)
	}
	*life = time.Duration(seconds) * time.Second
	return send(*life)
}

// granted is the time that a 2xx grants; what was asked for, if it doesn't say.
func granted(res *sip.Response, asked time.Duration) time.Duration {
	if seconds, err := strconv.Atoi(sipwire.Value(res, "Expires")); err == nil {
		return time.Duration(seconds) * time.Second
	}
	return asked
}

// expires is the Expires header for a time.
func expires(life time.Duration) sip.Header {
	return sip.NewHeader("Expires", strconv.Itoa(int(life/time.Second)))
}
