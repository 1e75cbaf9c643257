package teams

import (
	"encoding/json"
	"testing"

	"github.com/duet-conformance/duet/fakes/record"
)

func FuzzFilter(f *testing.F) {
	for _, seed := range []string{"displayName eq 'x'", "not (id in ('a','b')) or p/any(x:x/y eq true)", "startsWith(mail,'a''b') and a gt 2017-01-01T00:00:00Z", "(((", "'"} {
		f.Add(seed)
	}
	u := &user{}
	f.Fuzz(func(_ *testing.T, text string) {
		if f, err := parseFilter(text); err == nil {
			_, _ = f.holds(scope{on: u})
		}
	})
}

func FuzzSearch(f *testing.F) {
	for _, seed := range []string{`"displayName:x" AND "mail:y"`, `"displayName:\"" OR "mail:`, `"`} {
		f.Add(seed)
	}
	u := &user{}
	f.Fuzz(func(_ *testing.T, text string) {
		if s, err := parseSearch(text); err == nil {
			s.matches(u)
		}
	})
}

// A body that is taken means one thing, to whoever reads it.
func FuzzJSON(f *testing.F) {
	for _, seed := range []string{`{"a":{"a":1},"b":["a",{"c":"a"}]}`, `{"a":1,"A":2}`, `[{"x":1},{"x":1}]`, `"\ud800"`, "\"\xff\"", `1e999`, `{"":{"":[]}}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if checkJSON(text) != nil {
			return
		}
		var raw map[string]json.RawMessage
		if json.Unmarshal(text, &raw) != nil {
			return // no object
		}
		var folded struct{ Resource, ClientState json.RawMessage }
		if err := json.Unmarshal(text, &folded); err != nil {
			t.Errorf("%q can be read one way and not the other: %v", text, err)
		}
		for name := range raw {
			if name == "resource" && string(raw[name]) != string(folded.Resource) {
				t.Errorf("%q has two resources, %s and %s", text, raw[name], folded.Resource)
			}
		}
	})
}

func FuzzSubscribedResource(f *testing.F) {
	for _, seed := range []string{"/chats/getAllMessages", "users('x')/chats/getAllMessages()", "/communications/presences?$filter=id in ('x')", "/chats/%31/messages", "?", ""} {
		f.Add(seed)
	}
	b := New(Config{Tenant: "3f5c1f6e-3a0c-4a49-9b1b-0b6b2d1a6c01", ClientID: "8c0f6a55-6a7e-4a0e-8b57-0f4f4f6d7a02"}, record.NewLog(record.SourceTeams))
	f.Cleanup(b.Close)
	f.Fuzz(func(t *testing.T, resource string) {
		if w, bad := b.readWatch(resource); bad == nil && (w.chat != "" || w.user != nil || len(w.users) > 0) {
			t.Errorf("%q names somebody, and nobody is there", resource)
		}
	})
}
