package world

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/duet-conformance/duet/fakes/authority"
	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sfb"
	"github.com/duet-conformance/duet/fakes/teams"
)

// SfBServer is an SfB front end that serves.
type SfBServer struct {
	// Addresses are host:port by transport: udp, tcp and tls.
	Addresses map[string]string
	// ControlURL is the root of the control API.
	ControlURL string
	// ExchangeURL is where the mailbox service is asked; empty when none was wanted.
	ExchangeURL string

	// OnPremises are the addresses of the pool on premises of a hybrid deployment, as Addresses; nil when there is none.
	OnPremises map[string]string

	fake *sfb.FrontEnd
	log  *record.Log
	hops []*sfb.Hop // from the clients to the front end
	web  []*webServer
}

// SfBPorts says where an SfB front end listens; "host:0" lets the kernel choose the port.
type SfBPorts struct {
	UDP, TCP, TLS, Control string
	// Exchange is for the mailbox service; empty means that there is none.
	Exchange string
	// Network is where; the zero value is the network of this machine.
	Network Network
	// Hybrid adds a pool on premises, at OnPremises, and an edge between that and the front end, on ports that the kernel
	// chooses.
	Hybrid bool
	// OnPremises says where the pool on premises listens, by transport: udp, tcp and tls. One that is left out is on a port
	// that the kernel chooses.
	OnPremises map[string]string
	// ControlKey is what the control API asks for, as a bearer token; empty means that it answers everybody.
	ControlKey string
	// Reach is the host by which people reach the listeners, where that is not the one that they have; empty means that it is.
	// Names are further names and addresses for the certificate.
	Reach string
	Names []string
}

// ServeSfB starts an SfB front end. TLS is served with a certificate of the authority. Close it to end it.
func ServeSfB(cfg sfb.Config, ports SfBPorts, ca *authority.Authority) (_ *SfBServer, err error) {
	log := record.NewLog(record.SourceSfB)
	if ports.Network.Dial != nil {
		cfg.Dial = ports.Network.Dial
	}
	s := &SfBServer{Addresses: map[string]string{}, fake: sfb.New(cfg, log), log: log}
	defer func() {
		if err != nil {
			err = fmt.Errorf("start the SfB front end: %w", err)
			_ = s.Close()
		}
	}()
	pc, err := ports.Network.listenPacket("udp", ports.UDP)
	if err != nil {
		return nil, err
	}
	s.Addresses["udp"] = reached(pc.LocalAddr().String(), ports.Reach)
	s.fake.ServePacket(pc)
	plain, err := ports.Network.listen("tcp", ports.TCP)
	if err != nil {
		return nil, err
	}
	s.Addresses["tcp"] = reached(plain.Addr().String(), ports.Reach)
	s.fake.ServeStream("tcp", plain)
	secure, err := ports.Network.listenTLS(ports.TLS, ca, ports.Names...)
	if err != nil {
		return nil, err
	}
	s.Addresses["tls"] = reached(secure.Addr().String(), ports.Reach)
	s.fake.ServeStream("tls", secure)
	if ports.Exchange != "" {
		root, err := serveWeb(&s.web, ports.Network, ports.Exchange, ports.Reach, s.fake.Exchange())
		if err != nil {
			return nil, err
		}
		s.ExchangeURL = root + sfb.ExchangePath
	}
	if ports.Hybrid {
		if err := s.serveOnPremises(ports, ca); err != nil {
			return nil, err
		}
	}
	s.ControlURL, err = serveWeb(&s.web, ports.Network, ports.Control, "", locked(ports.ControlKey, s.fake.Control()))
	return s, err
}

// URI is the SIP URI of the front end for a transport, as DUET_SFB_PROXY holds it.
func (s *SfBServer) URI(transport string) string { return sipURI(s.Addresses, transport) }

// Close stops the server and everything that it started.
func (s *SfBServer) Close() error {
	var errs []error
	for _, hop := range s.hops {
		errs = append(errs, hop.Close())
	}
	return errors.Join(append(errs, s.fake.Close(), closeWeb(s.web))...)
}

// TeamsServer is a Teams chat backend that serves.
type TeamsServer struct {
	// URL and SecureURL are the roots of the backend over HTTP and HTTPS; ControlURL that of the control API.
	URL, SecureURL, ControlURL string

	fake *teams.Backend
	log  *record.Log
	web  []*webServer
}

