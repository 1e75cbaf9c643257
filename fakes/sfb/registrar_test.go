package sfb

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/directory"
	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

var unbound = record.Is(record.Unbound)

func TestRegisterAnswersAsASfBClientWantsIt(t *testing.T) {
	s := newSite(t, Config{})
	alix := s.phone("tcp", "alix")
	req := alix.registration(directory.Instance(alix.address, 0), [2]string{"Supported", "gruu"}, [2]string{"Expires", "1800"})
	res := alix.do(req, 200)
	contact := sipwire.Value(res, "Contact")
	for _, part := range []string{
		";expires=1800", `;+sip.instance="<` + directory.Instance(alix.address, 0) + `>"`,
		`;pub-gruu="sip:alix@contoso.test;gr=urn:uuid:`, `;gruu="sip:alix@contoso.test;opaque=user:epid:`, `;gruu"`,
	} {
		if !strings.Contains(contact, part) {
			t.Errorf("the Contact %s lacks %s", contact, part)
		}
	}
	if got := strings.Join(sipwire.Values(res, "Supported"), "|"); got != "msrtc-event-categories|adhoclist|gruu-10" {
		t.Errorf("the Supported lines are %q", got)
	}
	if got := sipwire.Value(res, "Server"); got != "RTC/6.0" {
		t.Errorf("the Server is %q", got)
	}
	if got := sipwire.Value(res, "Expires"); got != "1800" {
		t.Errorf("Expires is %q", got)
	}
}

func TestEndpointsOfAUserAreToldApart(t *testing.T) {
	s := newSite(t, Config{})
	client, iut := s.phone("tcp", "alix").signIn(), s.phone("tcp", "alix").asIUT()
	old := s.phone("udp", "alix") // an endpoint without an instance has an epid
	req := old.request(sip.REGISTER, old.address, old.contact())
	req.Recipient = sipwire.UserURI("contoso.test")
	req.From().Params = append(req.From().Params, sip.HeaderKV{K: "epid", V: "abb2cb12b77f"})
	res := old.do(req, 200)
	if n := len(sipwire.Contacts(res)); n != 3 {
		t.Errorf("the answer has %d Contacts, not those of all 3 endpoints", n)
	}
	client.signIn() // again: a refresh
	bindings := s.location.show("alix@contoso.test")
	parties := map[string]int{}
	for _, b := range bindings {
		parties[b.Party]++
	}
	if parties["alix@contoso.test/sfb"] != 1 || parties[record.PartyIUT] != 2 {
		t.Errorf("the parties are %v", parties)
	}
	if bindings[0].Instance != "abb2cb12b77f" || !strings.Contains(bindings[0].GRUU, "epid:abb2cb12b77f;") {
		t.Errorf("the endpoint with an epid is %+v", bindings[0])
	}
	last := s.events(record.Bound)[3]
	if last.Attr("refresh") != "true" || last.Party != "alix@contoso.test/sfb" || last.From != "alix@contoso.test" {
		t.Errorf("the refresh was recorded as %+v", last)
	}
	iut.do(iut.registration(gatewayInstance(iut.address), [2]string{"Expires", "0"}), 200)
	if e := s.wait("the end", unbound); e.Attr("reason") != "deregistered" || e.Attr("instance") != gatewayInstance(iut.address) {
		t.Errorf("the end was recorded as %+v", e)
	}
	if left := s.location.show("alix@contoso.test"); len(left) != 2 {
		t.Errorf("deregistering one of three endpoints left %d", len(left))
	}
	if wrong := s.violations("alix@contoso.test/sfb"); wrong != "" {
		t.Errorf("the test's own client broke the protocol: %s", wrong)
	}
}

