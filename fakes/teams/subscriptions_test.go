package teams_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/teams"
	. "github.com/onsi/gomega"
)

// subscribe makes a subscription of the IUT's.
func (s *site) subscribe(h *webhook, resource, change string) string {
	s.t.Helper()
	return s.call(s.app, "POST", "/v1.0/subscriptions", h.subscription(resource, change)).is(201)["id"].(string)
}

func TestMessagesAreNotified(t *testing.T) {
	s := newSite(t)
	h := newWebhook(t)
	id := s.subscribe(h, "/chats/getAllMessages", "created,updated")
	chat := s.crossing()
	sent := s.call(s.userToken(alix), "POST", "/v1.0/chats/"+chat+"/messages", text("hi duet-0123456789ab")).is(201)["id"].(string)
	got := h.next()
	resource := "chats('" + chat + "')/messages('" + sent + "')"
	for path, want := range map[string]any{
		"subscriptionId": id, "clientState": "state & more", "changeType": "created", "resource": resource, "tenantId": tenant,
	} {
		if at(got, "value", 0, path) != want {
			t.Errorf("%s is %v, not %v", path, at(got, "value", 0, path), want)
		}
	}
	if at(got, "value", 0, "resourceData", "@odata.type") != "#Microsoft.Graph.chatMessage" || at(got, "value", 0, "resourceData", "id") != sent || at(got, "value", 0, "encryptedContent") != nil {
		t.Errorf("%v", got)
	}
	e := s.see(record.Is(record.Notification))
	if e.From != alix.Address || e.To != megan.Address || e.Token != "duet-0123456789ab" || e.Attr("outcome") != "delivered" || e.Attr("status") != "202" || e.Attr("attempt") != "1" {
		t.Errorf("recorded as %+v", e)
	}
	if raw := string(e.Raw); !strings.Contains(raw, "POST /hook?keep=this HTTP/1.1") || !strings.Contains(raw, "202 Accepted") {
		t.Errorf("the raw exchange:\n%s", raw)
	}
	s.none()
}

// What a person does is told with the serial that the log has for it.
func TestActivityAndSettingsAreNotifiedWithTheirSerial(t *testing.T) {
	s := newSite(t)
	h := newWebhook(t)
	s.subscribe(h, "/interop/v1/activity", "updated")
	s.subscribe(h, "users", "updated,deleted")
	at_ := s.signIn(alix)
	if got := h.next(); at(got, "value", 0, "resource") != "interop/v1/users/"+alix.ID+"/activity" || at(got, "value", 0, "resourceData", "id") != alix.ID || at(got, "value", 0, "resourceData", "@odata.type") != "#duet.activity" {
		t.Errorf("%v", got)
	}
	at_.does("typed", "")
	e := s.see(record.Is(record.Notification), record.With("serial", "2"), record.With("outcome", "delivered"))
	if e.From != alix.Address || e.Attr("resource") != "interop/v1/users/"+alix.ID+"/activity" {
		t.Errorf("recorded as %+v", e)
	}
	h.next()
	s.call(at_.token, "PATCH", "/v1.0/me/extensions", nil).is(404) // not in the contract
	s.call(at_.token, "PATCH", "/v1.0/users/"+alix.ID+"/extensions/com.duet.sfbInterop", map[string]any{"enabled": false}).is(200)
	if got := h.next(); at(got, "value", 0, "resource") != "users/"+alix.ID || at(got, "value", 0, "resourceData", "@odata.type") != "#Microsoft.Graph.User" {
		t.Errorf("%v", got)
	}
	s.see(record.Is(record.Notification), record.With("resource", "users/"+alix.ID), record.With("serial", "1"))
}

func TestNarrowSubscriptions(t *testing.T) {
	s := newSite(t)
	one, two, three := newWebhook(t), newWebhook(t), newWebhook(t)
	chat := s.crossing()
	s.subscribe(one, "/chats/"+chat+"/messages", "created")
	s.subscribe(two, "/users/"+bo.ID+"/chats/getAllMessages()", "created")
	s.subscribe(three, "chats('"+chat+"')/messages", "updated")
	me := s.userToken(alix)
	s.call(me, "POST", "/v1.0/chats/"+chat+"/messages", text("first")).is(201)
	other := s.call(me, "POST", "/v1.0/chats", chatOf("oneOnOne", alix, bo)).is(201)["id"].(string)
	s.call(me, "POST", "/v1.0/chats/"+other+"/messages", text("second")).is(201)
	if got := fmt.Sprint(one.next()); !strings.Contains(got, chat) {
		t.Error(got)
	}
	if got := fmt.Sprint(two.next()); !strings.Contains(got, other) {
		t.Error(got)
	}
	s.backend.Close() // after which nothing is on its way any more
	if len(one.got)+len(two.got)+len(three.got) != 0 {
		t.Error("a subscriber was told of what it had not asked for")
	}
}

