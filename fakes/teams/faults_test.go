package teams_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/teams"
)

func TestFaultsAnswerTheIUTAndNobodyElse(t *testing.T) {
	s := newSite(t)
	s.inject(teams.FaultRespond, "", "path", "^/v1.0/users", "method", "GET", "status", "429", "retry-after", "7", "times", "1")
	s.call(s.userToken(alix), "GET", "/v1.0/users", nil).is(200)
	s.call(s.app, "GET", "/v1.0/subscriptions", nil).is(200)
	got := s.call(s.app, "GET", "/v1.0/users", nil)
	got.fails(429, "TooManyRequests")
	if got.header.Get("Retry-After") != "7" {
		t.Errorf("Retry-After is %q", got.header.Get("Retry-After"))
	}
	s.call(s.app, "GET", "/v1.0/users", nil).is(200)
	if e := s.see(record.Is(record.FaultInjected)); e.Attr("fault") != teams.FaultRespond {
		t.Errorf("recorded as %+v", e)
	}
	s.none()
}

func TestAFaultOfOneUser(t *testing.T) {
	s := newSite(t)
	id := s.inject(teams.FaultRespond, alix.Address, "status", "503")
	activity := func(id string) reply { return s.call(s.app, "GET", "/interop/v1/users/"+id+"/activity", nil) }
	activity(chris.ID).is(200)
	activity(alix.ID).fails(503, "ServiceUnavailable")
	activity(alix.ID).fails(503, "ServiceUnavailable")
	if err := s.control.RemoveFault(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	activity(alix.ID).is(200)
	s.inject(teams.FaultRespond, "", "status", "500")
	if err := s.control.ClearFaults(t.Context()); err != nil {
		t.Fatal(err)
	}
	activity(alix.ID).is(200)
}

func TestASlowAnswer(t *testing.T) {
	s := newSite(t)
	s.inject(teams.FaultSlow, alix.Address, "ms", "50", "times", "1")
	took := func(id string) time.Duration {
		begun := time.Now()
		s.call(s.app, "GET", "/interop/v1/users/"+id+"/activity", nil).is(200)
		return time.Since(begun)
	}
	took(chris.ID) // is not held back, and uses nothing up
	if held := took(alix.ID); held < 50*time.Millisecond {
		t.Errorf("the answer came after %s", held)
	}
	s.none()
}

// The message is in the chat, and whoever put it there does not know: the case for which senders number their messages.
func TestALostAnswer(t *testing.T) {
	for name, fault := range map[string][]string{
		teams.FaultRespond:         {"path", "messages$", "status", "503", "after", "true", "times", "1"},
		teams.FaultResetConnection: {"path", "messages$", "after", "true", "times", "1"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			at_, path := s.signIn(alix), "/interop/v1/chats/"+s.crossing()+"/messages"
			s.inject(name, megan.Address, fault...)
			req, err := http.NewRequestWithContext(t.Context(), "POST", s.url+path, strings.NewReader(`{"from":{"sipUri":"sip:megan@contoso.test"},"body":{"contentType":"text","content":"x"},"senderMessageId":"1"}`))
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Content-Type", "application/json")
			req.Header.Set("Authorization", "Bearer "+s.app)
			if res, err := s.http.Do(req); err == nil {
				_ = res.Body.Close()
				if name == teams.FaultResetConnection || res.StatusCode != 503 {
					t.Errorf("answered %s", res.Status)
				}
			}
			at_.next("message")
			s.call(s.app, "POST", path, fromMegan("x", "1")).is(200)
			if n := len(record.Select(s.log.All(), record.Is(record.MessagePosted))); n != 1 {
				t.Errorf("%d messages are in the chat", n)
			}
		})
	}
}

func TestFaultsOfTheTokenEndpoint(t *testing.T) {
	s := newSite(t)
	s.inject(teams.FaultRespond, "", "path", "/token$", "status", "503", "times", "1")
	got := s.call("", "POST", "/"+tenant+"/oauth2/v2.0/token", "grant_type=client_credentials&client_id="+client, "Content-Type", "application/x-www-form-urlencoded").is(503)
	if got["error"] != "temporarily_unavailable" {
		t.Errorf("%v", got)
	}
}

func TestWrongFaultsAreRefusedInASentence(t *testing.T) {
	s := newSite(t)
	for want, f := range map[string]teams.Fault{
		"there is no fault":           {Name: "explode"},
		"has no parameter":            {Name: teams.FaultRespond, Params: map[string]string{"stattus": "500"}},
		"needs a status":              {Name: teams.FaultRespond},
		"must be a number":            {Name: teams.FaultRespond, Params: map[string]string{"status": "200"}},
		"no regular expression":       {Name: teams.FaultRespond, Params: map[string]string{"status": "500", "path": "("}},
		"needs ms":                    {Name: teams.FaultDelayNotifications},
		"times must be a number from": {Name: teams.FaultDuplicateNotifications, Params: map[string]string{"times": "0"}},
	} {
		if _, err := s.control.InjectFault(t.Context(), f); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q expected, not %v", want, err)
		}
	}
}
