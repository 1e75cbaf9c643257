package teams_test

import (
	"crypto/tls"
	"crypto/x509"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/teams"
)

// Both ways over TLS: the backend behind a listener that has it, and a notification URL that has it.
func TestHTTPS(t *testing.T) {
	h := newWebhook(t)
	secure := httptest.NewTLSServer(h)
	t.Cleanup(secure.Close)
	h.URL = secure.URL
	roots := x509.NewCertPool()
	roots.AddCert(secure.Certificate())
	s := newSite(t, func(c *teams.Config) { c.TLS = &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12} })
	s.subscribe(h, "/chats/getAllMessages", "created")

	front := httptest.NewTLSServer(s.backend.Handler())
	t.Cleanup(front.Close)
	plain := s.http
	s.url, s.http = front.URL, front.Client()
	s.call(s.app, "POST", "/interop/v1/chats/"+s.crossing()+"/messages", fromMegan("x", "1")).is(201)
	h.next()
	s.see(record.Is(record.Notification), record.With("outcome", "delivered"))
	next, _ := s.call(s.app, "GET", "/v1.0/users?$top=1", nil).is(200)["@odata.nextLink"].(string)
	if !strings.HasPrefix(next, front.URL) {
		t.Errorf("the next page of %s is at %s", front.URL, next)
	}
	s.none()
	s.http.Transport.(*http.Transport).CloseIdleConnections()
	s.http = plain
}
