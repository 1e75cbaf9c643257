package sfb

import (
	"crypto/tls"
	"errors"
	"io"
	"io/fs"
	"net"
	"path"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/duet-conformance/duet/fakes/authority"
	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fixtures"
)

// withTLS serves TLS beside TCP and UDP, and returns where and how to connect.
func (s *site) withTLS() (address string, client *tls.Config) {
	s.t.Helper()
	ca, err := authority.New("test")
	if err != nil {
		s.t.Fatal(err)
	}
	cert, err := ca.Issue("127.0.0.1")
	if err != nil {
		s.t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		s.t.Fatal(err)
	}
	s.ServeStream("tls", tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}))
	return l.Addr().String(), &tls.Config{RootCAs: ca.Pool(), ServerName: "127.0.0.1", MinVersion: tls.VersionTLS12}
}

// raw connects without SIP on it.
func (s *site) raw(transport, tlsAt string, config *tls.Config) net.Conn {
	s.t.Helper()
	var conn net.Conn
	var err error
	switch transport {
	case "tls":
		conn, err = tls.Dial("tcp", tlsAt, config)
	case "tcp":
		conn, err = net.Dial("tcp", s.tcp)
	default:
		conn, err = net.Dial("udp", s.udp)
	}
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { _ = conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(within))
	return conn
}

// sends writes bytes over a connection of its own and returns all that the front end answers until it closes the
// connection: a stream because the peer has said all it had to say, a datagram socket is given an OPTIONS behind the
// bytes and read up to its answer.
func (s *site) sends(transport string, raw []byte, tlsAt string, config *tls.Config) string {
	s.t.Helper()
	conn := s.raw(transport, tlsAt, config)
	_, _ = conn.Write(raw) // the front end may close a stream before it has read all
	if half, ok := conn.(interface{ CloseWrite() error }); ok {
		_ = half.CloseWrite()
		answers, err := io.ReadAll(conn)
		if late, ok := errors.AsType[net.Error](err); ok && late.Timeout() {
			s.t.Fatalf("the front end has neither answered nor closed the connection within %v", within)
		}
		return string(answers)
	}
	const last = "z9hG4bK-the-last"
	_, err := io.WriteString(conn, "OPTIONS sip:contoso.test SIP/2.0\r\nVia: SIP/2.0/UDP "+conn.LocalAddr().String()+";branch="+last+
		"\r\nMax-Forwards: 70\r\nFrom: <sip:theo@contoso.test>;tag=1\r\nTo: <sip:contoso.test>\r\nCall-ID: last\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n")
	if err != nil {
		s.t.Fatal(err)
	}
	var answers strings.Builder
	for buf := make([]byte, 1<<16); ; {
		n, err := conn.Read(buf)
		if err != nil {
			s.t.Fatalf("the request after it was not answered within %v: %v", within, err)
		}
		if strings.Contains(string(buf[:n]), last) {
			return answers.String()
		}
		answers.Write(buf[:n])
	}
}

// refusals are the answers that a wrong request of the torture messages must get, or one of them; what is not listed
// may be answered with any 4xx or 5xx, or with nothing at all over a connection that is closed. A response gets none.
var refusals = map[string][]int{
	"badinv01": {400}, "badvers": {505}, "clerr": {400}, "ncl": {400}, "insuf": {400}, "mcl01": {400}, "mismatch01": {400},
	"mismatch02": {400, 501}, "multi01": {400}, "zeromf": {483}, "unkscm": {416}, "novelsc": {416}, "scalar02": {400},
	"quotbal": {400}, "lwsruri": {400}, "ltgtruri": {400}, "lwsstart": {400},
}

var (
	statusLine = regexp.MustCompile(`(?m)^SIP/2\.0 (\d{3}) `)
	aRule      = regexp.MustCompile(`^(RFC \d{4} §\d|IUT contract, S plane)`)
)

func TestTortureMessagesAreAnsweredAndSurvived(t *testing.T) {
	for _, transport := range []string{"udp", "tcp", "tls"} {
		names, err := fs.Glob(fixtures.Torture(), "*/*.dat")
		if err != nil || len(names) < 49 {
			t.Fatalf("RFC 4475 has 49 messages, not %d (%v)", len(names), err)
		}
		for _, file := range names {
			name := strings.TrimSuffix(path.Base(file), ".dat")
			t.Run(name+" over "+transport, func(t *testing.T) {
				raw, err := fs.ReadFile(fixtures.Torture(), file)
				if err != nil {
					t.Fatal(err)
				}
				s := newSite(t, Config{}) // of its own: many of the messages have the same branch
				tlsAt, config := s.withTLS()
				answers := s.sends(transport, raw, tlsAt, config)
				for _, e := range s.events(record.Violation) {
					if !aRule.MatchString(e.Attr("rule")) || e.Text == "" || len(e.Raw) == 0 || e.Party != record.PartyIUT {
						t.Errorf("the violation is %+v", e)
					}
				}
				defer s.stillServes()
				statuses := statusLine.FindAllStringSubmatch(answers, -1)
				if strings.HasPrefix(string(raw), "SIP/") || strings.HasPrefix(file, "valid/") {
					if len(statuses) > 0 && strings.HasPrefix(string(raw), "SIP/") {
						t.Errorf("a response was answered: %q", answers)
					}
					return
				}
				want := refusals[name]
				if len(statuses) == 0 {
					// In a stream the rest of a body may still be on its way until the connection is closed.
					if transport == "udp" || len(want) > 0 && name != "clerr" {
						t.Error("it got no answer")
					}
					return
				}
				got, _ := strconv.Atoi(statuses[0][1])
				for _, status := range want {
					if got == status {
						return
					}
				}
				if len(want) > 0 || got < 400 || got > 599 {
					t.Errorf("it was answered %d, not %v", got, want)
				}
			})
		}
	}
}

// stillServes fails the test unless the front end serves new clients and has not crashed.
func (s *site) stillServes() {
	s.t.Helper()
	megan, alix := s.phone("tcp", "megan").signIn(), s.phone("tcp", "alix").signIn()
	uac, _ := talk(megan, alix)
	exchange(s.t.(*testing.T), megan, alix, says(uac, "still here"))
	if crashes := s.events(record.TesterPanic); len(crashes) > 0 {
		s.t.Errorf("the front end crashed: %s\n%s", crashes[0].Text, crashes[0].Raw)
	}
}

func TestSeveralMessagesBehindGarbageInOneStream(t *testing.T) {
	s := newSite(t, Config{})
	tlsAt, config := s.withTLS()
	good := goodStart + "To: <sip:alix@contoso.test>\r\nCall-ID: 1\r\nCSeq: 1 MESSAGE\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n"
	bad := strings.Replace(strings.Replace(good, "CSeq: 1", "CSeq: one", 1), "Call-ID: 1", "Call-ID: bad", 1)
	answers := s.sends("tls", []byte(bad+good), tlsAt, config)
	if !strings.HasPrefix(answers, "SIP/2.0 400 ") || !strings.Contains(answers, "SIP/2.0 480 ") {
		t.Errorf("the answers are %q, not 400 and 480", answers)
	}
	e := s.wait("a violation", record.And(record.Is(record.Violation), record.From("megan@contoso.test"), record.To("alix@contoso.test")))
	if e.Attr("call-id") != "bad" || e.Attr("rule") != "RFC 3261 §25.1" {
		t.Errorf("whom the garbage is about was recorded as %+v", e)
	}
}
