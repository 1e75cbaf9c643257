package teams

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/duet-conformance/duet/fakes/record"
)

// rigged is a backend whose getActivity is not right. The path is open, so that nothing else is in the way.
func rigged(t *testing.T, wrong handler) (*Backend, *record.Log) {
	log := record.NewLog(record.SourceTeams)
	b := New(Config{Tenant: "3f5c1f6e-3a0c-4a49-9b1b-0b6b2d1a6c01", ClientID: "8c0f6a55-6a7e-4a0e-8b57-0f4f4f6d7a02"}, log)
	t.Cleanup(b.Close)
	for _, r := range b.contract.routes {
		for _, op := range r.methods {
			if op.id == "getActivity" {
				op.handle, op.open = wrong, true
			}
		}
	}
	return b, log
}

func askActivity(b *Backend) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	b.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/interop/v1/users/x/activity", nil))
	return w
}

func panicIn(t *testing.T, log *record.Log, text string) {
	t.Helper()
	found := record.Select(log.All(), record.Is(record.TesterPanic))
	if len(found) != 1 || !strings.Contains(found[0].Text, text) || found[0].Party != record.PartyTester {
		t.Errorf("one crash with %q expected, not %+v", text, found)
	}
	if n := len(record.Select(log.All(), record.Is(record.Violation))); n != 0 {
		t.Error("the IUT was blamed")
	}
}

func TestACrashIsTheTestersFault(t *testing.T) {
	b, log := rigged(t, locked(func(*exchange) answer { panic("boom") }))
	for range 2 { // the second shows that the lock was given back
		if w := askActivity(b); w.Code != http.StatusInternalServerError {
			t.Errorf("answered %d", w.Code)
		}
		b.mu.Lock()
		b.mu.Unlock() //nolint:staticcheck // that it can be taken is the point
		if log.Len() == 2 {
			panicIn(t, log, "boom")
		}
	}
}

func TestAnAnswerThatBreaksTheContractIsTheTestersFault(t *testing.T) {
	b, log := rigged(t, func(*exchange) answer { return ok(map[string]any{"signedIn": "perhaps"}) })
	askActivity(b)
	panicIn(t, log, "breaks the contract")
}

func TestAnAnswerThatIsNoJSONIsTheTestersFault(t *testing.T) {
	b, log := rigged(t, func(*exchange) answer { return ok(map[string]any{"x": func() {}}) })
	if w := askActivity(b); w.Code != http.StatusInternalServerError {
		t.Errorf("answered %d", w.Code)
	}
	panicIn(t, log, "can't be written as JSON")
}