func TestTheHandshake(t *testing.T) {
	echo := func(change func(string) string) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/plain")
			_, _ = io.WriteString(w, change(r.URL.Query().Get("validationToken")))
		}
	}
	for name, answer := range map[string]http.HandlerFunc{
		"right": nil,
		"not decoded": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/plain")
			_, after, _ := strings.Cut(r.URL.RawQuery, "validationToken=")
			_, _ = io.WriteString(w, after)
		},
		"plus kept": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/plain")
			_, after, _ := strings.Cut(r.URL.RawQuery, "validationToken=")
			plain, _ := url.PathUnescape(after)
			_, _ = io.WriteString(w, plain)
		},
		"decoded twice": echo(func(s string) string { plain, _ := url.QueryUnescape(s); return plain }),
		"quoted":        echo(func(s string) string { return `"` + s + `"` }),
		"a new line":    echo(func(s string) string { return s + "\n" }),
		"empty":         echo(func(string) string { return "" }),
		"as JSON": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, r.URL.Query().Get("validationToken"))
		},
		"202": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/plain")
			w.WriteHeader(202)
			_, _ = io.WriteString(w, r.URL.Query().Get("validationToken"))
		},
		"a redirect": func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/elsewhere", http.StatusFound) },
		"no answer":  func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t, func(c *teams.Config) {
				if name == "no answer" {
					c.HandshakeTimeout = 20 * time.Millisecond
				}
			})
			h := newWebhook(t)
			h.validate = answer
			got := s.call(s.app, "POST", "/v1.0/subscriptions", h.subscription("/chats/getAllMessages", "created"))
			if answer == nil {
				got.is(201)
				s.none()
				return
			}
			got.fails(400, "ValidationError")
			s.one("validation of notification URLs")
		})
	}
	t.Run("a lifecycle URL is validated, too", func(t *testing.T) {
		s := newSite(t)
		h, bad := newWebhook(t), newWebhook(t)
		bad.validate = echo(strings.ToUpper)
		in := h.subscription("/chats/getAllMessages", "created")
		in["lifecycleNotificationUrl"] = bad.URL
		s.call(s.app, "POST", "/v1.0/subscriptions", in).fails(400, "ValidationError")
	})
}

// No connection, however that shows, is told from a wrong answer; and who is gone before it is known broke nothing.
func TestANotificationURLThatCantBeReached(t *testing.T) {
	ask := func(t *testing.T, to string, change func(*teams.Config)) record.Event {
		s := newSite(t, func(c *teams.Config) {
			if change != nil {
				change(c)
			}
		})
		in := newWebhook(t).subscription("/chats/getAllMessages", "created")
		in["notificationUrl"] = to
		s.call(s.app, "POST", "/v1.0/subscriptions", in).fails(400, "ValidationError")
		return s.see(record.Is(record.Violation))
	}
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	hangs := func(c *teams.Config) {
		c.HandshakeTimeout = 20 * time.Millisecond
		c.Dial = func(ctx context.Context, _, _ string) (net.Conn, error) { <-ctx.Done(); return nil, ctx.Err() }
	}
	for name, c := range map[string]struct {
		to, says string
		change   func(*teams.Config)
	}{
		"refused":    {closed.URL + "/n", "connection refused", nil},
		"no answer":  {"http://10.255.255.1/n", "nothing there answered the attempt to connect in time", hangs},
		"no address": {"http://nobody.invalid/n", "nobody.invalid", nil},
	} {
		t.Run(name, func(t *testing.T) {
			g := NewWithT(t)
			broken := ask(t, c.to, c.change)
			g.Expect(broken.Attr("unreached")).To(Equal(c.to))
			g.Expect(broken.Text).To(And(ContainSubstring("the notification URL "+c.to+" can't be reached from where the Teams backend is (http://"), ContainSubstring(c.says)))
		})
	}
	t.Run("it answers, and not in time", func(t *testing.T) {
		slow := newWebhook(t)
		slow.validate = func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
		broken := ask(t, slow.URL, func(c *teams.Config) { c.HandshakeTimeout = 20 * time.Millisecond })
		NewWithT(t).Expect(broken.Attr("unreached")).To(BeEmpty())
	})
	t.Run("the subscriber goes away first", func(t *testing.T) {
		s := newSite(t)
		slow := newWebhook(t)
		ctx, leave := context.WithCancel(t.Context())
		slow.validate = func(_ http.ResponseWriter, r *http.Request) { leave(); <-r.Context().Done() }
		text, err := json.Marshal(slow.subscription("/chats/getAllMessages", "created"))
		g := NewWithT(t)
		g.Expect(err).NotTo(HaveOccurred())
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url+"/v1.0/subscriptions", bytes.NewReader(text))
		g.Expect(err).NotTo(HaveOccurred())
		req.Header.Set("Authorization", "Bearer "+s.app)
		req.Header.Set("Content-Type", "application/json")
		_, err = s.http.Do(req)
		g.Expect(err).To(MatchError(context.Canceled))
		s.see(record.Is(record.HTTPExchange), record.With("path", "/v1.0/subscriptions"))
		s.none()
	})
}

