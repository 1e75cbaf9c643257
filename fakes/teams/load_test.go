package teams_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/duet-conformance/duet/fakes/directory"
	"github.com/duet-conformance/duet/fakes/record"
)

// Fifty people sign in, write to an SfB user each, and are written to, all at once, while one subscriber is told of everything.
func TestFiftyClientsAtOnce(t *testing.T) {
	const people, messages = 50, 10
	s := newSite(t)
	h := newWebhook(t)
	s.subscribe(h, "/chats/getAllMessages", "created")
	s.subscribe(h, "/interop/v1/activity", "updated")
	var cast []directory.User
	for i := range people {
		cast = append(cast, person(fmt.Sprintf("t%02d@contoso.test", i), fmt.Sprintf("T %d", i), true, true))
	}
	if err := s.control.PutUsers(t.Context(), cast); err != nil {
		t.Fatal(err)
	}
	seats := make([]*seat, people)
	for i, u := range cast {
		seats[i] = s.signIn(u)
	}
	var wg sync.WaitGroup
	for i, at := range seats {
		wg.Go(func() {
			chat := s.call(s.app, "PUT", "/interop/v1/chats/"+at.user.ID+"/sip:megan@contoso.test", nil).is(201)["id"].(string)
			for n := range messages {
				at.does("typed", chat)
				s.call(at.token, "POST", "/v1.0/chats/"+chat+"/messages", text(fmt.Sprintf("out %d %d", i, n))).is(201)
				s.call(s.app, "POST", "/interop/v1/chats/"+chat+"/messages", fromMegan(fmt.Sprintf("in %d %d", i, n), fmt.Sprint(n))).is(201)
			}
		})
	}
	wg.Wait()
	for i, at := range seats {
		for n := range messages {
			if out, in := at.next("message"), at.next("message"); out.Text != fmt.Sprintf("out %d %d", i, n) || !out.Own || in.Text != fmt.Sprintf("in %d %d", i, n) || in.Own {
				t.Fatalf("%s saw %+v and %+v as its messages %d", at.user.Address, out, in, n)
			}
		}
	}
	// A sign-in, and for each message typed, sent and two messages.
	for range people * (1 + 4*messages) {
		h.next()
	}
	if n := len(record.Select(s.log.All(), record.Is(record.MessagePosted))); n != 2*people*messages {
		t.Errorf("%d messages posted", n)
	}
	s.none()
}
