package sfb

import (
	"context"
	"net"
	"slices"
	"strings"
	"testing"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/directory"
	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

// hybridSite is a site with a pool on premises behind an edge. alix and theo are homed there, megan is online.
type hybridSite struct {
	*site
	pool string // host:port over TCP
}

func newHybridSite(t *testing.T) *hybridSite {
	t.Helper()
	s := &hybridSite{site: newSite(t, Config{})}
	edge := s.hop("the edge", s.tcp, map[string]string{"ms-split-domain-info": "ms-traffic-type=SplitIntra"})
	s.pool = s.hop("the pool", edge, nil)
	var users []directory.User
	for _, name := range []string{"alix", "theo"} {
		u := person(name)
		u.Home = directory.OnPremises
		users = append(users, u)
	}
	if err := s.Provision(users...); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), within)
	defer cancel()
	if err := s.Detour(ctx, s.pool); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *hybridSite) hop(name, upstream string, marks map[string]string) (address string) {
	s.t.Helper()
	h := s.Hop(HopConfig{Name: name, Upstream: map[string]string{"tcp": upstream}, Marks: marks})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		s.t.Fatal(err)
	}
	h.ServeStream("tcp", l)
	s.t.Cleanup(func() {
		if err := h.Close(); err != nil {
			s.t.Error(err)
		}
	})
	return l.Addr().String()
}

// atPool connects an endpoint of the user named so to the pool on premises.
func (s *hybridSite) atPool(name string) *phone {
	return s.unconnected(name, nil).connect("tcp", s.pool)
}

// message sends a MESSAGE within a dialog, changed if so wanted, and returns the status of the answer. to answers it with
// 200; nil when it is not to arrive.
func (p *phone) message(d *sipwire.Dialog, to *phone, change func(*sip.Request)) int {
	p.t.Helper()
	req := d.Request(sip.MESSAGE)
	sipwire.SetBody(req, "text/plain", []byte("hello"))
	if change != nil {
		change(req)
	}
	answers := make(chan int, 1)
	if _, err := p.Request(p.flow, req, func(res *sip.Response, err error) {
		if err != nil {
			answers <- 0
		} else if !res.IsProvisional() {
			answers <- res.StatusCode
		}
	}); err != nil {
		p.t.Fatal(err)
	}
	if to != nil {
		to.replies(to.gets(sip.MESSAGE), 200)
	}
	return <-answers
}

// established lets one phone invite another, and returns the dialog as each has it, and the INVITE as it came.
func established(t *testing.T, from, to *phone, address string) (caller, callee *sipwire.Dialog, invite *sip.Request) {
	t.Helper()
	c := from.invites(address, imSDP)
	tx := to.gets(sip.INVITE)
	invite = tx.Request()
	callee, err := sipwire.NewUAS(invite, to.accepts(tx), to.flow)
	if err != nil {
		t.Fatal(err)
	}
	if caller, err = sipwire.NewUAC(c.invite, c.gets(200), from.flow); err != nil {
		t.Fatal(err)
	}
	if err := from.Send(from.flow, caller.Ack(c.invite)); err != nil {
		t.Fatal(err)
	}
	to.getsACK()
	return caller, callee, invite
}

func TestADialogWithAPeerOnPremisesTakesEveryHop(t *testing.T) {
	s := newHybridSite(t)
	theo := s.atPool("theo").signIn()
	iut := s.phone("tcp", "megan").asIUT()
	atIUT, atTheo, invite := established(t, iut, theo, "theo@contoso.test")
	if n := len(sipwire.Values(invite, "Record-Route")); n != 3 {
		t.Errorf("the INVITE has %d Record-Routes, not those of the front end, the edge and the pool", n)
	}
	if n := len(sipwire.Values(invite, "Via")); n != 4 {
		t.Errorf("the INVITE has %d Vias", n)
	}
	if got := sipwire.Value(invite, "ms-split-domain-info"); got != "ms-traffic-type=SplitIntra" {
		t.Errorf("the INVITE has crossed with %q", got)
	}
	if status := iut.message(atIUT, theo, nil); status != 200 {
		t.Errorf("a MESSAGE that follows the route set was answered %d", status)
	}
	if status := theo.message(atTheo, iut, nil); status != 200 {
		t.Errorf("a MESSAGE back was answered %d", status)
	}
}

