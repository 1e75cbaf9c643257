package teams

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
)

// Config says who the backend is. Only the first three fields have no default.
type Config struct {
	// Tenant is the directory's id, a GUID.
	Tenant string
	// ClientID (a GUID) and ClientSecret are the IUT's OAuth 2.0 client credentials.
	ClientID, ClientSecret string
	// TokenLifetime is how long an access token is good for. Zero means an hour.
	TokenLifetime time.Duration
	// HandshakeTimeout is how long a notification URL may take to answer its validation. Zero means 10 s, as in Graph.
	HandshakeTimeout time.Duration
	// NotifyTimeout is how long a change notification may take to be answered. Zero means 3 s, as in Graph.
	NotifyTimeout time.Duration
	// RetryFirst is the pause before a change notification is sent a second time; it doubles up to RetryMost. Zero means
	// 200 ms and 10 s.
	RetryFirst, RetryMost time.Duration
	// RetryFor is how long after the change a notification is retried at all. Zero means 4 hours, as in Graph.
	RetryFor time.Duration
	// Dial opens connections to notification URLs; nil means the network of this machine.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// TLS is used for https notification URLs; nil means Go's defaults.
	TLS *tls.Config
}

// Backend is one Teams chat backend. Make one with [New]. It is safe for concurrent use.
type Backend struct {
	cfg Config
	log *record.Log
}

// New makes a backend that writes what it sees and does to the log, and serves nobody yet: the caller serves
// [Backend.Handler] and [Backend.Control], over HTTP or HTTPS, on listeners of its choice.
func New(cfg Config, log *record.Log) *Backend { return &Backend{cfg: cfg, log: log} }

// Handler serves all planes that clients and the IUT use.
func (b *Backend) Handler() http.Handler { return http.NotFoundHandler() }

// Control serves the control API under /control/v1. It is for the tester and has no authentication: never serve it where
// the IUT can reach it.
func (b *Backend) Control() http.Handler { return http.NotFoundHandler() }

// Close ends all event streams, deliveries and timers, and returns when they have ended. Requests after it are answered with
// 503. The log is the caller's and stays open. A second Close does nothing.
func (b *Backend) Close() {}
