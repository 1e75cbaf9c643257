package sipwire

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// Bounds of a message in a stream. What is larger is refused and the connection closed.
const (
	maxHead    = 64 << 10
	maxMessage = 1 << 20
)

// Why a stream can't be cut into messages any further.
var (
	errTruncated = &SyntaxError{"RFC 3261 §18.3", "the connection ended in the middle of a message"}
	errNoLength  = &SyntaxError{"RFC 3261 §18.3", "a message in a stream has no Content-Length"}
	errOversized = &SyntaxError{"RFC 3261 §21.5.7", "the message is larger than this endpoint takes"}
)

// framer cuts a stream into messages by their Content-Length (RFC 3261 section 18.3).
type framer struct {
	r    io.Reader
	pong func() // answers a keep-alive of RFC 5626 section 4.4.1
	buf  []byte
	read int // how much of buf has been handed out
	err  error
}

// next returns the bytes of the next message. raw is nil when the stream ended cleanly. With an error raw holds what there
// is of a message that can't be completed, and nothing follows.
func (s *framer) next() (raw []byte, err error) {
	s.compact()
	for {
		s.skipBlank()
		if end := bytes.Index(s.buf[s.read:], []byte("\r\n\r\n")); end >= 0 && end <= maxHead {
			head := s.buf[s.read : s.read+end+4]
			length, err := contentLength(head)
			switch {
			case err != nil:
				return bytes.Clone(head), err
			case len(head)+length > maxMessage:
				return bytes.Clone(head), fmt.Errorf("%w: %d bytes, at most %d", errOversized, len(head)+length, maxMessage)
			}
			if total := len(head) + length; len(s.buf)-s.read >= total {
				raw := bytes.Clone(s.buf[s.read : s.read+total])
				s.read += total
				return raw, nil
			}
		} else if len(s.buf)-s.read > maxHead {
			return bytes.Clone(s.buf[s.read:]), fmt.Errorf("%w: its header section has more than %d bytes", errOversized, maxHead)
		}
		if s.err != nil {
			// Only who ends a connection on purpose can do so at the wrong place. A reset, as of a peer that closes with
			// something still unread, takes what was on its way with it (RFC 9293 section 3.6), and so does our own close.
			if rest := bytes.Trim(s.buf[s.read:], "\r\n"); len(rest) > 0 && errors.Is(s.err, io.EOF) {
				return bytes.Clone(rest), errTruncated
			}
			return nil, s.err
		}
		s.fill()
	}
}

// skipBlank passes over the CRLFs between messages (RFC 3261 section 7.5). A double CRLF is a ping. A CRLF at the end of
// what has been read stays until it is known what it is.
func (s *framer) skipBlank() {
	for {
		rest := s.buf[s.read:]
		switch {
		case bytes.HasPrefix(rest, []byte("\r\n\r\n")):
			s.read += 4
			s.pong()
		case len(rest) > 2 && bytes.HasPrefix(rest, []byte("\r\n")) && rest[2] != '\r':
			s.read += 2
		default:
			return
		}
	}
}

func (s *framer) compact() {
	if s.read > 0 {
		s.buf = append(s.buf[:0], s.buf[s.read:]...)
		s.read = 0
	}
}

func (s *framer) fill() {
	const chunk = 16 << 10
	if cap(s.buf)-len(s.buf) < chunk {
		grown := make([]byte, len(s.buf), 2*cap(s.buf)+chunk)
		copy(grown, s.buf)
		s.buf = grown
	}
	n, err := s.r.Read(s.buf[len(s.buf):cap(s.buf)])
	s.buf = s.buf[:len(s.buf)+n]
	s.err = err
}

// contentLength finds the length of the body in a header section.
func contentLength(head []byte) (int, error) {
	length, found := 0, false
	for _, f := range fields(head) {
		if f.key != "content-length" {
			continue
		}
		n, err := strconv.ParseUint(f.value, 10, 31)
		if err != nil {
			return 0, &SyntaxError{"RFC 3261 §20.14", fmt.Sprintf("Content-Length %q is no number of bytes", f.value)}
		}
		if found && int(n) != length {
			return 0, &SyntaxError{"RFC 3261 §20.14", fmt.Sprintf("two Content-Length headers differ: %d and %d", length, n)}
		}
		length, found = int(n), true
	}
	if !found {
		return 0, errNoLength
	}
	return length, nil
}
