package sfb

import (
	"crypto/tls"
	"testing"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/authority"
	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

func TestDialogGoesByItsRouteSet(t *testing.T) {
	for _, sides := range [][2]string{{"tcp", "tcp"}, {"udp", "udp"}, {"tcp", "udp"}, {"udp", "tcp"}} {
		t.Run(sides[0]+" to "+sides[1], func(t *testing.T) {
			s := newSite(t, Config{})
			megan, alix := s.phone(sides[0], "megan").signIn(), s.phone(sides[1], "alix").signIn()
			uac, uas := talk(megan, alix)
			exchange(t, megan, alix, says(uac, "from megan"))
			exchange(t, alix, megan, says(uas, "from alix"))
			exchange(t, megan, alix, uac.Request(sip.INFO))
			exchange(t, alix, megan, uas.Request(sip.BYE))
			if wrong := s.violations("megan@contoso.test/sfb") + s.violations("alix@contoso.test/sfb"); wrong != "" {
				t.Errorf("the test's own phones broke the protocol:\n%s", wrong)
			}
		})
	}
}

func TestDialogOverTLS(t *testing.T) {
	s := newSite(t, Config{})
	ca, err := authority.New("test")
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := ca.Issue("127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{MinVersion: tls.VersionTLS12, Certificates: []tls.Certificate{certificate}})
	if err != nil {
		t.Fatal(err)
	}
	s.ServeStream("tls", l)
	megan := s.unconnected("megan", &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: ca.Pool()}).connect("tls", l.Addr().String()).signIn()
	alix := s.phone("tcp", "alix").signIn()
	uac, uas := talk(megan, alix)
	exchange(t, megan, alix, says(uac, "over TLS and TCP"))
	exchange(t, alix, megan, uas.Request(sip.BYE))
}

// What a client says of who it is is not passed on where the front end answers for it; what the front end does not know is.
func TestClientsAssertNoIdentity(t *testing.T) {
	s := newSite(t, Config{})
	megan, alix := s.phone("tcp", "megan").signIn(), s.phone("tcp", "alix").signIn()
	uac, _ := talk(megan, alix)
	req := says(uac, "in the name of theo")
	for _, name := range []string{"P-Asserted-Identity", "p-preferred-identity", "Remote-Party-ID"} {
		req.AppendHeader(sip.NewHeader(name, "<sip:theo@contoso.test>"))
	}
	if _, err := megan.Request(megan.flow, req, nil); err != nil {
		t.Fatal(err)
	}
	tx := alix.gets(sip.MESSAGE)
	alix.replies(tx, 200)
	for name, want := range map[string]bool{"P-Asserted-Identity": false, "P-Preferred-Identity": false, "Remote-Party-ID": true} {
		if got := sipwire.Has(tx.Request(), name); got != want {
			t.Errorf("%s arrives: %t, not %t", name, got, want)
		}
	}
}

// exchange sends a request of one phone to the other and back comes 200.
func exchange(t *testing.T, from, to *phone, req *sip.Request) {
	t.Helper()
	answer := make(chan *sip.Response, 1)
	if _, err := from.Request(from.flow, req, func(res *sip.Response, _ error) { answer <- res }); err != nil {
		t.Fatal(err)
	}
	to.replies(to.gets(req.Method), 200)
	if res := <-answer; res == nil || res.StatusCode != 200 {
		t.Errorf("%s was answered %v", req.StartLine(), res)
	}
}

func TestDialogFollowsAnEndpointToItsNewConnection(t *testing.T) {
	s := newSite(t, Config{})
	megan, alix := s.phone("tcp", "megan").signIn(), s.phone("tcp", "alix").signIn()
	uac, _ := talk(megan, alix)
	contact := alix.contact()[1]
	alix.flow.Close()
	s.wait("the end of the binding", record.And(record.Is(record.Unbound), record.With("reason", "flow closed")))
	megan.do(says(uac, "nobody there"), 480)

	again := s.phone("tcp", "alix")
	req := again.request(sip.REGISTER, again.address)
	req.Recipient = sipwire.UserURI("contoso.test")
	req.AppendHeader(sip.NewHeader("Contact", contact))
	again.do(req, 200)
	exchange(t, megan, again, says(uac, "there again"))
}

func TestGRUUNamesOneEndpoint(t *testing.T) {
	s := newSite(t, Config{})
	megan, client, iut := cast(s, "tcp")
	for _, gruu := range []string{
		"sip:alix@contoso.test;gr=" + gatewayInstance("alix@contoso.test"),
		s.location.show("alix@contoso.test")[gatewayPlace(s)].GRUU,
	} {
		uri, err := sipwire.ParseURI(gruu)
		if err != nil {
			t.Fatal(err)
		}
		req := megan.request(sip.MESSAGE, "alix@contoso.test")
		req.Recipient = uri
		exchange(t, megan, iut, req)
	}
	if n := len(client.requests); n != 0 {
		t.Errorf("the other endpoint got %d requests too", n)
	}
	gone := megan.request(sip.MESSAGE, "alix@contoso.test")
	gone.Recipient.UriParams = sip.HeaderParams{{K: "gr", V: "urn:uuid:none"}}
	megan.do(gone, 480)
}

// gatewayPlace is where the IUT's endpoint stands among alix's bindings.
func gatewayPlace(s *site) int {
	for i, b := range s.location.show("alix@contoso.test") {
		if b.Party == record.PartyIUT {
			return i
		}
	}
	return -1
}

func TestRequestsThatGoNowhere(t *testing.T) {
	s := newSite(t, Config{})
	megan := s.phone("tcp", "megan").signIn()
	zero := sip.MaxForwardsHeader(0)
	for _, test := range []struct {
		name   string
		change func(*sip.Request)
		status int
	}{
		{"a user who is not there", func(r *sip.Request) {}, 480},
		{"nobody", func(r *sip.Request) { r.Recipient.User = "nobody" }, 404},
		{"another domain", func(r *sip.Request) { r.Recipient.Host = "fabrikam.test" }, 404},
		{"a user without SfB", func(r *sip.Request) { r.Recipient.User = "teamsonly" }, 404},
		{"no hops left", func(r *sip.Request) { r.ReplaceHeader(&zero) }, 483},
		{"an extension that no proxy has", func(r *sip.Request) { r.AppendHeader(sip.NewHeader("Proxy-Require", "teleport")) }, 420},
		{"another's name", func(r *sip.Request) { r.From().Address.User = "theo" }, 403},
		{"a dialog that is not", func(r *sip.Request) {
			r.To().Params = sip.HeaderParams{{K: "tag", V: "x"}}
			r.Recipient.User, r.Recipient.Host = "", "127.0.0.1"
		}, 481},
		{"a method of no contract", func(r *sip.Request) { r.Method, r.CSeq().MethodName = "INFORM", "INFORM" }, 501},
	} {
		t.Run(test.name, func(t *testing.T) {
			req := megan.request(sip.MESSAGE, "alix@contoso.test")
			test.change(req)
			megan.do(req, test.status)
		})
	}
}

func TestLoopIsRefused(t *testing.T) {
	s := newSite(t, Config{})
	megan := s.phone("tcp", "megan").signIn()
	iut := s.phone("tcp", "alix").asIUT()
	req := megan.request(sip.MESSAGE, "alix@contoso.test")
	if _, err := megan.Request(megan.flow, sipwire.CloneRequest(req), nil); err != nil {
		t.Fatal(err)
	}
	tx := iut.gets(sip.MESSAGE)
	back := sipwire.CloneRequest(tx.Request())
	back.Recipient = req.Recipient // it sends the request back to where it came from
	iut.do(back, 482)
	iut.replies(tx, 200)
}
