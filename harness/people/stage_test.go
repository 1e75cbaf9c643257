package people

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/duet-conformance/duet/fakes/authority"
	"github.com/duet-conformance/duet/fakes/directory"
	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sfb"
	"github.com/duet-conformance/duet/fakes/teams"
	"github.com/duet-conformance/duet/harness/judge"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// everyTransport runs a test on each transport that SfB clients speak.
func everyTransport(t *testing.T, test func(t *testing.T, s *stage)) {
	for _, transport := range []string{"udp", "tcp", "tls"} {
		t.Run(transport, func(t *testing.T) { test(t, newStage(t, transport)) })
	}
}

// everyDialect runs a test on each transport, with clients who watch in each dialect.
func everyDialect(t *testing.T, test func(t *testing.T, s *stage)) {
	for _, dialect := range []string{"pidf", "msrtc"} {
		for _, transport := range []string{"udp", "tcp", "tls"} {
			t.Run(dialect+" "+transport, func(t *testing.T) {
				s := newStage(t, transport)
				s.scene.SfB.Dialect = dialect
				test(t, s)
			})
		}
	}
}

// stage is both fakes on loopback ports, and a scene that sees everything of both.
type stage struct {
	*testing.T
	ctx   context.Context
	scene *Scene
	// expecting says that a halt is what the test is about; halted is its finding.
	expecting atomic.Bool
	halted    judge.Finding
}

func newStage(t *testing.T, transport string) *stage {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	s := &stage{T: t, ctx: ctx}
	saw := record.NewLog(record.SourcePeople)
	var tokens atomic.Uint64
	client := &http.Client{Transport: &http.Transport{}}
	s.scene = &Scene{
		Purpose: t.Name(), Log: record.NewLog("scene"),
		Token:  func() string { return record.Token(1, tokens.Add(1)) },
		Ledger: &judge.Ledger{}, Halt: s.halt,
		Teams: TeamsSite{Tenant: "7b2d9f0e-3c1a-4f5b-8d6e-0a1b2c3d4e5f", HTTP: client},
	}
	var order sync.Mutex
	s.scene.Say = func(e record.Event) {
		order.Lock()
		defer order.Unlock()
		s.scene.Log.Adopt(saw.Append(e))
	}

	sfbLog := record.NewLog(record.SourceSfB)
	front := sfb.New(sfb.Config{Domain: "contoso.test", Challenge: transport == "tcp"}, sfbLog)
	s.scene.SfB = s.serve(front, transport)
	sfbControl := httptest.NewServer(front.Control())
	s.scene.SfB.Control = &sfb.Control{URL: sfbControl.URL, HTTP: client}

	teamsLog := record.NewLog(record.SourceTeams)
	backend := teams.New(teams.Config{Tenant: s.scene.Teams.Tenant, ClientID: "6d1f3a52-0d3e-4c55-9b4e-2f1a0c9b8e77", ClientSecret: "s3cret"}, teamsLog)
	planes, teamsControl := httptest.NewServer(backend.Handler()), httptest.NewServer(backend.Control())
	s.scene.Teams.URL = planes.URL
	s.scene.Teams.Control = &teams.Control{URL: teamsControl.URL, HTTP: client}

	var following sync.WaitGroup
	for _, url := range []string{sfbControl.URL, teamsControl.URL} {
		following.Go(func() {
			_ = record.Follow(ctx, client, url+"/control/v1/log", func(e record.Event) error {
				s.scene.Log.Adopt(e)
				return nil
			})
		})
	}
	t.Cleanup(func() {
		cancel()
		following.Wait()
		backend.Close()
		if err := front.Close(); err != nil {
			t.Error(err)
		}
		for _, server := range []*httptest.Server{sfbControl, planes, teamsControl} {
			server.Close()
		}
		client.CloseIdleConnections()
		s.fine()
	})
	return s
}

// serve gives the front end a socket.
func (s *stage) serve(front *sfb.FrontEnd, transport string) SfBSite {
	s.Helper()
	site := SfBSite{Transport: transport, Domain: "contoso.test"}
	if transport == "udp" {
		pc, err := net.ListenPacket("udp", "127.0.0.1:0")
		s.must(err)
		front.ServePacket(pc)
		site.Address = pc.LocalAddr().String()
		return site
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	s.must(err)
	site.Address = l.Addr().String()
	if transport == "tls" {
		ca, err := authority.New("people")
		s.must(err)
		certificate, err := ca.Issue("127.0.0.1")
		s.must(err)
		l = tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{certificate}})
		site.TLS = &tls.Config{RootCAs: ca.Pool()}
	}
	front.ServeStream(transport, l)
	return site
}

// person provisions somebody in both fakes, and lets them act in the role.
func (s *stage) person(handle string, role Role) *Person {
	s.Helper()
	address := handle + ".test-001@contoso.test"
	u := directory.User{
		Address: address, DisplayName: handle + " of the test", ID: directory.ID(address), Password: "pa55-" + handle,
		Teams: role.TeamsLicence, SfB: role.SfBLicence,
		Instances: []string{directory.Instance(address, 1), directory.Instance(address, 2)},
	}
	s.must(s.scene.SfB.Control.PutUsers(s.ctx, u))
	s.must(s.scene.Teams.Control.PutUsers(s.ctx, []directory.User{u}))
	p := New(s.scene, handle, u)
	s.Cleanup(p.Leave)
	p.TakePlaces(s.ctx, role)
	return p
}

// halt is the scene's. Nothing of a purpose runs after it.
func (s *stage) halt(f judge.Finding) {
	s.Helper()
	if s.expecting.Load() {
		s.halted = f
		runtime.Goexit()
	}
	s.Fatalf("halted with %s: %s (%v)", f.Verdict, f.Sentence, f.Guarantee)
}

// stops runs what must halt the purpose, and returns the finding.
func (s *stage) stops(act func()) judge.Finding {
	s.Helper()
	s.expecting.Store(true)
	s.halted = judge.Finding{}
	done := make(chan struct{})
	go func() {
		defer close(done)
		act()
	}()
	<-done
	s.expecting.Store(false)
	if s.halted.Sentence == "" {
		s.Fatal("nothing halted the purpose")
	}
	return s.halted
}

// waits waits for an event of the scene.
func (s *stage) waits(what string, keep ...record.Filter) record.Event {
	s.Helper()
	e, err := s.scene.Log.Wait(s.ctx, 0, record.And(keep...))
	if err != nil {
		s.Fatalf("waited for %s: %v", what, err)
	}
	return e
}

// counts counts events of the scene.
func (s *stage) counts(keep ...record.Filter) int {
	return len(record.Select(s.scene.Log.All(), record.And(keep...)))
}

// fine checks that no fake crashed and that the people kept to their protocols.
func (s *stage) fine() {
	for _, e := range s.scene.Log.All() {
		if e.Kind == record.TesterPanic || e.Kind == record.Violation && e.Party != record.PartyIUT {
			s.Errorf("%s of %s: %s %v\n%s", e.Kind, e.Party, e.Text, e.Attrs, e.Raw)
		}
	}
}

func (s *stage) must(err error) {
	s.Helper()
	if err != nil {
		s.Fatal(err)
	}
}
