package sipwire

import (
	"bytes"
	"strings"

	"github.com/emiago/sipgo/sip"
)

// field is one header line of a message as it was written: folded lines joined by a space, the name in lower case and in
// its long form.
type field struct {
	name  string // as written
	key   string // long form, lower case
	value string
}

// longNames are the compact forms of header names (RFC 3261 section 7.3.3 and the IANA registry).
var longNames = map[byte]string{
	'a': "Accept-Contact", 'b': "Referred-By", 'c': "Content-Type", 'd': "Request-Disposition", 'e': "Content-Encoding",
	'f': "From", 'i': "Call-ID", 'j': "Reject-Contact", 'k': "Supported", 'l': "Content-Length", 'm': "Contact",
	'n': "Identity-Info", 'o': "Event", 'r': "Refer-To", 's': "Subject", 't': "To", 'u': "Allow-Events", 'v': "Via",
	'x': "Session-Expires", 'y': "Identity",
}

// longName expands a compact header name and leaves any other as it is.
func longName(name string) string {
	if len(name) == 1 {
		if long := longNames[name[0]|0x20]; long != "" {
			return long
		}
	}
	return name
}

// splitHead cuts a message into its start line, the rest of its header section, and its body. ok is false when the empty
// line between header and body is missing; then everything counts as header.
func splitHead(raw []byte) (start string, head, body []byte, ok bool) {
	head, body, ok = bytes.Cut(raw, []byte("\r\n\r\n"))
	line, head, _ := bytes.Cut(head, []byte("\r\n"))
	return string(line), head, body, ok
}

// fields returns the header lines of a message or of a header section that begins with a start line.
func fields(raw []byte) []field {
	_, head, _, _ := splitHead(raw)
	rest := string(head) // copied once; the fields are parts of it
	all := make([]field, 0, 16)
	for len(rest) > 0 {
		var line string
		line, rest, _ = strings.Cut(rest, "\r\n")
		if len(line) > 0 && (line[0] == ' ' || line[0] == '\t') {
			if len(all) > 0 {
				last := &all[len(all)-1]
				last.value = strings.TrimSpace(last.value + " " + strings.TrimSpace(line))
			}
			continue
		}
		name, value, found := strings.Cut(line, ":")
		if !found {
			continue
		}
		f := field{name: strings.TrimSpace(name), value: strings.TrimSpace(value)}
		f.key = sip.HeaderToLower(longName(f.name))
		all = append(all, f)
	}
	return all
}

// splitOutside cuts s at every separator that stands neither within quotes nor within angle brackets.
func splitOutside(s string, separator byte) []string {
	var parts []string
	for {
		i := indexOutside(s, separator)
		if i < 0 {
			return append(parts, s)
		}
		parts = append(parts, s[:i])
		s = s[i+1:]
	}
}

// indexOutside finds the first c that stands neither within quotes nor within angle brackets, or -1.
func indexOutside(s string, c byte) int {
	quoted, bracketed := false, false
	for i := 0; i < len(s); i++ {
		switch {
		case quoted && s[i] == '\\':
			i++
		case s[i] == '"':
			quoted = !quoted
		case quoted:
		case s[i] == c && !bracketed:
			return i
		case s[i] == '<':
			bracketed = true
		case s[i] == '>':
			bracketed = false
		}
	}
	return -1
}