func TestWhatCantBeSubscribedTo(t *testing.T) {
	for name, change := range map[string]func(map[string]any){
		"an unknown resource": func(in map[string]any) { in["resource"] = "/planets" },
		"an unknown chat":     func(in map[string]any) { in["resource"] = "/chats/19:x@thread.v2/messages" },
		"an unknown user":     func(in map[string]any) { in["resource"] = "/users/nobody/chats/getAllMessages" },
		"all presences":       func(in map[string]any) { in["resource"] = "/communications/presences"; in["changeType"] = "updated" },
		"a presence in the clear": func(in map[string]any) {
			in["resource"] = "/communications/presences/" + alix.ID
			in["changeType"] = "updated"
		},
		"created activity": func(in map[string]any) { in["resource"] = "/interop/v1/activity" },
		"the past":         func(in map[string]any) { in["expirationDateTime"] = "2017-08-11T00:00:00Z" },
		"more than three days": func(in map[string]any) {
			in["expirationDateTime"] = time.Now().Add(73 * time.Hour).Format(time.RFC3339)
		},
		"a day without lifecycle": func(in map[string]any) {
			in["expirationDateTime"] = time.Now().Add(24 * time.Hour).Format(time.RFC3339)
		},
		"plain http to the internet": func(in map[string]any) { in["notificationUrl"] = "http://203.0.113.7/" },
		"another scheme":             func(in map[string]any) { in["notificationUrl"] = "ftp://localhost/" },
		"no certificate":             func(in map[string]any) { in["includeResourceData"] = true },
		"a bad certificate": func(in map[string]any) {
			in["includeResourceData"] = true
			in["encryptionCertificate"] = "AAAA"
			in["encryptionCertificateId"] = "1"
		},
		"a long client state": func(in map[string]any) { in["clientState"] = strings.Repeat("x", 129) },
		"a bad change type":   func(in map[string]any) { in["changeType"] = "made" },
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			in := newWebhook(t).subscription("/chats/getAllMessages", "created")
			change(in)
			if got := s.call(s.app, "POST", "/v1.0/subscriptions", in); got.status/100 != 4 {
				t.Errorf("answered %d %s", got.status, got.body)
			}
			if got := s.call(s.app, "GET", "/v1.0/subscriptions", nil).is(200); len(got["value"].([]any)) != 0 {
				t.Errorf("%v", got)
			}
		})
	}
}

func TestTheLifeOfASubscription(t *testing.T) {
	s := newSite(t)
	h := newWebhook(t)
	id := s.subscribe(h, "/chats/getAllMessages", "created")
	path := "/v1.0/subscriptions/" + id
	if got := s.call(s.app, "GET", path, nil).is(200); got["clientState"] != "state & more" || got["applicationId"] != client {
		t.Errorf("%v", got)
	}
	until := time.Now().Add(time.Hour).UTC().Format(time.RFC3339)
	if got := s.call(s.app, "PATCH", path, map[string]any{"expirationDateTime": until}).is(200); got["expirationDateTime"] != until {
		t.Errorf("%v, not %s", got, until)
	}
	s.call(s.app, "PATCH", path, map[string]any{"expirationDateTime": time.Now().Add(80 * time.Hour)}).fails(400, "BadRequest")
	s.call(s.app, "DELETE", path, nil).is(204)
	s.call(s.app, "DELETE", path, nil).fails(404, "NotFound")
	s.call(s.app, "PATCH", path, map[string]any{"expirationDateTime": until}).fails(404, "NotFound")
	if e := s.see(record.Is(record.SubscriptionEnded)); e.Attr("reason") != "deleted" || e.Attr("subscription") != id {
		t.Errorf("recorded as %+v", e)
	}
	in := h.subscription("/chats/getAllMessages", "created")
	in["expirationDateTime"] = time.Now().Add(300 * time.Millisecond)
	s.call(s.app, "POST", "/v1.0/subscriptions", in).is(201)
	s.see(record.Is(record.SubscriptionEnded), record.With("reason", "expired"))
}