func TestWhatLeavesItsRouteSetDoesNotArrive(t *testing.T) {
	for name, change := range map[string]func(*sip.Request){
		"no Routes":          func(req *sip.Request) { sipwire.Remove(req, "Route") },
		"the first one only": func(req *sip.Request) { keepRoutes(req, func(all []sip.Header) []sip.Header { return all[:1] }) },
		"all but one":        func(req *sip.Request) { keepRoutes(req, func(all []sip.Header) []sip.Header { return all[:2] }) },
		"the wrong way round": func(req *sip.Request) {
			keepRoutes(req, func(all []sip.Header) []sip.Header { slices.Reverse(all); return all })
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newHybridSite(t)
			theo, iut := s.atPool("theo").signIn(), s.phone("tcp", "megan").asIUT()
			atIUT, _, _ := established(t, iut, theo, "theo@contoso.test")
			if status := iut.message(atIUT, nil, change); status != 481 {
				t.Errorf("it was answered %d", status)
			}
			if n := len(theo.requests); n != 0 {
				t.Errorf("it arrived all the same: %d requests", n)
			}
			if name == "all but one" {
				return // the pool alone could tell
			}
			s.wait("that it was held against the IUT", record.And(record.Is(record.Violation), record.By(record.PartyIUT), record.With("rule", "RFC 3261 §12.2.1.1")))
		})
	}
}

func keepRoutes(req *sip.Request, keep func([]sip.Header) []sip.Header) {
	routes := keep(slices.Clone(req.GetHeaders("Route")))
	sipwire.Remove(req, "Route")
	for _, route := range routes {
		req.AppendHeader(route)
	}
}

func TestTheIUTsEndpointOfAUserOnPremisesIsReachedOverThePool(t *testing.T) {
	s := newHybridSite(t)
	megan := s.phone("tcp", "megan").signIn()
	iut := s.phone("tcp", "alix").asIUT()
	atMegan, atIUT, invite := established(t, megan, iut, "alix@contoso.test")
	if routes := sipwire.Values(invite, "Record-Route"); len(routes) != 4 || !strings.Contains(routes[1], "hop.") || !strings.Contains(routes[2], "hop.") {
		t.Errorf("the INVITE has the Record-Routes %q, not those of the front end around the two hops", routes)
	}
	if status := megan.message(atMegan, iut, nil); status != 200 {
		t.Errorf("a MESSAGE was answered %d", status)
	}
	if status := iut.message(atIUT, nil, func(req *sip.Request) { sipwire.Remove(req, "Route") }); status != 481 {
		t.Errorf("a MESSAGE back that ignores the route set was answered %d", status)
	}
	for _, kind := range []record.Kind{record.Forked, record.BranchEnded, record.Answered} {
		invites := record.Select(s.events(kind), record.With("method", "INVITE"))
		if len(invites) != 1 {
			t.Errorf("the detour shows in the log: %+v", invites)
		}
	}
}

func TestTheIUTInvitesForAUserOnPremisesOverThePool(t *testing.T) {
	s := newHybridSite(t)
	megan := s.phone("tcp", "megan").signIn()
	iut := s.phone("tcp", "alix").asIUT()
	_, _, invite := established(t, iut, megan, "megan@contoso.test")
	if n := len(sipwire.Values(invite, "Record-Route")); n != 4 {
		t.Errorf("the INVITE has %d Record-Routes", n)
	}
	forked := record.Select(s.events(record.Forked), record.With("method", "INVITE"))
	if len(forked) != 1 || forked[0].Party != record.PartyIUT || forked[0].Attr("iut-branches") != "0" {
		t.Errorf("the fork was recorded as %+v", forked)
	}
}

func TestA200WithoutRecordRouteIsHeldAgainstTheIUT(t *testing.T) {
	s := newHybridSite(t)
	megan, iut := s.phone("tcp", "megan").signIn(), s.phone("tcp", "alix").asIUT()
	c := megan.invites("alix@contoso.test", imSDP)
	tx := iut.gets(sip.INVITE)
	res := tx.Response(200, "", sip.NewHeader("Contact", iut.contact()[1]))
	sipwire.Remove(res, "Record-Route")
	if err := tx.Respond(res); err != nil {
		t.Fatal(err)
	}
	c.gets(200)
	s.wait("the violation", record.And(record.Is(record.Violation), record.By(record.PartyIUT), record.With("rule", "RFC 3261 §12.1.1")))
}

func TestAPeerThatLeavesThePoolIsGone(t *testing.T) {
	s := newHybridSite(t)
	theo := s.atPool("theo").signIn()
	theo.flow.Close()
	s.wait("the end of the binding", record.And(record.Is(record.Unbound), record.From("theo@contoso.test"), record.With("reason", "flow closed")))
}

func TestTooManyHops(t *testing.T) {
	s := newHybridSite(t)
	s.atPool("theo").signIn()
	megan := s.phone("tcp", "megan").signIn()
	req := megan.request(sip.MESSAGE, "theo@contoso.test")
	few := sip.MaxForwardsHeader(2)
	req.RemoveHeader("Max-Forwards")
	req.AppendHeader(&few)
	sipwire.SetBody(req, "text/plain", []byte("hello"))
	megan.do(req, 483)
}
