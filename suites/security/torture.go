package security

import (
	"bytes"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"github.com/duet-conformance/duet/fixtures"
	"github.com/duet-conformance/duet/harness/people"
)

// torture are the torture messages of RFC 4475 that can be sent to the IUT over the run's transport, by name. A stream knows
// where a message ends by its Content-Length alone: those that are wrong in that would make one message of everything
// behind them, and no IUT could help it.
func torture(to *people.Person) [][]byte {
	var messages [][]byte
	names, err := fs.Glob(fixtures.Torture(), "*/*.dat")
	if err != nil || len(names) == 0 {
		panic(fmt.Sprintf("the torture messages are gone: %v", err)) // not possible: they are embedded
	}
	slices.Sort(names)
	for _, name := range names {
		raw, err := fs.ReadFile(fixtures.Torture(), name)
		if err != nil {
			panic("a torture message is gone: " + err.Error()) // as above
		}
		if to.Scene().SfB.Transport == "udp" || endsWhereItSays(raw) {
			messages = append(messages, raw)
		}
	}
	return messages
}

// endsWhereItSays says whether a message has one Content-Length, and that is right.
func endsWhereItSays(raw []byte) bool {
	head, body, ok := bytes.Cut(raw, []byte("\r\n\r\n"))
	if !ok {
		return false
	}
	var lengths []string
	for line := range strings.SplitSeq(string(head), "\r\n") {
		name, value, _ := strings.Cut(line, ":")
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "content-length", "l":
			lengths = append(lengths, strings.TrimSpace(value))
		}
	}
	return len(lengths) == 1 && lengths[0] == strconv.Itoa(len(body))
}

// unfit writes an INVITE for a person that nobody can take, though every line of it can be read: with many headers more, and a
// body of a type that is no session.
func unfit(to *people.Person, nr int, contentType, body string, headers ...string) []byte {
	transport := strings.ToUpper(to.Scene().SfB.Transport)
	lines := append([]string{
		"INVITE " + to.User.SIPURI() + " SIP/2.0",
		fmt.Sprintf("Via: SIP/2.0/%s 192.0.2.1:5060;branch=z9hG4bKunfit%d.%s", transport, nr, to.Address()),
		"Max-Forwards: 70",
		fmt.Sprintf("From: <sip:nobody@%s>;tag=unfit%d", to.Scene().SfB.Domain, nr),
		"To: <" + to.User.SIPURI() + ">",
		fmt.Sprintf("Call-ID: unfit%d.%s", nr, to.Address()),
		"CSeq: 1 INVITE",
		"Contact: <sip:nobody@192.0.2.1;transport=" + to.Scene().SfB.Transport + ">",
		"Content-Type: " + contentType,
		"Content-Length: " + strconv.Itoa(len(body)),
	}, headers...)
	return []byte(strings.Join(lines, "\r\n") + "\r\n\r\n" + body)
}

// long are messages with far more in them than an IM needs: headers, one header, a body. Datagrams carry less.
func long(to *people.Person) [][]byte {
	most := 400 << 10
	if to.Scene().SfB.Transport == "udp" {
		most = 30 << 10
	}
	var many []string
	for i := range 500 {
		many = append(many, fmt.Sprintf("X-Filler-%d: %s", i, strings.Repeat("f", 40)))
	}
	return [][]byte{
		unfit(to, 1, "application/octet-stream", "x", many...),
		unfit(to, 2, "application/octet-stream", "x", "Subject: "+strings.Repeat("s", 30<<10)),
		unfit(to, 3, "application/octet-stream", strings.Repeat("b", most)),
	}
}

// nested are messages whose bodies have parts within parts, and parts that never begin or end.
func nested(to *people.Person) [][]byte {
	deep := "x"
	for i := range 400 {
		deep = fmt.Sprintf("--b%d\r\nContent-Type: multipart/mixed;boundary=b%d\r\n\r\n%s\r\n--b%d--\r\n", i, i-1, deep, i)
	}
	return [][]byte{
		unfit(to, 11, "multipart/mixed;boundary=b399", deep),
		unfit(to, 12, "multipart/alternative;boundary=b399", deep),
		unfit(to, 13, "multipart/mixed;boundary=never", "--ever\r\n\r\n"),
		unfit(to, 14, "multipart/mixed", "--\r\n--\r\n"),
		unfit(to, 15, "application/sdp", strings.Repeat("m=", 5000)),
		unfit(to, 16, "application/sdp", "v=0\r\nm=message 5060 sip null\r\nm=\x00\xff audio\r\n"),
		unfit(to, 17, "application/sdp", "\xff\xfe\x00", "ms-text-format: text/plain;ms-body=%%%not base64%%%"),
	}
}
