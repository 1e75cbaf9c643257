package sfb

import (
	"net"
	"net/http"
	"sync"

	"github.com/duet-conformance/duet/fakes/directory"
	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

// FrontEnd is a running front end. Make one with [New], give it sockets, and end it with [FrontEnd.Close]. All methods are
// safe for concurrent use.
//
// Locks: each component has its own, never holds it while calling another component, and may append to the log and send
// messages under it (neither blocks, and neither calls back).
type FrontEnd struct {
	config   Config
	log      *record.Log
	endpoint *sipwire.Endpoint
	faults   faults
	presence *presence

	mu    sync.Mutex
	users map[string]directory.User
}

// New makes a front end that writes to the log. It opens no socket by itself.
func New(config Config, log *record.Log) *FrontEnd

// ServePacket serves UDP on a socket, and returns at once. The front end closes the socket when it is closed.
func (f *FrontEnd) ServePacket(pc net.PacketConn)

// ServeStream serves connections of a listener, and returns at once. transport is "tcp", or "tls" for a listener whose
// connections are TLS already. The front end closes the listener when it is closed.
func (f *FrontEnd) ServeStream(transport string, l net.Listener)

// Control serves the control interface under /control/v1/.
func (f *FrontEnd) Control() http.Handler

// Close closes all sockets and connections, stops all timers, and returns when nothing runs any more.
func (f *FrontEnd) Close() error
