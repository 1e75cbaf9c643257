package gateway

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"testing"
	"time"

	"github.com/duet-conformance/duet/fakes/directory"
	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sfb"
	"github.com/duet-conformance/duet/fakes/teams"
)

const (
	domain   = "contoso.test"
	tenant   = "6babcaad-604b-40ac-a9d7-9fd97c0b779f"
	clientID = "9a0b3c4d-1111-4222-8333-444455556666"
)

// site is both fakes on real sockets, with a few users, and a gateway between them.
type site struct {
	t        testing.TB
	front    *sfb.FrontEnd
	sfbLog   *record.Log
	sip      string // the front end's host:port
	pool     string // of the pool on premises, when there is one
	teams    string // the backend's root
	teamsLog *record.Log
	backend  *teams.Control
	config   Config
	within   time.Duration // how long anything is waited for
	people   map[string]directory.User
}

// newSite starts the fakes. alix and bob have both licences, megan and nora only SfB, tina only Teams.
func newSite(t testing.TB, front sfb.Config) *site {
	s := &site{t: t, sfbLog: record.NewLog(record.SourceSfB), teamsLog: record.NewLog(record.SourceTeams), people: map[string]directory.User{}, within: 5 * time.Second}
	front.Domain = domain
	s.front = sfb.New(front, s.sfbLog)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.sip = listener.Addr().String()
	s.front.ServeStream("tcp", listener)
	t.Cleanup(func() { _ = s.front.Close() })

	backend := teams.New(teams.Config{Tenant: tenant, ClientID: clientID, ClientSecret: "secret"}, s.teamsLog)
	server, control := httptest.NewServer(backend.Handler()), httptest.NewServer(backend.Control())
	if _, ok := t.(*trial); ok {
		s.within = impatient
	}
	s.teams, s.backend = server.URL, &teams.Control{URL: control.URL, HTTP: control.Client()}
	t.Cleanup(func() {
		backend.Close()
		server.Close()
		control.Close()
		http.DefaultClient.CloseIdleConnections()
	})

	var users []directory.User
	for name, u := range map[string]directory.User{
		"alix": {Teams: true, SfB: true}, "bob": {Teams: true, SfB: true},
		"megan": {SfB: true}, "nora": {SfB: true}, "tina": {Teams: true},
	} {
		u.Address = name + "@" + domain
		u.DisplayName, u.ID, u.Password = name, directory.ID(u.Address), "pw"
		u.Instances = []string{directory.Instance(u.Address, 1)}
		users = append(users, u)
		s.people[name] = u
	}
	if err := s.front.Provision(users...); err != nil {
		t.Fatal(err)
	}
	if err := s.backend.PutUsers(t.Context(), users); err != nil {
		t.Fatal(err)
	}
	s.config = Config{
		SFBProxy: "sip:" + s.sip + ";transport=tcp", SIPDomain: domain, SIPUsername: "duet-service", SIPPassword: "service",
		TeamsURL: s.teams, TeamsTenant: tenant, TeamsClientID: clientID, TeamsClientSecret: "secret",
		ListenHost: "127.0.0.1", Log: slog.New(slog.NewTextHandler(testWriter{t}, nil)), Dialect: dialectOf(t),
	}
	return s
}

// dialectOf is the dialect that the gateway of a test speaks; "" is the usual one.
func dialectOf(t testing.TB) string {
	switch t := t.(type) {
	case dialectTest:
		return t.dialect
	case *trial:
		return dialectOf(t.TB)
	}
	return ""
}

// gateway starts a gateway and waits until it serves. It is stopped with the test, or before by the function returned.
func (s *site) gateway(faults ...Fault) (stop func()) {
	s.t.Helper()
	config := s.config
	for _, f := range faults {
		config.Faults = append(config.Faults, f.Name)
	}
	g, err := New(config)
	if err != nil {
		s.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	mark := s.teamsLog.Len()
	go func() { ended <- g.Run(ctx) }()
	stopped := false
	stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		select {
		case err := <-ended:
			if err != nil {
				s.t.Errorf("the gateway ended with: %v", err)
			}
		case <-time.After(5 * time.Second):
			stacks := make([]byte, 1<<20)
			s.t.Errorf("the gateway did not end within 5s\n%s", stacks[:runtime.Stack(stacks, true)])
		}
	}
	s.t.Cleanup(stop)
	for range watched {
		mark = s.teamsEvent(mark, record.Is(record.SubscriptionCreated)) + 1
	}
	return stop
}

// teamsEvent waits for an event of the Teams backend from the mark on and returns its place. sfbEvent is the same for the
// SfB front end.
func (s *site) teamsEvent(mark int, keep record.Filter) int {
	s.t.Helper()
	return s.event("the Teams backend", s.teamsLog, mark, keep)
}

func (s *site) sfbEvent(mark int, keep record.Filter) int {
	s.t.Helper()
	return s.event("the SfB front end", s.sfbLog, mark, keep)
}

func (s *site) event(who string, log *record.Log, mark int, keep record.Filter) int {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), s.within)
	defer cancel()
	e, err := log.Wait(ctx, mark, keep)
	if err != nil {
		for _, e := range log.From(mark) {
			s.t.Logf("%s %s %s->%s %v %s", e.Kind, e.Party, e.From, e.To, e.Attrs, e.Text)
		}
		s.t.Fatalf("%s did not show the expected event within %v: %v", who, s.within, err)
	}
	return int(e.Seq) - 1
}

// clean fails the test when the gateway broke a protocol, or a fake crashed.
func (s *site) clean() {
	s.t.Helper()
	if s.t.Failed() {
		for _, e := range s.sfbLog.All() {
			s.t.Logf("%s %s %s->%s %v %s", e.Kind, e.Party, e.From, e.To, e.Attrs, e.Text)
		}
	}
	for _, log := range []*record.Log{s.sfbLog, s.teamsLog} {
		for _, e := range record.Select(log.All(), record.Is(record.Violation, record.TesterPanic)) {
			if e.Kind == record.TesterPanic || e.Party == record.PartyIUT {
				s.t.Errorf("%s by %s: %s (%s)\n%s", e.Kind, e.Party, e.Text, e.Attr("rule"), e.Raw)
			}
		}
	}
}

// registered waits until the gateway has registered a user.
func (s *site) registered(mark int, name string) {
	s.t.Helper()
	s.sfbEvent(mark, record.And(record.Is(record.Bound), record.From(s.people[name].Address), record.By(record.PartyIUT)))
}

type testWriter struct{ t testing.TB }

func (w testWriter) Write(p []byte) (int, error) {
	if testing.Verbose() {
		w.t.Logf("%s", p)
	}
	return len(p), nil
}

// control injects a fault into the front end.
func control(t testing.TB, s *site, fault sfb.Fault) {
	t.Helper()
	server := httptest.NewServer(s.front.Control())
	defer server.Close()
	if _, err := (&sfb.Control{URL: server.URL, HTTP: server.Client()}).Inject(t.Context(), fault); err != nil {
		t.Fatal(err)
	}
}
