package authority

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"os"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Wrong says what is wrong with a certificate that a [Listener] shows. The zero value is none of them: the certificate is right.
type Wrong string

// What can be wrong with a certificate. Each is right in everything else.
const (
	// OfAnother was issued by another authority, for the right names.
	OfAnother Wrong = "another-authority"
	// Expired ran out a while ago.
	Expired Wrong = "expired"
	// ForAnother is for the name of another host.
	ForAnother Wrong = "another-name"
)

// Wrongs are all that can be wrong with a certificate.
func Wrongs() []Wrong { return []Wrong{OfAnother, Expired, ForAnother} }

const (
	// expiredFor is how long an expired certificate has been that: more than clocks differ, and less than the hour that
	// authorities are valid before they were made, for nothing but the one certificate must be wrong.
	expiredFor = 30 * time.Minute
	// anotherHost is whose certificate it is that is for another name.
	anotherHost = "another.duet.invalid"
)

// Listener accepts TLS connections, and can be made to show some of them a wrong certificate. Make one with [Listen]. Its methods
// are safe for concurrent use.
type Listener struct {
	net.Listener
	// Protocols are what is spoken under TLS, for peers that ask (ALPN, RFC 7301); nil: that is not said. Set it before the
	// first Accept.
	Protocols []string

	certs map[Wrong]*tls.Certificate // the right one is that with nothing wrong
	mu    sync.Mutex
	next  func() (Wrong, func(accepted bool))
	open  map[*conn]bool
}

// Listen makes a listener of one for plain connections, with a certificate of the authority for the hosts. Closing it closes l.
func Listen(l net.Listener, ca *Authority, hosts ...string) (*Listener, error) {
	another, err := New("another authority")
	if err != nil {
		return nil, err
	}
	certs := map[Wrong]*tls.Certificate{}
	for wrong, issue := range map[Wrong]func() (tls.Certificate, error){
		"":         func() (tls.Certificate, error) { return ca.Issue(hosts...) },
		OfAnother:  func() (tls.Certificate, error) { return another.Issue(hosts...) },
		Expired:    func() (tls.Certificate, error) { return ca.issue(-expiredFor, hosts...) },
		ForAnother: func() (tls.Certificate, error) { return ca.Issue(anotherHost) },
	} {
		cert, err := issue()
		if err != nil {
			return nil, err
		}
		certs[wrong] = &cert
	}
	return &Listener{Listener: l, certs: certs, open: map[*conn]bool{}}, nil
}

// ShowWrong has next asked, whenever a peer has said hello, what is to be wrong with the certificate that it is shown. When
// something is, seen is called once: with true as soon as the peer has said something under it, and with false when it
// has gone away before that. It is not called when this side closes the connection first. Neither function may block.
func (l *Listener) ShowWrong(next func() (wrong Wrong, seen func(accepted bool))) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.next = next
}

// Accept implements [net.Listener]. The handshake is done by the first who reads or writes.
func (l *Listener) Accept() (net.Conn, error) {
	plain, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	c := &conn{of: l}
	c.Conn = tls.Server(plain, &tls.Config{
		MinVersion: tls.VersionTLS12,
		NextProtos: l.Protocols,
		// A session that is resumed would show no certificate.
		SessionTicketsDisabled: true,
		GetCertificate:         func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return l.show(c) },
	})
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open[c] = true
	return c, nil
}

// Break ends every connection that is open, without a word to the peer, as a network does.
func (l *Listener) Break() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for c := range l.open {
		_ = c.NetConn().Close() // gone is gone
	}
}

// show chooses the certificate for a connection.
func (l *Listener) show(c *conn) (*tls.Certificate, error) {
	l.mu.Lock()
	next := l.next
	l.mu.Unlock()
	if next == nil {
		return l.certs[""], nil
	}
	wrong, seen := next()
	if wrong != "" && !slices.Contains(Wrongs(), wrong) {
		return nil, fmt.Errorf("a certificate can't be wrong as %q", wrong)
	}
	if wrong != "" {
		c.seen.Store(&seen)
	}
	return l.certs[wrong], nil
}

// conn is a connection that tells what its peer makes of a wrong certificate.
type conn struct {
	*tls.Conn
	of   *Listener
	seen atomic.Pointer[func(accepted bool)] // nil when there is nothing to tell, or it was told
}

// Close implements [net.Conn].
func (c *conn) Close() error {
	c.of.mu.Lock()
	delete(c.of.open, c)
	c.of.mu.Unlock()
	return c.Conn.Close()
}

// HandshakeContext is that of [tls.Conn].
func (c *conn) HandshakeContext(ctx context.Context) error {
	err := c.Conn.HandshakeContext(ctx)
	c.judge(0, err)
	return err
}

// Read implements [net.Conn].
func (c *conn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.judge(n, err)
	return n, err
}

// judge tells what n bytes and an error mean, if they mean something.
func (c *conn) judge(n int, err error) {
	if n == 0 && (err == nil || errors.Is(err, net.ErrClosed) || errors.Is(err, os.ErrDeadlineExceeded)) {
		return // nothing yet, or this side ended it or will
	}
	if seen := c.seen.Swap(nil); seen != nil {
		(*seen)(n > 0)
	}
}