// TeamsPorts says where a Teams chat backend listens; "host:0" lets the kernel choose the port.
type TeamsPorts struct {
	HTTP, HTTPS, Control string
	// Network is where, and where subscribers are called; the zero value is the network of this machine.
	Network Network
	// ControlKey, Reach and Names are as those of [SfBPorts].
	ControlKey string
	Reach      string
	Names      []string
}

// ServeTeams starts a Teams chat backend. HTTPS is served with a certificate of the authority. Close it to end it.
func ServeTeams(cfg teams.Config, ports TeamsPorts, ca *authority.Authority) (_ *TeamsServer, err error) {
	log := record.NewLog(record.SourceTeams)
	if ports.Network.Dial != nil {
		cfg.Dial = ports.Network.Dial
	}
	s := &TeamsServer{fake: teams.New(cfg, log), log: log}
	defer func() {
		if err != nil {
			err = fmt.Errorf("start the Teams chat backend: %w", err)
			_ = s.Close()
		}
	}()
	if s.URL, err = serveWeb(&s.web, ports.Network, ports.HTTP, ports.Reach, s.fake.Handler()); err != nil {
		return nil, err
	}
	secure, err := ports.Network.listenHTTPS(ports.HTTPS, ca, ports.Names...)
	if err != nil {
		return nil, err
	}
	s.fake.Disguise(secure)
	s.SecureURL = serveOn(&s.web, secure, "https", ports.Reach, secured(s.fake.Handler()))
	s.ControlURL, err = serveWeb(&s.web, ports.Network, ports.Control, "", locked(ports.ControlKey, s.fake.Control()))
	return s, err
}

// Close stops the server and everything that it started.
func (s *TeamsServer) Close() error {
	s.fake.Close()
	return closeWeb(s.web)
}

// webServer is an HTTP server, and a sign that it has let go of its listener: one that is closed as soon as it is started
// does so a little later.
type webServer struct {
	http.Server
	ended chan struct{}
}

// headerTime bounds how long a peer may take to send the head of a request, so that half-open ones don't pile up.
const headerTime = 10 * time.Second

// serveWeb starts an HTTP server, adds it to the list, and returns its root, as it is reached.
func serveWeb(list *[]*webServer, network Network, address, reach string, h http.Handler) (root string, err error) {
	l, err := network.listen("tcp", address)
	if err != nil {
		return "", err
	}
	return serveOn(list, l, "http", reach, h), nil
}

// serveOn is serveWeb on a listener that is there.
func serveOn(list *[]*webServer, l net.Listener, scheme, reach string, h http.Handler) (root string) {
	server := &webServer{Server: http.Server{Handler: h, ReadHeaderTimeout: headerTime, ErrorLog: quiet, ConnContext: rememberTLS}, ended: make(chan struct{})}
	*list = append(*list, server)
	go func() {
		defer close(server.ended)
		_ = server.Serve(l) // always says that the server was closed
	}()
	return (&url.URL{Scheme: scheme, Host: reached(l.Addr().String(), reach)}).String()
}

// ofTLS is the key under which the context of a request has its connection, where that is one over TLS.
type ofTLS struct{}

// rememberTLS lets [secured] find the connection of a request. The server knows TLS only by the type [tls.Conn] itself.
func rememberTLS(ctx context.Context, c net.Conn) context.Context {
	if secure, ok := c.(interface{ ConnectionState() tls.ConnectionState }); ok {
		return context.WithValue(ctx, ofTLS{}, secure)
	}
	return ctx
}

// secured tells a handler by what TLS a request came, as the server does for connections of its own.
func secured(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if secure, ok := r.Context().Value(ofTLS{}).(interface{ ConnectionState() tls.ConnectionState }); ok {
			state := secure.ConnectionState()
			r.TLS = &state
		}
		h.ServeHTTP(w, r)
	})
}

// closeTime bounds how long a server waits for requests under way when it closes. Streams of the log end by themselves.
const closeTime = 3 * time.Second

func closeWeb(servers []*webServer) error {
	ctx, cancel := context.WithTimeout(context.Background(), closeTime)
	defer cancel()
	var errs []error
	for _, server := range servers {
		if err := server.Shutdown(ctx); err != nil {
			errs = append(errs, server.Close())
		}
		<-server.ended
	}
	return errors.Join(errs...)
}

// hostOf is the host of a host:port address.
func hostOf(address string) string {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return strings.Trim(address, "[]")
	}
	return host
}
