package teams

import (
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/duet-conformance/duet/fakes/directory"
	"github.com/duet-conformance/duet/fakes/record"
)

// maxControlBody bounds what the tester may send: a cast of thousands fits.
const maxControlBody = 16 << 20

// fenceRequest is the body of POST /control/v1/fences.
type fenceRequest struct {
	Address string `json:"address"`
	Token   string `json:"token"`
}

// Control serves the control API under /control/v1. It is for the tester and has no authentication: never serve it where
// the IUT can reach it.
func (b *Backend) Control() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /control/v1/health", func(w http.ResponseWriter, _ *http.Request) {
		if b.ctx.Err() != nil {
			http.Error(w, "the Teams backend is closed", http.StatusServiceUnavailable)
			return
		}
		writeControl(w, http.StatusOK, map[string]string{"status": "serving"})
	})
	mux.Handle("GET /control/v1/log", record.Handler(b.log))
	mux.HandleFunc("PUT /control/v1/users", b.controlUsers)
	mux.HandleFunc("POST /control/v1/faults", b.controlFault)
	mux.HandleFunc("DELETE /control/v1/faults", func(w http.ResponseWriter, _ *http.Request) {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.faults = &faults{}
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("DELETE /control/v1/faults/{id}", func(w http.ResponseWriter, r *http.Request) {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.faults.remove(r.PathValue("id"))
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("POST /control/v1/fences", b.controlFence)
	mux.HandleFunc("POST /control/v1/reset", func(w http.ResponseWriter, _ *http.Request) {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.forget()
		w.WriteHeader(http.StatusNoContent)
	})
	return b.recovering(mux)
}

// recovering makes a crash of a control handler an event and a 500.
func (b *Backend) recovering(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer b.caught("in its control API on "+r.Method+" "+r.URL.Path, nil, w)
		next.ServeHTTP(w, r)
	})
}

func (b *Backend) controlUsers(w http.ResponseWriter, r *http.Request) {
	var users []directory.User
	if !readControl(w, r, &users) {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.people.put(users); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (b *Backend) controlFault(w http.ResponseWriter, r *http.Request) {
	var f Fault
	if !readControl(w, r, &f) {
		return
	}
	id, err := b.inject(f)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	writeControl(w, http.StatusCreated, map[string]string{"id": id})
}

// controlFence puts a fence on the streams of all of a user's clients.
func (b *Backend) controlFence(w http.ResponseWriter, r *http.Request) {
	var in fenceRequest
	if !readControl(w, r, &in) {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	u := b.people.byAddress[in.Address]
	if u == nil {
		http.Error(w, fmt.Sprintf("there is no user %q", in.Address), http.StatusNotFound)
		return
	}
	if len(u.endpoints) > 0 {
		b.log.Append(record.Event{
			Kind: record.FenceSent, Party: record.PartyTester, To: u.Address, Token: in.Token,
			Attrs: map[string]string{"client": record.ClientTeams},
		})
		u.push(StreamEvent{Type: "fence", Token: in.Token})
	}
	writeControl(w, http.StatusOK, map[string]int{"clients": len(u.endpoints)})
}

// readControl reads a request of the tester, strictly: a misspelt field is an error, not a field that was left out.
func readControl(w http.ResponseWriter, r *http.Request, into any) bool {
	in := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxControlBody))
	in.DisallowUnknownFields()
	if err := in.Decode(into); err != nil {
		http.Error(w, fmt.Sprintf("%s %s: the body can't be read: %v", r.Method, r.URL.Path, err), http.StatusBadRequest)
		return false
	}
	return true
}

func writeControl(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}