func TestBindingEndsWithItsConnectionButNotAfterItMoved(t *testing.T) {
	s := newSite(t, Config{})
	first := s.phone("tcp", "alix").signIn()
	second := s.phone("tcp", "alix").signIn() // the same client over a new connection
	first.flow.Close()
	s.wait("the end of the first connection", record.Is(record.FlowClosed))
	if ended := s.events(record.Unbound); len(ended) != 0 || len(s.location.show("alix@contoso.test")) != 1 {
		t.Fatalf("the old connection took the binding of the new one with it: %+v", ended)
	}
	second.flow.Close()
	if e := s.wait("the end", unbound); e.Attr("reason") != "flow closed" || e.Party != "alix@contoso.test/sfb" {
		t.Errorf("the end was recorded as %+v", e)
	}
}

func TestExpiryIsGrantedRefusedAndKept(t *testing.T) {
	s := newSite(t, Config{MinExpires: time.Minute, MaxExpires: time.Hour})
	alix := s.phone("tcp", "alix")
	ask := func(seconds string, status int) *sip.Response {
		return alix.do(alix.registration(gatewayInstance(alix.address), [2]string{"Expires", seconds}), status)
	}
	if got := sipwire.Value(ask("59", 423), "Min-Expires"); got != "60" {
		t.Errorf("Min-Expires is %q", got)
	}
	if got := sipwire.Value(ask("86400", 200), "Expires"); got != "3600" {
		t.Errorf("a day was granted as %q", got)
	}
	id, err := s.Inject(Fault{Name: FaultMinExpires, User: alix.address, Params: map[string]string{"seconds": "600"}})
	if err != nil {
		t.Fatal(err)
	}
	if got := sipwire.Value(ask("300", 423), "Min-Expires"); got != "600" {
		t.Errorf("Min-Expires by the fault is %q", got)
	}
	s.faults.clear(id)
	if _, err := s.Inject(Fault{Name: FaultGrant, Params: map[string]string{"seconds": "1"}}); err != nil {
		t.Fatal(err)
	}
	if got := sipwire.Value(ask("300", 200), "Expires"); got != "1" {
		t.Errorf("the grant by the fault is %q", got)
	}
	client := s.phone("tcp", "alix")
	res := client.do(client.registration(directory.Instance(client.address, 0), [2]string{"Expires", "300"}), 200)
	if got := sipwire.Value(res, "Expires"); got != "300" {
		t.Errorf("the fault hit the person's own client, which was granted %q", got)
	}
	params := map[string]string{"seconds": "2", "party": "alix@contoso.test/sfb"}
	if _, err := s.Inject(Fault{Name: FaultGrant, Params: params}); err != nil {
		t.Fatal(err)
	}
	res = client.do(client.registration(directory.Instance(client.address, 0), [2]string{"Expires", "300"}), 200)
	if got := sipwire.Value(res, "Expires"); got != "2" {
		t.Errorf("the fault for the person's client granted it %q", got)
	}
}

func TestBindingExpiresUnlessRefreshed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := location{log: record.NewLog(record.SourceSfB)}
		defer l.close()
		c := contact{instance: "urn:uuid:a"}
		start := time.Now()
		l.store(registration{address: "alix@contoso.test", callID: "1", cseq: 1, wishes: []wish{{contact: c, granted: time.Hour}}})
		refresh := time.AfterFunc(50*time.Minute, func() {
			l.store(registration{address: "alix@contoso.test", callID: "1", cseq: 2, wishes: []wish{{contact: c, granted: time.Hour}}})
		})
		defer refresh.Stop()
		e, err := l.log.Wait(t.Context(), 0, unbound)
		if err != nil {
			t.Fatal(err)
		}
		if after := time.Since(start); e.Attr("reason") != "expired" || after != 110*time.Minute {
			t.Errorf("the binding ended after %v: %+v", after, e)
		}
		if left := l.show("alix@contoso.test"); len(left) != 0 {
			t.Errorf("left are %v", left)
		}
	})
}

