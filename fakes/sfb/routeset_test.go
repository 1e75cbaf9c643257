package sfb

import (
	"net"
	"testing"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/sipwire"
)

func TestRouteSetIsStripped(t *testing.T) {
	s := newSite(t, Config{})
	alix := s.phone("tcp", "alix").signIn()
	flow := s.location.flows("alix@contoso.test", "alix@contoso.test/sfb")[0]
	own := "sip:" + s.tcp + ";transport=tcp;lr"
	marked := "sip:flows.tcp-1.tcp-2@" + s.tcp + ";transport=tcp;lr"
	for _, test := range []struct {
		name      string
		recipient string
		routes    []string
		target    string // the Request-URI that is left
		left      int    // Routes
		mark      string
	}{
		{"none", "sip:x@y", nil, "sip:x@y", 0, ""},
		{"preloaded", "sip:alix@contoso.test", []string{own}, "sip:alix@contoso.test", 0, ""},
		{"of a dialog", "sip:x@y", []string{marked}, "sip:x@y", 0, "tcp-1 tcp-2"},
		{"of a dialog over two transports", "sip:x@y", []string{marked, marked}, "sip:x@y", 0, "tcp-1 tcp-2"},
		{"with a foreign proxy behind", "sip:x@y", []string{marked, "sip:other.test;lr"}, "sip:x@y", 1, "tcp-1 tcp-2"},
		{"foreign", "sip:x@y", []string{"sip:other.test;lr"}, "sip:x@y", 1, ""},
		{"of a strict router", marked, []string{"sip:other.test", "sip:x@y"}, "sip:x@y", 1, "tcp-1 tcp-2"},
	} {
		t.Run(test.name, func(t *testing.T) {
			req := alix.request(sip.INFO, "alix@contoso.test")
			req.Recipient = mustParse(t, test.recipient)
			for _, route := range test.routes {
				req.AppendHeader(&sip.RouteHeader{Address: mustParse(t, route)})
			}
			mark := s.hosts.strip(req, flow)
			if got := req.Recipient.String(); got != test.target {
				t.Errorf("the target is %s, not %s", got, test.target)
			}
			if left := sipwire.Values(req, "Route"); len(left) != test.left {
				t.Errorf("the Routes that are left are %q", left)
			}
			if got := mark.caller + " " + mark.callee; got != test.mark && (got != " " || test.mark != "") {
				t.Errorf("the mark is %q, not %q", got, test.mark)
			}
		})
	}
}

func TestOwnURIs(t *testing.T) {
	s := newSite(t, Config{})
	s.phone("tcp", "alix").signIn()
	flow := s.location.flows("alix@contoso.test", "alix@contoso.test/sfb")[0]
	_, port, err := net.SplitHostPort(s.tcp)
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]bool{
		"sip:contoso.test":         true,
		"sip:CONTOSO.test:" + port: true,
		"sip:127.0.0.1:" + port:    true,
		"sip:127.0.0.1":            true,
		"sip:127.0.0.1:9":          false,
		"sip:fabrikam.test":        false,
	} {
		uri := mustParse(t, text)
		if got := s.hosts.own(&uri, flow); got != want {
			t.Errorf("own says %t of %s", got, text)
		}
	}
}

func mustParse(t *testing.T, text string) sip.Uri {
	t.Helper()
	uri, err := sipwire.ParseURI(text)
	if err != nil {
		t.Fatal(err)
	}
	return uri
}
