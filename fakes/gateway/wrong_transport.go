package gateway

import (
	"crypto/tls"
	"fmt"
	"net"

	"github.com/duet-conformance/duet/fakes/authority"
	"github.com/duet-conformance/duet/fakes/sipwire"
	"github.com/emiago/sipgo/sip"
)

// forgets says which requests a faulty gateway takes for new when they come again; nil: none.
func (g *Gateway) forgets() func(*sip.Request) bool {
	switch f := g.faults; {
	case f.has(TakesRepeatedInvitations):
		return func(req *sip.Request) bool { return req.Method == sip.INVITE }
	case f.has(TakesRepeatedMessages):
		return func(req *sip.Request) bool { return req.Method == sip.MESSAGE }
	case f.has(AnswersOnce):
		return func(req *sip.Request) bool {
			g.repeated.Store(messageID(req), true)
			return req.Method == sip.MESSAGE
		}
	}
	return nil
}

// repetition says whether a request came before, and is not answered again.
func (g *Gateway) repetition(req *sip.Request) bool {
	_, known := g.repeated.Load(messageID(req))
	return known
}

// renamed gives a message that may be a repetition a name of its own, so that nobody can tell.
func (g *Gateway) renamed(id string) string {
	if g.forgets() == nil {
		return id
	}
	return fmt.Sprintf("%s;%d", id, g.fromSfB.Add(1))
}

// too is the transport that a faulty gateway serves beside that of the run; "" for none.
func (g *Gateway) too() string {
	for _, wrong := range []struct {
		fault     Fault
		transport string
	}{{ServesUDPToo, "udp"}, {ServesTCPToo, "tcp"}, {ServesTLSToo, "tls"}} {
		if g.faults.has(wrong.fault) && g.trunk.transport != wrong.transport {
			return wrong.transport
		}
	}
	return ""
}

// serveToo opens a port for the transport that is served beside that of the run, which each Contact names from then on.
func (g *Gateway) serveToo() error {
	transport, at := g.too(), net.JoinHostPort(g.config.ListenHost, "0")
	switch transport {
	case "":
		return nil
	case "udp":
		socket, err := g.listenPacket("udp", at)
		if err != nil {
			return fmt.Errorf("open a UDP socket for SIP beside the connection: %w", err)
		}
		g.trunk.sip.ServePacket(socket)
		g.trunk.beside = socket.LocalAddr()
		return nil
	}
	l, err := g.listen("tcp", at)
	if err != nil {
		return fmt.Errorf("open a port for SIP beside the connection: %w", err)
	}
	g.trunk.beside = l.Addr()
	if transport == "tls" {
		own, err := authority.New("the gateway's own")
		if err != nil {
			return err
		}
		certificate, err := own.Issue(g.config.ListenHost)
		if err != nil {
			return err
		}
		l = tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12})
	}
	g.trunk.sip.ServeStream(transport, l)
	return nil
}

// own is where a Contact says that the endpoint is reached: over the connection, or where a faulty gateway listens too.
func (g *Gateway) own(flow *sipwire.Flow) (host, port, transport string) {
	at := flow.Local()
	if g.trunk.beside != nil {
		at = g.trunk.beside.String()
	}
	host, port, _ = net.SplitHostPort(at)
	switch f := g.faults; {
	case f.has(NamesUDP):
		return host, port, "udp"
	case f.has(NamesTCP):
		return host, port, "tcp"
	case f.has(NamesTLS):
		return host, port, "tls"
	}
	return host, port, flow.Transport()
}