func TestRegisterIsRefused(t *testing.T) {
	s := newSite(t, Config{})
	alix := s.phone("tcp", "alix").signIn()
	for _, test := range []struct {
		name   string
		change func(*sip.Request)
		status int
	}{
		{"for another domain", func(r *sip.Request) { r.Recipient.Host = "fabrikam.test" }, 404},
		{"for nobody", func(r *sip.Request) { r.To().Address.User = "nobody" }, 403},
		{"for another user", func(r *sip.Request) { r.To().Address.User = "megan" }, 403},
		{"with an unknown extension", func(r *sip.Request) { r.AppendHeader(sip.NewHeader("Require", "teleport")) }, 420},
		{"with * and no Expires", func(r *sip.Request) { sipwire.Set(r, sip.NewHeader("Contact", "*")) }, 400},
	} {
		t.Run(test.name, func(t *testing.T) {
			req := alix.registration(directory.Instance(alix.address, 0))
			test.change(req)
			alix.do(req, test.status)
		})
	}
}

func TestRegisterThatTheContractForbids(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(*sip.Request)
		status int
		says   string
	}{
		{"for nobody", func(r *sip.Request) { r.To().Address.User = "nobody" }, 404, "nobody@contoso.test, who is no user"},
		{"for a user without SfB", func(r *sip.Request) { r.To().Address.User = "teamsonly" }, 404, "who is no user of Skype"},
		{"without an instance", func(r *sip.Request) { sipwire.Set(r, sip.NewHeader("Contact", "<sip:x@127.0.0.1:9>")) }, 200, "without +sip.instance"},
		{"of a person's client", func(r *sip.Request) {
			sipwire.Set(r, sip.NewHeader("Contact", `<sip:x@127.0.0.1:9>;+sip.instance="<`+directory.Instance("alix@contoso.test", 0)+`>"`))
		}, 200, "which is alix@contoso.test/sfb's"},
		{"of all endpoints' end", func(r *sip.Request) {
			sipwire.Set(r, sip.NewHeader("Contact", "*"))
			r.AppendHeader(sip.NewHeader("Expires", "0"))
		}, 200, `"Contact: *"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newSite(t, Config{})
			s.phone("tcp", "alix").signIn()
			iut := s.phone("tcp", "alix").asIUT()
			req := iut.registration(gatewayInstance("other@contoso.test"))
			test.change(req)
			iut.do(req, test.status)
			if wrong := s.violations(record.PartyIUT); !strings.Contains(wrong, test.says) {
				t.Errorf("the violations say %q, not %q", wrong, test.says)
			}
			if wrong := s.violations("alix@contoso.test/sfb"); wrong != "" {
				t.Errorf("the client was blamed: %s", wrong)
			}
		})
	}
}

func TestRegisterWithAnOldCSeqChangesNothing(t *testing.T) {
	s := newSite(t, Config{})
	iut := s.phone("tcp", "alix")
	req := iut.registration(gatewayInstance(iut.address))
	again := sipwire.CloneRequest(req)
	iut.do(req, 200)
	again.AppendHeader(sip.NewHeader("Expires", "0"))
	iut.do(again, 500)
	if len(s.location.show(iut.address)) != 1 || !strings.Contains(s.violations(record.PartyIUT), "CSeq 1 after 1") {
		t.Errorf("left %v; violations %q", s.location.show(iut.address), s.violations(record.PartyIUT))
	}
}

func TestRegisterEndsOnlyWhatItMayEnd(t *testing.T) {
	s := newSite(t, Config{})
	client, iut := s.phone("tcp", "alix").signIn(), s.phone("tcp", "alix").asIUT()
	req := iut.request(sip.REGISTER, iut.address)
	req.Recipient = sipwire.UserURI("contoso.test")
	req.AppendHeader(sip.NewHeader("Contact", client.contact()[1]+";expires=0"))
	iut.do(req, 200)
	if wrong := s.violations(record.PartyIUT); !strings.Contains(wrong, "which alix@contoso.test/sfb registered") {
		t.Errorf("the violations are %q", wrong)
	}
}
