package teams_test

import (
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/teams"
)

// What a broken or hostile IUT may write into URLs and JSON is refused in a bounded time, by a 4xx that is a violation.
func TestHostileValuesAreRefused(t *testing.T) {
	s := newSite(t)
	filter := func(text string) string { return "/v1.0/users?$filter=" + url.QueryEscape(text) }
	subscription := func(resource string) string {
		return fmt.Sprintf(`{"changeType":"created","notificationUrl":"http://127.0.0.1:1/","resource":%q,"expirationDateTime":"2999-01-01T00:00:00Z"}`, resource)
	}
	for name, c := range map[string]struct{ method, path, body string }{
		"parentheses":          {"GET", filter(strings.Repeat("(", 100_000)), ""},
		"negations":            {"GET", filter(strings.Repeat("not ", 50_000) + "id eq 'x'"), ""},
		"a chain on no name":   {"GET", filter(strings.Repeat("id eq 'x' or ", 20_000) + "nothing eq 'x'"), ""},
		"lambdas":              {"GET", filter(strings.Repeat("imAddresses/any(a:", 1_000)), ""},
		"a string without end": {"GET", filter("id eq '" + strings.Repeat("''", 50_000)), ""},
		"search":               {"GET", "/v1.0/users?$search=" + url.QueryEscape(strings.Repeat(`"displayName:a" OR `, 20_000)), ""},
		"a number beyond":      {"GET", "/v1.0/users?$top=" + strings.Repeat("9", 10_000), ""},
		"a page beyond":        {"GET", "/v1.0/users?$skiptoken=" + strings.Repeat("OTk5", 10_000), ""},
		"numbers for ids":      {"POST", "/v1.0/communications/getPresencesByUserId", `{"ids":[1e999,-0,` + strings.Repeat("9", 100_000) + `]}`},
		"too many ids":         {"POST", "/v1.0/communications/getPresencesByUserId", `{"ids":["` + strings.Repeat(alix.ID+`","`, 1_000) + alix.ID + `"]}`},
		"nested members":       {"POST", "/v1.0/chats", `{"chatType":"oneOnOne","members":` + strings.Repeat(`[`, 9_000) + strings.Repeat(`]`, 9_000) + `}`},
		"an unknown bind":      {"POST", "/v1.0/chats", `{"chatType":"oneOnOne","members":[{"@odata.type":"#microsoft.graph.aadUserConversationMember","user@odata.bind":"users"},{}]}`},
		"an odd resource":      {"POST", "/v1.0/subscriptions", subscription("/chats('" + strings.Repeat("x", 100_000) + "')/../%zz?$filter=id in (")},
		"presences":            {"POST", "/v1.0/subscriptions", subscription("/communications/presences?$filter=id in (" + strings.Repeat("'x',", 10_000) + "'x')")},
		"a far future":         {"POST", "/v1.0/subscriptions", subscription("/chats/getAllMessages")},
	} {
		before := len(s.violations())
		var body any
		if c.body != "" {
			body = c.body
		}
		began := time.Now()
		got := s.call(s.app, c.method, c.path, body)
		if took := time.Since(began); got.status/100 != 4 || took > bound {
			t.Errorf("%s: answered %d after %s: %.200s", name, got.status, took, got.body)
		}
		if got.status != http.StatusNotFound && len(s.violations()) != before+1 {
			t.Errorf("%s: %d violations, not one", name, len(s.violations())-before)
		}
	}
	s.call(s.app, "GET", "/v1.0/users", nil).is(200)
}

// A body in chunks has no length to refuse it by.
func TestAnEndlessBodyIsCutOff(t *testing.T) {
	s := newSite(t)
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprint(conn, "POST /v1.0/chats HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
	chunk := fmt.Sprintf("%x\r\n%s\r\n", 1<<16, strings.Repeat(" ", 1<<16))
	_ = conn.SetDeadline(time.Now().Add(bound))
	for err == nil {
		_, err = fmt.Fprint(conn, chunk) // until the backend has had enough
	}
	s.see(record.Is(record.Violation), record.With("rule", "openapi.yaml requestBody"))
	s.call(s.app, "GET", "/v1.0/users", nil).is(200)
}

// Everything goes on at once while the tester resets and at last closes the backend: nothing crashes, hangs or is left behind.
func TestCloseInTheMiddleOfEverything(t *testing.T) {
	s := newSite(t, func(c *teams.Config) { c.RetryMost = 2 * time.Millisecond })
	h := newWebhook(t)
	h.status = func(n int) int { return []int{202, 500, 202, 503}[n%4] }
	open := h.subscription("/chats/getAllMessages", "created")
	h.got = make(chan map[string]any, 1_000_000)
	var all sync.WaitGroup
	stop := make(chan struct{})
	over := func() bool {
		select {
		case <-stop:
			return true
		default:
			return false
		}
	}
	forever := func(do func()) {
		all.Go(func() {
			for !over() {
				do()
			}
		})
	}
	ask := func(token, method, path string, in any) reply { return s.call(token, method, path, in) }
	forever(func() { // a subscriber who comes and goes
		if got := ask(s.app, "POST", "/v1.0/subscriptions", open); got.status == http.StatusCreated {
			id := got.is(http.StatusCreated)["id"].(string)
			ask(s.app, "POST", "/v1.0/subscriptions/"+id+"/reauthorize", nil)
			ask(s.app, "PATCH", "/v1.0/subscriptions/"+id, map[string]any{"expirationDateTime": time.Now().Add(20 * time.Minute)})
		}
	})
	forever(func() { // somebody at SfB who writes
		got := ask(s.app, "PUT", "/interop/v1/chats/"+alix.ID+"/sip:megan@contoso.test", nil)
		if got.status/100 == 2 {
			chat := got.is(got.status)["id"].(string)
			ask(s.app, "POST", "/interop/v1/chats/"+chat+"/messages", fromMegan("x", fmt.Sprint(time.Now().UnixNano())))
		}
	})
	renewed := make(chan struct{}, 1)
	forever(func() { // a tester who resets, and the token with it
		_ = s.control.Reset(t.Context())
		for _, name := range []string{teams.FaultDropSubscriptions, teams.FaultRequireReauthorization} {
			_, _ = s.control.InjectFault(t.Context(), teams.Fault{Name: name})
		}
		select {
		case renewed <- struct{}{}:
		default:
		}
	})
	for range 20 {
		<-renewed
	}
	s.backend.Close()
	close(stop)
	all.Wait()
	if got := ask(s.app, "GET", "/v1.0/users", nil); got.status != http.StatusServiceUnavailable {
		t.Errorf("a closed backend answered %d", got.status)
	}
}
