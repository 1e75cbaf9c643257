package sfb

import (
	"strings"
	"testing"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/directory"
	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

var challenging = Config{Challenge: true, ServiceUser: "gateway", ServicePassword: "service secret"}

// proves registers with credentials after a challenge and returns the final answer.
func (p *phone) proves(instance, name, password string) *sip.Response {
	p.t.Helper()
	req := p.registration(instance)
	again := sipwire.CloneRequest(req)
	challenge := p.do(req, 401)
	again.CSeq().SeqNo++
	if err := sipwire.Authorize(again, challenge, name, password); err != nil {
		p.t.Fatal(err)
	}
	res, err := p.Do(p.t.Context(), p.flow, again)
	if err != nil {
		p.t.Fatal(err)
	}
	return res
}

func TestWhoMayRegisterWhom(t *testing.T) {
	for _, test := range []struct {
		name, password string
		status         int
		party          string
	}{
		{"alix@contoso.test", "secret", 200, "alix@contoso.test/sfb"},
		{"alix", "secret", 200, "alix@contoso.test/sfb"},
		{"alix", "wrong", 403, ""},
		{"megan", "secret", 403, ""},
		{"nobody", "secret", 403, ""},
		{"gateway", "secret", 403, ""},
		{"gateway", "service secret", 200, record.PartyIUT}, // whatever instance it uses
	} {
		t.Run(test.name+" with "+test.password, func(t *testing.T) {
			s := newSite(t, challenging)
			alix := s.phone("tcp", "alix")
			res := alix.proves(directory.Instance(alix.address, 0), test.name, test.password)
			if res.StatusCode != test.status {
				t.Fatalf("it was answered %s, not %d", res.StartLine(), test.status)
			}
			if bound := s.events(record.Bound); test.status == 200 && (len(bound) != 1 || bound[0].Party != test.party) {
				t.Errorf("the binding was recorded as %+v", bound)
			}
			stolen := strings.Contains(s.violations(record.PartyIUT), "which is alix@contoso.test/sfb's")
			if stolen != (test.party == record.PartyIUT) {
				t.Errorf("the violations are %q", s.violations(record.PartyIUT))
			}
		})
	}
}

func TestAProvenConnectionIsTrusted(t *testing.T) {
	s := newSite(t, challenging)
	megan := s.phone("tcp", "megan")
	megan.do(megan.request(sip.MESSAGE, "alix@contoso.test"), 407)
	if res := megan.proves(directory.Instance(megan.address, 0), "megan", "secret"); res.StatusCode != 200 {
		t.Fatal(res.StartLine())
	}
	megan.do(megan.request(sip.MESSAGE, "alix@contoso.test"), 480)
	spoofed := megan.request(sip.MESSAGE, "alix@contoso.test")
	spoofed.From().Address.User = "theo"
	megan.do(spoofed, 403)

	gateway := s.phone("tcp", "theo")
	if res := gateway.proves(gatewayInstance("theo@contoso.test"), "gateway", "service secret"); res.StatusCode != 200 {
		t.Fatal(res.StartLine())
	}
	gateway.do(gateway.request(sip.MESSAGE, "alix@contoso.test"), 480)
	other := gateway.request(sip.MESSAGE, "alix@contoso.test")
	other.From().Address.User = "megan" // the service account speaks for every user
	gateway.do(other, 480)
}

func TestFaultStaleNonce(t *testing.T) {
	s := newSite(t, challenging)
	if _, err := s.Inject(Fault{Name: FaultStaleNonce, User: "alix@contoso.test"}); err != nil {
		t.Fatal(err)
	}
	alix := s.phone("tcp", "alix")
	res := alix.proves(gatewayInstance(alix.address), "gateway", "service secret")
	if res.StatusCode != 401 || !strings.Contains(sipwire.Value(res, "WWW-Authenticate"), "stale=true") {
		t.Fatalf("good credentials were answered\n%s", res)
	}
	again := alix.registration(gatewayInstance(alix.address))
	if err := sipwire.Authorize(again, res, "gateway", "service secret"); err != nil {
		t.Fatal(err)
	}
	alix.do(again, 200)
	open := newSite(t, Config{})
	if _, err := open.Inject(Fault{Name: FaultStaleNonce}); err == nil {
		t.Error("a front end without challenges took the fault")
	}
}
