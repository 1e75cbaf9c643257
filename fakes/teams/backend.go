package teams

import (
	"cmp"
	"compress/gzip"
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/duet-conformance/duet/fakes/authority"
	"github.com/duet-conformance/duet/fakes/record"
	"github.com/google/uuid"
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
	// BodyTimeout is how long a request's body may take to come in. Zero means 30 s.
	BodyTimeout time.Duration
	// TLS is used for https notification URLs; nil means Go's defaults.
	TLS *tls.Config
}

// withDefaults fills in what is zero. Ids that are no GUIDs would make every answer break the contract, so they are a mistake of
// the programmer and panic.
func (c Config) withDefaults() Config {
	for name, id := range map[string]string{"Tenant": c.Tenant, "ClientID": c.ClientID} {
		if _, err := uuid.Parse(id); err != nil {
			panic(fmt.Sprintf("teams: Config.%s is %q, which is not a GUID", name, id))
		}
	}
	c.TokenLifetime = cmp.Or(c.TokenLifetime, time.Hour)
	c.HandshakeTimeout = cmp.Or(c.HandshakeTimeout, 10*time.Second)
	c.NotifyTimeout = cmp.Or(c.NotifyTimeout, 3*time.Second)
	c.RetryFirst = cmp.Or(c.RetryFirst, 200*time.Millisecond)
	c.RetryMost = cmp.Or(c.RetryMost, 10*time.Second)
	c.BodyTimeout = cmp.Or(c.BodyTimeout, 30*time.Second)
	c.RetryFor = cmp.Or(c.RetryFor, 4*time.Hour)
	return c
}

// Backend is one Teams chat backend. Make one with [New]. It is safe for concurrent use.
type Backend struct {
	cfg      Config
	log      *record.Log
	contract *contract
	keys     *signer
	http     *http.Client // to notification URLs
	zippers  sync.Pool    // of *gzip.Writer

	ctx  context.Context // ends with Close
	stop context.CancelFunc
	wg   sync.WaitGroup // deliveries

	mu     sync.Mutex // guards everything below, and the order of events about it in the log
	people *people
	grants map[string]*grant
	chats  *chats
	calls  map[string]*phoneCall
	subs   map[string]*subscription
	// nextOrder counts subscriptions.
	nextOrder int
	faults    *faults
	// secure is the listener that can show wrong certificates; nil: there is none.
	secure *authority.Listener
}

// New makes a backend that writes what it sees and does to the log, and serves nobody yet: the caller serves
// [Backend.Handler] and [Backend.Control], over HTTP or HTTPS, on listeners of its choice.
func New(cfg Config, log *record.Log) *Backend {
	cfg = cfg.withDefaults()
	b := &Backend{cfg: cfg, log: log, keys: newSigner(), http: notificationClient(cfg), people: newPeople(), grants: map[string]*grant{}}
	b.zippers.New = func() any { return gzip.NewWriter(nil) }
	b.ctx, b.stop = context.WithCancel(context.Background())
	b.contract = readContract(handlers())
	b.forget()
	return b
}

// forget puts everything but the directory back to the start. The caller has the lock, or is alone.
func (b *Backend) forget() {
	for _, u := range b.people.sorted {
		u.forget()
	}
	for _, s := range b.subs {
		b.end(s, "reset")
	}
	for _, g := range b.grants {
		g.expires = time.Time{} // known, so that its use is no violation
	}
	b.chats = newChats()
	b.calls = map[string]*phoneCall{}
	b.subs = map[string]*subscription{}
	b.faults = &faults{}
}

// Handler serves all planes that clients and the IUT use.
func (b *Backend) Handler() http.Handler { return http.HandlerFunc(b.serve) }

// Close ends all event streams, deliveries and timers, and returns when they have ended. Requests after it are answered with
// 503. The log is the caller's and stays open. A second Close does nothing.
func (b *Backend) Close() {
	b.mu.Lock()
	if b.ctx.Err() == nil {
		b.stop()
		for _, u := range b.people.sorted {
			for _, e := range u.endpoints {
				e.stream.close()
			}
		}
		for _, s := range b.subs {
			s.expiry.Stop()
		}
	}
	b.mu.Unlock()
	b.wg.Wait()
	b.http.CloseIdleConnections()
}
