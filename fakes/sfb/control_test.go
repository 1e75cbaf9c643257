package sfb

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/directory"
	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

// control serves the site's control interface and returns a client of it.
func (s *site) control() *Control {
	server := httptest.NewServer(s.Control())
	s.t.Cleanup(server.Close)
	transport := &http.Transport{}
	s.t.Cleanup(transport.CloseIdleConnections)
	return &Control{URL: server.URL, HTTP: &http.Client{Transport: transport}}
}

func TestControlProvisionsShowsAndResets(t *testing.T) {
	s := newSite(t, Config{})
	c, ctx := s.control(), t.Context()
	if err := c.Health(ctx); err != nil {
		t.Fatal(err)
	}
	if err := c.PutUsers(ctx, person("nora")); err != nil {
		t.Fatal(err)
	}
	nora, alix := s.phone("tcp", "nora").signIn(), s.phone("tcp", "alix").signIn()
	uac, _ := talk(nora, alix)
	exchange(t, nora, alix, says(uac, "hello"))

	bindings, err := c.Bindings(ctx, nora.address)
	if err != nil || len(bindings) != 1 || bindings[0].Party != "nora@contoso.test/sfb" {
		t.Errorf("the bindings are %+v, %v", bindings, err)
	}
	entries, err := c.History(ctx, alix.address)
	if err != nil || len(entries) != 1 || entries[0].Text != "hello" {
		t.Errorf("the history is %+v, %v", entries, err)
	}
	if err := c.Reset(ctx); err != nil {
		t.Fatal(err)
	}
	bindings, _ = c.Bindings(ctx, nora.address)
	entries, _ = c.History(ctx, alix.address)
	if len(bindings) != 0 || len(entries) != 0 {
		t.Errorf("the reset left %v and %v", bindings, entries)
	}
	if e := s.wait("the end", unbound); e.Attr("reason") != "reset" {
		t.Errorf("the end was recorded as %+v", e)
	}
	nora.signIn() // users stay
}

func TestControlRefusesInSentences(t *testing.T) {
	s := newSite(t, Config{})
	c, ctx := s.control(), t.Context()
	_, misspelt := c.Inject(ctx, Fault{Name: "min-expiry"})
	_, missing := c.Inject(ctx, Fault{Name: FaultGrant})
	_, unknown := c.Inject(ctx, Fault{Name: FaultForgetEtag, Params: map[string]string{"second": "1"}})
	_, nobody := c.Inject(ctx, Fault{Name: FaultDropFlow, User: "alix@contoso.test"})
	_, noSuchUser := c.Bindings(ctx, "nobody@contoso.test")
	stranger := person("alix")
	stranger.Address = "alix@fabrikam.test"
	for said, err := range map[string]error{
		`there is no fault "min-expiry"; the nearest is "min-expires"`: misspelt,
		`needs a whole number as "seconds", not ""`:                    missing,
		`takes no parameter "second"`:                                  unknown,
		"hits nobody: iut has not registered alix@contoso.test":        nobody,
		"there is no user nobody@contoso.test":                         noSuchUser,
		"serves the domain contoso.test only":                          c.PutUsers(ctx, stranger),
		"no such endpoint is registered":                               c.Fence(ctx, "alix@contoso.test", "", token),
		"nothing can be thrown at the IUT":                             c.Throw(ctx, "alix@contoso.test", []byte("x")),
		"needs a correlation token":                                    c.Fence(ctx, "alix@contoso.test", "", "x"),
		"it may have been used up":                                     c.ClearFault(ctx, "fault-99"),
	} {
		if err == nil || !strings.Contains(err.Error(), said) || !strings.HasPrefix(err.Error(), "SfB front end at http://") {
			t.Errorf("the error is %v, which does not say %q", err, said)
		}
	}
}

func TestFenceComesBehindWhatWasSent(t *testing.T) {
	s := newSite(t, Config{})
	c, ctx := s.control(), t.Context()
	megan, client := s.phone("tcp", "megan").signIn(), s.phone("tcp", "alix").signIn()
	iut := s.phone("tcp", "alix").asIUT()
	sent := megan.invites("alix@contoso.test", imSDP)
	// What the front end has seen may not be overtaken, even when it has only just come in.
	s.wait("the INVITE", record.And(record.Is(record.SIPIn), record.With("method", "INVITE")))
	if err := c.Fence(ctx, "alix@contoso.test", directory.Instance("alix@contoso.test", 0), token); err != nil {
		t.Fatal(err)
	}
	invite := client.gets(sip.INVITE)
	fence := client.gets(sip.OPTIONS)
	if got := sipwire.Value(fence.Request(), FenceHeader); got != token {
		t.Errorf("the fence carries %q", got)
	}
	client.replies(fence, 200)
	e := s.wait("the fence", record.Is(record.FenceSent))
	if e.To != "alix@contoso.test" || e.Token != token || e.Attr("client") != "alix@contoso.test/sfb" {
		t.Errorf("the fence was recorded as %+v", e)
	}
	client.replies(invite, 486)
	iut.replies(iut.gets(sip.INVITE), 480)
	sent.gets(486)
	if n := len(iut.requests); n != 0 {
		t.Errorf("the IUT got %d requests more", n)
	}
}

func TestFaultsHitTheIUT(t *testing.T) {
	s := newSite(t, Config{})
	c, ctx := s.control(), t.Context()
	client, iut := s.phone("tcp", "alix").signIn(), s.phone("tcp", "alix").asIUT()
	params := map[string]string{"method": "MESSAGE", "status": "503", "retry-after": "1"}
	if _, err := c.Inject(ctx, Fault{Name: FaultRespond, User: iut.address, Params: params}); err != nil {
		t.Fatal(err)
	}
	client.do(client.request(sip.MESSAGE, "theo@contoso.test"), 480) // not hit: a person's client
	if got := sipwire.Value(iut.do(iut.request(sip.MESSAGE, "theo@contoso.test"), 503), "Retry-After"); got != "1" {
		t.Errorf("Retry-After is %q", got)
	}
	iut.do(iut.request(sip.MESSAGE, "theo@contoso.test"), 480) // once
	if _, err := c.Inject(ctx, Fault{Name: FaultDropFlow, User: iut.address}); err != nil {
		t.Fatal(err)
	}
	e := s.wait("the end of the binding", unbound)
	if e.Party != record.PartyIUT || e.Attr("reason") != "flow closed" {
		t.Errorf("the dropped flow was recorded as %+v", e)
	}
	if left := s.location.show("alix@contoso.test"); len(left) != 1 || left[0].Party == record.PartyIUT {
		t.Errorf("left are %+v", left)
	}
	if n := len(record.Select(s.log.All(), record.Is(record.FaultInjected))); n != 2 {
		t.Errorf("%d faults are recorded", n)
	}
}

func TestLogIsFollowedOverControl(t *testing.T) {
	s := newSite(t, Config{})
	c := s.control()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	enough := errors.New("seen")
	s.phone("tcp", "alix").signIn()
	err := record.Follow(ctx, c.HTTP, c.LogURL(), func(e record.Event) error {
		if e.Kind == record.Bound {
			return enough
		}
		return nil
	})
	if !errors.Is(err, enough) {
		t.Error(err)
	}
}
