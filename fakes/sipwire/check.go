package sipwire

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/emiago/sipgo/sip"
)

// Violation is one way in which a message breaks its protocol.
type Violation struct {
	// Rule is where it is written: "RFC 3261 §8.1.1.7".
	Rule string
	// Sentence says what is wrong with which message.
	Sentence string
}

// Check judges one message by itself, as a strict witness: what RFC 3261 and the RFCs of its methods say that it must have
// and must not have. raw is the message as it was on the wire; with it headers are counted as they were written, and the
// body is compared with Content-Length. Nil raw means msg as [Marshal] writes it. A nil msg is no SIP message, which is one
// violation. What can't be seen in a single message (CSeq numbers that go backwards, an answer that nobody asked for) is
// not judged here. The order is always the same.
func Check(msg sip.Message, raw []byte) []Violation {
	c := checker{}
	if msg == nil {
		c.add("RFC 3261 §7", "%q is the start of no SIP message", firstLine(raw))
		return c.found
	}
	if raw == nil {
		raw = Marshal(msg)
	}
	c.what = StartLine(msg)
	c.fields = fields(raw)
	_, _, c.body, _ = splitHead(raw)
	c.common(msg)
	switch m := msg.(type) {
	case *sip.Request:
		c.request(m)
	case *sip.Response:
		c.response(m)
	}
	return c.found
}

func firstLine(raw []byte) string {
	line, _, _, _ := splitHead(raw)
	const most = 80
	if len(line) > most {
		line = line[:most]
	}
	return line
}

type checker struct {
	what   string // the start line
	fields []field
	body   []byte
	found  []Violation
}

func (c *checker) add(rule, sentence string, args ...any) {
	c.found = append(c.found, Violation{Rule: rule, Sentence: fmt.Sprintf(sentence, args...)})
}

// values are those of the headers of the name, in their order.
func (c *checker) values(name string) []string {
	var values []string
	for _, f := range c.fields {
		if strings.EqualFold(f.key, name) {
			values = append(values, f.value)
		}
	}
	return values
}

func (c *checker) has(name string) bool {
	return slices.ContainsFunc(c.fields, func(f field) bool { return strings.EqualFold(f.key, name) })
}

// need asks for at least one header of the name.
func (c *checker) need(rule, name string) {
	if !c.has(name) {
		c.add(rule, "%q has no %s header", c.what, name)
	}
}

// needOne asks for exactly one.
func (c *checker) needOne(rule, name string) {
	if n := len(c.values(name)); n != 1 {
		c.add(rule, "%q has %d %s headers; it must have exactly one", c.what, n, name)
	}
}

// forbid asks for none.
func (c *checker) forbid(rule, name string) {
	if c.has(name) {
		c.add(rule, "%q has a %s header; it must have none", c.what, name)
	}
}

// seconds asks for a delta-seconds in every header of the name.
func (c *checker) seconds(rule, name string) {
	for _, v := range c.values(name) {
		if _, err := strconv.ParseUint(v, 10, 32); err != nil {
			c.add(rule, "%q has %s %q; it must be a number of seconds from 0 to 4294967295", c.what, name, v)
		}
	}
}

// common is what requests and responses share.
func (c *checker) common(msg sip.Message) {
	for _, name := range []string{"From", "To", "Call-ID", "CSeq"} {
		c.needOne("RFC 3261 §8.1.1", name)
	}
	c.need("RFC 3261 §8.1.1.7", "Via")
	if via := msg.Via(); via != nil {
		if !strings.EqualFold(via.ProtocolName, "SIP") || via.ProtocolVersion != "2.0" {
			c.add("RFC 3261 §20.42", "%q has the protocol %s/%s in its topmost Via; it must be SIP/2.0", c.what, via.ProtocolName, via.ProtocolVersion)
		}
		if branch := branchOf(via); !hasCookie(branch) {
			c.add("RFC 3261 §8.1.1.7", "%q has the branch %q in its topmost Via; it must begin with %s", c.what, branch, branchCookie)
		}
	}
	if msg.From() != nil && FromTag(msg) == "" {
		c.add("RFC 3261 §8.1.1.3", "%q has no tag in From", c.what)
	}
	if len(msg.Body()) > 0 {
		c.needOne("RFC 3261 §20.15", "Content-Type")
	}
	for _, v := range c.values("Content-Length") {
		if n, err := strconv.Atoi(v); err != nil || n != len(c.body) {
			c.add("RFC 3261 §20.14", "%q has Content-Length %s and a body of %d bytes", c.what, v, len(c.body))
		}
	}
	c.seconds("RFC 3261 §20.19", "Expires")
	c.seconds("RFC 3261 §20.23", "Min-Expires")
}
