package bubble

import (
	"io"
	"net"
	"time"
)

// conn is one end of a connection.
type conn struct {
	in, out       *wire
	local, remote net.Addr
}

// pipe makes the two ends of a connection.
func pipe(near, far net.Addr) (net.Conn, net.Conn) {
	a, b := &wire{}, &wire{}
	return &conn{in: a, out: b, local: near, remote: far}, &conn{in: b, out: a, local: far, remote: near}
}

func (c *conn) Read(p []byte) (int, error) {
	n, err := c.in.read(p)
	return n, c.failed("read", err)
}

func (c *conn) Write(p []byte) (int, error) {
	n, err := c.out.write(p)
	return n, c.failed("write", err)
}

// Close lets the other end read what was written, and no more.
func (c *conn) Close() error {
	if !c.in.leave() {
		return c.failed("close", net.ErrClosed)
	}
	c.out.end()
	return nil
}

func (c *conn) LocalAddr() net.Addr  { return c.local }
func (c *conn) RemoteAddr() net.Addr { return c.remote }

func (c *conn) SetDeadline(t time.Time) error {
	_ = c.SetReadDeadline(t) // never fails
	return c.SetWriteDeadline(t)
}

func (c *conn) SetReadDeadline(t time.Time) error {
	c.in.limit(&c.in.readBy, t)
	return nil
}

func (c *conn) SetWriteDeadline(t time.Time) error {
	c.out.limit(&c.out.writeBy, t)
	return nil
}

func (c *conn) failed(op string, err error) error {
	if err == nil || err == io.EOF { //nolint:errorlint // io.EOF is never wrapped: readers compare
		return err
	}
	return &net.OpError{Op: op, Net: "tcp", Source: c.local, Addr: c.remote, Err: err}
}
