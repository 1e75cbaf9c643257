package sfb

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"strings"

	"github.com/duet-conformance/duet/fakes/directory"
	"github.com/duet-conformance/duet/fakes/record"
)

// Control serves the control interface, for the tester only: what no client can do over SIP. Answers are JSON, errors are
// sentences in plain text. [Control] is its Go client.
//
//	GET    /control/v1/health              200 when it serves
//	GET    /control/v1/log                 the event log, see [record.Handler]
//	PUT    /control/v1/users               []directory.User: add or replace
//	POST   /control/v1/faults              [Fault]: inject; answers it with its id
//	DELETE /control/v1/faults[/{id}]       take one or all back
//	POST   /control/v1/fences              {address, instance, token}: send a fence
//	POST   /control/v1/throws              {address, messages}: send the IUT bytes as they are
//	POST   /control/v1/departures          the process of the IUT has ended, and its UDP ports are anybody's
//	POST   /control/v1/restart             close all connections, and forget bindings and presence
//	GET    /control/v1/history/{address}   []HistoryEntry
//	GET    /control/v1/bindings/{address}  []Binding
//	POST   /control/v1/reset               forget bindings, presence, histories and faults
func (f *FrontEnd) Control() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /control/v1/health", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusOK, map[string]string{"domain": f.config.Domain})
	})
	mux.Handle("/control/v1/log", record.Handler(f.log))
	mux.HandleFunc("PUT /control/v1/users", f.putUsers)
	mux.HandleFunc("POST /control/v1/faults", f.postFault)
	mux.HandleFunc("DELETE /control/v1/faults", func(w http.ResponseWriter, _ *http.Request) {
		f.faults.clear("")
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("DELETE /control/v1/faults/{id}", func(w http.ResponseWriter, r *http.Request) {
		if !f.faults.clear(r.PathValue("id")) {
			http.Error(w, "there is no fault "+r.PathValue("id")+"; it may have been used up", http.StatusNotFound)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("POST /control/v1/fences", f.postFence)
	mux.HandleFunc("POST /control/v1/throws", f.postThrow)
	mux.HandleFunc("POST /control/v1/departures", func(w http.ResponseWriter, _ *http.Request) {
		f.peers.depart()
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("POST /control/v1/restart", func(w http.ResponseWriter, r *http.Request) {
		carriedOut(w, f.Restart(r.Context()))
	})
	mux.HandleFunc("GET /control/v1/history/{address}", func(w http.ResponseWriter, r *http.Request) {
		if address, ok := f.someone(w, r); ok {
			answer(w, http.StatusOK, f.history.of(address))
		}
	})
	mux.HandleFunc("GET /control/v1/bindings/{address}", func(w http.ResponseWriter, r *http.Request) {
		if address, ok := f.someone(w, r); ok {
			answer(w, http.StatusOK, f.location.show(address))
		}
	})
	mux.HandleFunc("POST /control/v1/reset", func(w http.ResponseWriter, _ *http.Request) {
		f.Reset()
		w.WriteHeader(http.StatusNoContent)
	})
	return f.guard(mux)
}

// guard turns a crash of the control interface into an event, like any other crash of the front end.
func (f *FrontEnd) guard(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			switch said := recover(); {
			case said == nil:
			case said == any(http.ErrAbortHandler):
				panic(said) // the server's own way to give up a connection
			default:
				f.panicked(said, debug.Stack())
				http.Error(w, fmt.Sprint("the front end crashed: ", said), http.StatusInternalServerError)
			}
		}()
		next.ServeHTTP(w, r)
	})
}

func (f *FrontEnd) putUsers(w http.ResponseWriter, r *http.Request) {
	var users []directory.User
	if !read(w, r, &users) {
		return
	}
	if err := f.Provision(users...); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (f *FrontEnd) postFault(w http.ResponseWriter, r *http.Request) {
	var fault Fault
	if !read(w, r, &fault) {
		return
	}
	id, err := f.Inject(fault)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	fault.ID = id
	answer(w, http.StatusCreated, fault)
}

func (f *FrontEnd) postFence(w http.ResponseWriter, r *http.Request) {
	var order fenceOrder
	if read(w, r, &order) {
		carriedOut(w, f.Fence(order.Address, order.Instance, order.Token))
	}
}

func (f *FrontEnd) postThrow(w http.ResponseWriter, r *http.Request) {
	var order throwOrder
	if read(w, r, &order) {
		carriedOut(w, f.Throw(r.Context(), order.Address, order.Messages...))
	}
}

// carriedOut answers an order of the tester's.
func carriedOut(w http.ResponseWriter, err error) {
	switch {
	case errors.Is(err, ErrNobodyThere):
		http.Error(w, err.Error(), http.StatusConflict)
	case err != nil:
		http.Error(w, err.Error(), http.StatusBadRequest)
	default:
		w.WriteHeader(http.StatusNoContent)
	}
}

// someone reads the address in the path, and answers 404 when it is nobody's.
func (f *FrontEnd) someone(w http.ResponseWriter, r *http.Request) (address string, ok bool) {
	address = strings.ToLower(r.PathValue("address"))
	if _, ok = f.roster.user(address); !ok {
		http.Error(w, "there is no user "+address, http.StatusNotFound)
	}
	return address, ok
}

// read reads a JSON body strictly; when it can't, it answers 400.
func read(w http.ResponseWriter, r *http.Request, into any) bool {
	in := json.NewDecoder(http.MaxBytesReader(w, r.Body, 16<<20))
	in.DisallowUnknownFields()
	if err := in.Decode(into); err != nil {
		http.Error(w, "the body is not what "+r.Method+" "+r.URL.Path+" takes: "+err.Error(), http.StatusBadRequest)
		return false
	}
	return true
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // a client that is gone needs no answer
}
