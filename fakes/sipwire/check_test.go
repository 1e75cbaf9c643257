package sipwire_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/duet-conformance/duet/fakes/sipwire"
)

// message builds a message of a start line and headers; the usual ones come first unless a header begins with "-Name".
func message(start string, headers ...string) []byte {
	usual := []string{
		"Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK1", "From: <sip:a@b>;tag=1", "To: <sip:c@d>;tag=2", "Call-ID: 1",
		"CSeq: 1 " + strings.Fields(start)[0], "Max-Forwards: 70",
	}
	body := ""
	for _, h := range headers {
		switch {
		case strings.HasPrefix(h, "-"):
			usual = slices.DeleteFunc(usual, func(u string) bool { return strings.HasPrefix(u, h[1:]+":") })
		case strings.HasPrefix(h, "+"):
			body = h[1:]
		default:
			usual = append(usual, h)
		}
	}
	return []byte(start + "\r\n" + strings.Join(usual, "\r\n") + "\r\n\r\n" + body)
}

func TestCheck(t *testing.T) {
	const contact, ok = "Contact: <sip:a@192.0.2.1>", "SIP/2.0 200 OK"
	for _, c := range []struct {
		name string
		raw  []byte
		rule string // "" when it is right
	}{
		{"message", message("MESSAGE sip:c@d SIP/2.0"), ""},
		{"no Max-Forwards", message("MESSAGE sip:c@d SIP/2.0", "-Max-Forwards"), "RFC 3261 §8.1.1.6"},
		{"no To", message("MESSAGE sip:c@d SIP/2.0", "-To"), "RFC 3261 §8.1.1"},
		{"two From", message("MESSAGE sip:c@d SIP/2.0", "From: <sip:e@f>;tag=1"), "RFC 3261 §8.1.1"},
		{"no Via", message("MESSAGE sip:c@d SIP/2.0", "-Via"), "RFC 3261 §8.1.1.7"},
		{"no cookie", message("MESSAGE sip:c@d SIP/2.0", "-Via", "Via: SIP/2.0/UDP 192.0.2.1;branch=1"), "RFC 3261 §8.1.1.7"},
		{"Via version", message("MESSAGE sip:c@d SIP/2.0", "-Via", "Via: SIP/3.0/UDP 192.0.2.1;branch=z9hG4bK1"), "RFC 3261 §20.42"},
		{"no From tag", message("MESSAGE sip:c@d SIP/2.0", "-From", "From: <sip:a@b>"), "RFC 3261 §8.1.1.3"},
		{"method case", message("message sip:c@d SIP/2.0"), "RFC 3261 §7.1"},
		{"CSeq method", message("MESSAGE sip:c@d SIP/2.0", "-CSeq", "CSeq: 1 message"), "RFC 3261 §8.1.1.5"},
		{"version", message("MESSAGE sip:c@d SIP/2.1"), "RFC 3261 §7.1"},
		{"hops", message("MESSAGE sip:c@d SIP/2.0", "-Max-Forwards", "Max-Forwards: 256"), "RFC 3261 §20.22"},
		{"Contact in MESSAGE", message("MESSAGE sip:c@d SIP/2.0", contact), "RFC 3428 §4"},
		{"body without type", message("MESSAGE sip:c@d SIP/2.0", "Content-Length: 2", "+hi"), "RFC 3261 §20.15"},
		{"body too long", message("MESSAGE sip:c@d SIP/2.0", "Content-Type: text/plain", "Content-Length: 2", "+hi there"), "RFC 3261 §20.14"},
		{"body", message("MESSAGE sip:c@d SIP/2.0", "Content-Type: text/plain", "Content-Length: 2", "+hi"), ""},
		{"Request-URI", message("MESSAGE sip:c@d?X=y SIP/2.0"), "RFC 3261 §19.1.1"},
		{"invite", message("INVITE sip:c@d SIP/2.0", contact), ""},
		{"no Contact", message("INVITE sip:c@d SIP/2.0"), "RFC 3261 §8.1.1.8"},
		{"two Contacts", message("INVITE sip:c@d SIP/2.0", contact, contact), "RFC 3261 §8.1.1.8"},
		{"mailto", message("INVITE sip:c@d SIP/2.0", "Contact: <mailto:a@b>"), "RFC 3261 §8.1.1.8"},
		{"subscribe", message("SUBSCRIBE sip:c@d SIP/2.0", contact, "Event: presence", "Expires: 60"), ""},
		{"no Event", message("SUBSCRIBE sip:c@d SIP/2.0", contact), "RFC 6665 §3.1.2"},
		{"bad Expires", message("SUBSCRIBE sip:c@d SIP/2.0", contact, "Event: presence", "Expires: soon"), "RFC 3261 §20.19"},
		{"no state", message("NOTIFY sip:c@d SIP/2.0", contact, "Event: presence"), "RFC 6665 §4.2.2"},
		{"nothing published", message("PUBLISH sip:c@d SIP/2.0", "Event: presence"), "RFC 3903 §4.2"},
		{"publish again", message("PUBLISH sip:c@d SIP/2.0", "Event: presence", "SIP-If-Match: 1"), ""},
		{"register", message("REGISTER sip:d SIP/2.0", contact), ""},
		{"register user", message("REGISTER sip:c@d SIP/2.0", contact), "RFC 3261 §10.2"},
		{"wildcard", message("REGISTER sip:d SIP/2.0", "Contact: *"), "RFC 3261 §10.2.2"},
		{"wildcard 0", message("REGISTER sip:d SIP/2.0", "Contact: *", "Expires: 0"), ""},
		{"contact expires", message("REGISTER sip:d SIP/2.0", contact+";expires=x"), "RFC 3261 §10.2.1.1"},
		{"ok", message(ok, "-CSeq", "CSeq: 1 MESSAGE"), ""},
		{"no To tag", message(ok, "-CSeq", "CSeq: 1 MESSAGE", "-To", "To: <sip:c@d>"), "RFC 3261 §8.2.6.2"},
		{"trying", message("SIP/2.0 100 Trying", "-CSeq", "CSeq: 1 INVITE", "-To", "To: <sip:c@d>"), ""},
		{"ok without Contact", message(ok, "-CSeq", "CSeq: 1 INVITE"), "RFC 3261 §12.1.1"},
		{"ok without Expires", message(ok, "-CSeq", "CSeq: 1 SUBSCRIBE", contact), "RFC 6665 §3.1.1"},
		{"ok without etag", message(ok, "-CSeq", "CSeq: 1 PUBLISH", "Expires: 1"), "RFC 3903 §6"},
		{"status", message("SIP/2.0 700 Far Out", "-CSeq", "CSeq: 1 MESSAGE"), "RFC 3261 §7.2"},
		{"401", message("SIP/2.0 401 Unauthorized", "-CSeq", "CSeq: 1 MESSAGE"), "RFC 3261 §21.4.2"},
		{"405", message("SIP/2.0 405 Method Not Allowed", "-CSeq", "CSeq: 1 MESSAGE"), "RFC 3261 §21.4.6"},
		{"415", message("SIP/2.0 415 Unsupported", "-CSeq", "CSeq: 1 MESSAGE"), "RFC 3261 §21.4.13"},
		{"423", message("SIP/2.0 423 Interval Too Brief", "-CSeq", "CSeq: 1 REGISTER"), "RFC 3261 §21.4.17"},
	} {
		t.Run(c.name, func(t *testing.T) {
			msg, err := sipwire.Parse(c.raw)
			if err != nil {
				t.Fatalf("%v\n%s", err, c.raw)
			}
			var rules []string
			for _, v := range sipwire.Check(msg, c.raw) {
				rules = append(rules, v.Rule)
				if !strings.Contains(v.Sentence, sipwire.StartLine(msg)) {
					t.Errorf("the sentence does not say which message it is about: %s", v.Sentence)
				}
			}
			if c.rule == "" && len(rules) > 0 || c.rule != "" && !slices.Equal(rules, []string{c.rule}) {
				t.Errorf("it breaks %q; expected %q\n%s", rules, c.rule, c.raw)
			}
		})
	}
	if v := sipwire.Check(nil, []byte("garbage")); len(v) != 1 || v[0].Rule != "RFC 3261 §7" {
		t.Errorf("garbage: %v", v)
	}
}
