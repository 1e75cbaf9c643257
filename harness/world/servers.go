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
	"github.com/duet-conformance/duet/fakes/valve"
)

// SfBServer is an SfB front end that serves.
type SfBServer struct {
	// Addresses are host:port by transport: udp, tcp and tls. ForIUT are those of the sockets that are the IUT's alone; where
	// none were wanted, they are the same.
	Addresses, ForIUT map[string]string
	// ControlURL is the root of the control API.
	ControlURL string
	// ExchangeURL is where the mailbox service is asked; empty when none was wanted.
	ExchangeURL string

	// OnPremises are the addresses of the pool on premises of a hybrid deployment, as Addresses; nil when there is none.
	OnPremises map[string]string

	fake  *sfb.FrontEnd
	valve *valve.Valve
	log   *record.Log
	hops  []*sfb.Hop // from the clients to the front end
	web   []*webServer
}

// SfBPorts says where an SfB front end listens; "host:0" lets the kernel choose the port.
type SfBPorts struct {
	UDP, TCP, TLS, Control string
	// IUT says where the front end listens for the IUT alone, by transport: udp, tcp and tls. These sockets are behind a valve.
	// Nil means that there are none, and the IUT comes to the others.
	IUT map[string]string
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
	s := &SfBServer{fake: sfb.New(cfg, log), valve: valve.New(record.SourceSfB, log), log: log}
	defer func() {
		if err != nil {
			err = fmt.Errorf("start the SfB front end: %w", err)
			_ = s.Close()
		}
	}()
	if s.Addresses, err = s.serveAt(map[string]string{"udp": ports.UDP, "tcp": ports.TCP, "tls": ports.TLS}, ports, ports.Network, ca); err != nil {
		return nil, err
	}
	s.ForIUT = s.Addresses
	if ports.IUT != nil {
		if s.ForIUT, err = s.serveAt(ports.IUT, ports, ports.Network.behind(s.valve), ca); err != nil {
			return nil, err
		}
	}
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
	s.ControlURL, err = serveWeb(&s.web, ports.Network, ports.Control, "", locked(ports.ControlKey, s.valve.Before(s.fake.Control())))
	return s, err
}

// serveAt serves SIP on sockets of a network, by transport, and returns where they are reached.
func (s *SfBServer) serveAt(at map[string]string, ports SfBPorts, network Network, ca *authority.Authority) (map[string]string, error) {
	pc, err := network.listenPacket("udp", at["udp"])
	if err != nil {
		return nil, err
	}
	s.fake.ServePacket(pc)
	plain, err := network.listen("tcp", at["tcp"])
	if err != nil {
		return nil, err
	}
	s.fake.ServeStream("tcp", plain)
	secure, err := network.listenTLS(at["tls"], ca, ports.Names...)
	if err != nil {
		return nil, err
	}
	s.fake.ServeStream("tls", secure)
	return map[string]string{
		"udp": reached(pc.LocalAddr().String(), ports.Reach), "tcp": reached(plain.Addr().String(), ports.Reach),
		"tls": reached(secure.Addr().String(), ports.Reach),
	}, nil
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
	// IUTURL and SecureIUTURL are the roots that are the IUT's alone; where none were wanted, they are the same.
	IUTURL, SecureIUTURL string

	fake  *teams.Backend
	valve *valve.Valve
	log   *record.Log
	web   []*webServer
}

// TeamsPorts says where a Teams chat backend listens; "host:0" lets the kernel choose the port.
type TeamsPorts struct {
	HTTP, HTTPS, Control string
	// IUTHTTP and IUTHTTPS say where the backend listens for the IUT alone. These sockets are behind a valve, and so is what the
	// backend sends to subscribers. Empty means that there are none, and the IUT comes to the others.
	IUTHTTP, IUTHTTPS string
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
	s := &TeamsServer{valve: valve.New(record.SourceTeams, log), log: log}
	cfg.Dial = s.valve.Dialer(cfg.Dial)
	s.fake = teams.New(cfg, log)
	defer func() {
		if err != nil {
			err = fmt.Errorf("start the Teams chat backend: %w", err)
			_ = s.Close()
		}
	}()
	if s.URL, s.SecureURL, err = s.serveAt(ports.HTTP, ports.HTTPS, ports, ports.Network, ca); err != nil {
		return nil, err
	}
	s.IUTURL, s.SecureIUTURL = s.URL, s.SecureURL
	if ports.IUTHTTP != "" {
		if s.IUTURL, s.SecureIUTURL, err = s.serveAt(ports.IUTHTTP, ports.IUTHTTPS, ports, ports.Network.behind(s.valve), ca); err != nil {
			return nil, err
		}
	}
	s.ControlURL, err = serveWeb(&s.web, ports.Network, ports.Control, "", locked(ports.ControlKey, s.valve.Before(s.fake.Control())))
	return s, err
}

// serveAt serves HTTP and HTTPS on sockets of a network, and returns the roots, as they are reached.
func (s *TeamsServer) serveAt(plain, secure string, ports TeamsPorts, network Network, ca *authority.Authority) (root, secureRoot string, err error) {
	if root, err = serveWeb(&s.web, network, plain, ports.Reach, s.fake.Handler()); err != nil {
		return "", "", err
	}
	l, err := network.listenHTTPS(secure, ca, ports.Names...)
	if err != nil {
		return "", "", err
	}
	s.fake.Disguise(l) // the last one counts, which is the IUT's
	return root, serveOn(&s.web, l, "https", ports.Reach, secured(s.fake.Handler())), nil
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
