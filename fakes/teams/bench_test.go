package teams_test

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/duet-conformance/duet/fakes/directory"
	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/teams"
)

// BenchmarkInteropMessage is what one IM from SfB costs at T: request, validation, chat, stream, log, answer; the answer read.
func BenchmarkInteropMessage(b *testing.B) {
	s := newSite(b)
	path := "/interop/v1/chats/" + s.crossing() + "/messages"
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		s.call(s.app, "POST", path, fromMegan("hello", strconv.Itoa(i))).is(201)
	}
}

// BenchmarkNotifiedMessage adds a subscriber that is told of every message.
func BenchmarkNotifiedMessage(b *testing.B) {
	s := newSite(b)
	h := newWebhook(b)
	s.subscribe(h, "/chats/getAllMessages", "created")
	path := "/interop/v1/chats/" + s.crossing() + "/messages"
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		s.call(s.app, "POST", path, fromMegan("hello", strconv.Itoa(i))).is(201)
		h.next()
	}
}

// BenchmarkActivity reads one user's activity, the IUT's most frequent question.
func BenchmarkActivity(b *testing.B) {
	s := newSite(b)
	b.ReportAllocs()
	for b.Loop() {
		s.call(s.app, "GET", "/interop/v1/users/"+alix.ID+"/activity", nil).is(200)
	}
}

// BenchmarkFilteredUsers finds one of a thousand.
func BenchmarkFilteredUsers(b *testing.B) {
	s := newSite(b)
	var many []directory.User
	for i := range 1000 {
		many = append(many, person(fmt.Sprintf("p%04d@contoso.test", i), "Person "+strconv.Itoa(i), true, true))
	}
	if err := s.control.PutUsers(b.Context(), many); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		s.call(s.app, "GET", "/v1.0/users?$filter=userPrincipalName+eq+'p0500@contoso.test'", nil).is(200)
	}
}

// BenchmarkNew is the start of a backend, mostly the reading of the document.
func BenchmarkNew(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		teams.New(teams.Config{Tenant: tenant, ClientID: client, ClientSecret: secret}, record.NewLog(record.SourceTeams)).Close()
	}
}
