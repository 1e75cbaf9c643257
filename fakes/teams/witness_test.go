package teams_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/teams"
)

func zipped(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	zip := gzip.NewWriter(&b)
	if _, err := zip.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := zip.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// Whatever comes, the answer is a proper refusal, the violation names its rule, and the backend goes on.
func TestBadRequestsAreViolations(t *testing.T) {
	// A gzip stream may have any number of members: 64 of a mebibyte each.
	bomb := strings.Repeat(zipped(t, strings.Repeat(" ", 1<<20)), 64)
	message := `{"from":{"sipUri":"sip:megan@contoso.test"},"body":{"contentType":"text","content":"x"},"senderMessageId":"1"}`
	for name, c := range map[string]struct {
		method, path, body string
		header             []string
		status             int
		rule               string
	}{
		"unknown path":          {"GET", "/v1.0/planets", "", nil, 404, "openapi.yaml paths"},
		"root":                  {"GET", "/", "", nil, 404, "openapi.yaml paths"},
		"bad escape":            {"GET", "/v1.0/users/%2F%2e", "", nil, 404, ""},
		"wrong method":          {"DELETE", "/v1.0/users", "", nil, 405, "openapi.yaml paths"},
		"unknown query option":  {"GET", "/v1.0/users?$orderbye=x", "", nil, 400, "listUsers parameters"},
		"bad top":               {"GET", "/v1.0/users?$top=many", "", nil, 400, "listUsers query $top"},
		"top too large":         {"GET", "/v1.0/users?$top=1000", "", nil, 400, "listUsers query $top (maximum)"},
		"bad filter":            {"GET", "/v1.0/users?$filter=displayName+is+'x'", "", nil, 400, "listUsers query"},
		"filter on no property": {"GET", "/v1.0/users?$filter=shoeSize+eq+'x'", "", nil, 400, "listUsers query"},
		"bad skiptoken":         {"GET", "/v1.0/users?$skiptoken=!", "", nil, 400, "$skiptoken"},
		"bad select":            {"GET", "/v1.0/users?$select=shoeSize", "", nil, 400, "$select"},
		"search without header": {"GET", `/v1.0/users?$search="displayName:x"`, "", nil, 400, "ConsistencyLevel"},
		"not UTF-8":             {"POST", "CHAT", strings.Replace(message, `"x"`, "\"\xff\"", 1), nil, 400, "postInteropMessage requestBody"},
		"a name twice":          {"POST", "CHAT", strings.Replace(message, `{"from"`, `{"senderMessageId":"0","from"`, 1), nil, 400, "postInteropMessage requestBody"},
		"a name in two cases":   {"POST", "/v1.0/subscriptions", `{"resource":"/users","Resource":"/chats/getAllMessages"}`, nil, 400, "createSubscription requestBody"},
		"no such time":          {"POST", "/v1.0/subscriptions", `{"changeType":"updated","notificationUrl":"http://127.0.0.1/","resource":"/users","expirationDateTime":"2026-02-31T00:00:00Z"}`, nil, 400, "createSubscription requestBody"},
		"no JSON":               {"POST", "CHAT", `{"from":`, nil, 400, "postInteropMessage requestBody"},
		"two JSON values":       {"POST", "CHAT", message + message, nil, 400, "postInteropMessage requestBody"},
		"deep JSON":             {"POST", "CHAT", strings.Repeat("[", 100_000), nil, 400, "postInteropMessage requestBody"},
		"wrong type":            {"POST", "CHAT", strings.Replace(message, `"1"`, `1`, 1), nil, 400, "postInteropMessage requestBody /senderMessageId (type)"},
		"missing property":      {"POST", "CHAT", strings.Replace(message, `"senderMessageId"`, `"other"`, 1), nil, 400, "postInteropMessage requestBody"},
		"unknown property":      {"POST", "CHAT", strings.Replace(message, `{"from"`, `{"extra":1,"from"`, 1), nil, 400, "postInteropMessage requestBody"},
		"bad pattern":           {"POST", "CHAT", strings.Replace(message, "sip:megan@contoso.test", "megan", 1), nil, 400, "/from/sipUri (pattern)"},
		"html from SfB":         {"POST", "CHAT", strings.Replace(message, `"text"`, `"html"`, 1), nil, 400, "/body/contentType (enum)"},
		"no body":               {"POST", "CHAT", "", nil, 400, "postInteropMessage requestBody"},
		"other media type":      {"POST", "CHAT", message, []string{"Content-Type", "text/plain"}, 400, "postInteropMessage requestBody"},
		"oversized":             {"POST", "CHAT", `"` + strings.Repeat("x", 2<<20) + `"`, nil, 413, "requestBody"},
		"no gzip":               {"POST", "CHAT", message, []string{"Content-Encoding", "gzip"}, 400, "RFC 9110 section 8.4"},
		"truncated gzip":        {"POST", "CHAT", "GZIP-HALF", []string{"Content-Encoding", "gzip"}, 400, "RFC 9110"},
		"gzip bomb":             {"POST", "CHAT", "GZIP-BOMB", []string{"Content-Encoding", "gzip"}, 413, "requestBody"},
		"other encoding":        {"POST", "CHAT", message, []string{"Content-Encoding", "br"}, 415, "RFC 9110 section 8.4"},
		"no member":             {"POST", "CHAT", strings.Replace(message, "megan@", "chris@", 1), nil, 403, "contract: interop messages"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			chat := s.crossing()
			path := strings.Replace(c.path, "CHAT", "/interop/v1/chats/"+chat+"/messages", 1)
			var body any
			switch c.body {
			case "":
			case "GZIP-HALF":
				body = zipped(t, message)[:40]
			case "GZIP-BOMB":
				body = bomb
			default:
				body = c.body
			}
			got := s.call(s.app, c.method, path, body, c.header...)
			if got.status != c.status {
				t.Errorf("status %d expected, not %d: %.300s", c.status, got.status, got.body)
			}
			if c.rule != "" {
				s.one(c.rule)
			}
			for _, e := range record.Select(s.log.All(), record.Is(record.Violation)) {
				if strings.HasPrefix(c.path, "CHAT") && got.status != 413 && got.status != 415 && !strings.Contains(e.Attr("rule"), "RFC") && !(e.About(alix.Address) && (e.About(megan.Address) || name == "no member")) {
					t.Errorf("the violation is not known to be about the chat's people: %+v", e)
				}
			}
			s.call(s.app, "GET", "/v1.0/users", nil).is(200)
		})
	}
}

func TestGarbageOnTheSocket(t *testing.T) {
	s := newSite(t)
	for i, garbage := range []string{"\x16\x03\x01\x02\x00", "GET\r\n\r\n", "POST /v1.0/chats HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{\"a\":"} {
		conn, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprint(conn, garbage)
		if i == 2 { // a body that breaks off: the violation says so
			_ = conn.(*net.TCPConn).CloseWrite()
			s.see(record.Is(record.Violation), record.With("rule", "RFC 9110 section 8.6"))
		}
		_ = conn.Close()
	}
	s.call(s.app, "GET", "/v1.0/users", nil).is(200)
}

// Peers that send their bodies a byte now and then hold up nobody, and are let go.
func TestBodiesThatTrickleIn(t *testing.T) {
	const slow = 100
	s := newSite(t, func(c *teams.Config) { c.BodyTimeout = 300 * time.Millisecond })
	var conns []net.Conn
	for range slow {
		conn, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		fmt.Fprint(conn, "POST /v1.0/chats HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{")
		conns = append(conns, conn)
	}
	s.call(s.app, "GET", "/v1.0/users", nil).is(200)
	for _, conn := range conns {
		res, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if res.StatusCode != http.StatusRequestTimeout || !res.Close {
			t.Fatalf("answered %s, to be closed: %v", res.Status, res.Close)
		}
	}
	if got := s.violations(); len(got) != slow || got[0] != "RFC 9110 section 15.5.9" {
		t.Errorf("%q", got)
	}
}

func TestWhoTakesGzip(t *testing.T) {
	s := newSite(t)
	for accept, want := range map[string]string{
		"": "", "identity": "", "br, GZIP;q=0.5": "gzip", "gzip; q=0.000": "", "gzip;q=0, identity": "", "xgzip": "", "deflate,gzip": "gzip",
	} {
		got := s.call(s.app, "GET", "/v1.0/users?$select=assignedPlans,id,displayName,imAddresses", nil, "Accept-Encoding", accept)
		if got.header.Get("Content-Encoding") != want {
			t.Errorf("asked for %q, the answer is encoded %q", accept, got.header.Get("Content-Encoding"))
		}
	}
}

func TestGzipBothWays(t *testing.T) {
	s := newSite(t)
	path := "/interop/v1/chats/" + s.crossing() + "/messages"
	body := `{"from":{"sipUri":"sip:megan@contoso.test"},"body":{"contentType":"text","content":"hé duet-0123456789ab"},"senderMessageId":"1"}`
	s.call(s.app, "POST", path, zipped(t, body), "Content-Encoding", "gzip").is(201)
	s.see(record.Is(record.HTTPExchange), record.Carrying("duet-0123456789ab"))

	got := s.call(s.app, "GET", "/v1.0/users?$select=assignedPlans,id,displayName,imAddresses", nil, "Accept-Encoding", "gzip")
	if got.header.Get("Content-Encoding") != "gzip" {
		t.Fatalf("the answer of %d bytes is not gzipped", len(got.body))
	}
	zip, err := gzip.NewReader(bytes.NewReader(got.body))
	if err != nil {
		t.Fatal(err)
	}
	var plain bytes.Buffer
	if _, err := plain.ReadFrom(zip); err != nil || !strings.Contains(plain.String(), "TeamspaceAPI") {
		t.Errorf("gunzipped: %v %s", err, plain.String())
	}
	s.none()
}
