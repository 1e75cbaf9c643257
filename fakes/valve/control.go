package valve

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// path is where the control API of a fake has its valve.
const path = "/control/v1/valve"

// Before serves the valve as a part of a fake's control API: PUT /control/v1/valve with a [State]. Everything else is the rest's.
func (v *Valve) Before(rest http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", rest)
	mux.HandleFunc("PUT "+path, func(w http.ResponseWriter, r *http.Request) {
		var to State
		in := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<10))
		in.DisallowUnknownFields()
		err := in.Decode(&to)
		if err == nil {
			err = to.check()
		}
		if err != nil {
			http.Error(w, "the state of a valve can't be set: "+err.Error(), http.StatusBadRequest)
			return
		}
		v.Set(to)
		w.WriteHeader(http.StatusNoContent)
	})
	return mux
}

// check says what is wrong with a state.
func (s State) check() error {
	switch {
	case s.LoseEvery < 0 || s.LoseEvery == 1:
		return fmt.Errorf("loseEvery is %d; it must be 0, or 2 and more", s.LoseEvery)
	case s.Cut && s != (State{Cut: true}):
		return errors.New("where nothing passes, nothing is lost or doubled now and then")
	}
	return nil
}

// Set sets the state of the valve of the fake whose control API is at root. nil is [http.DefaultClient].
func Set(ctx context.Context, client *http.Client, root string, to State) error {
	failed := func(err error) error { return fmt.Errorf("set the valve of the fake at %s: %w", root, err) }
	body, err := json.Marshal(to)
	if err != nil {
		return failed(err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPut, root+path, bytes.NewReader(body))
	if err != nil {
		return failed(err)
	}
	if client == nil {
		client = http.DefaultClient
	}
	res, err := client.Do(req)
	if err != nil {
		return failed(err)
	}
	defer res.Body.Close()
	if said, _ := io.ReadAll(io.LimitReader(res.Body, 1<<10)); res.StatusCode != http.StatusNoContent {
		return failed(fmt.Errorf("it answered %s: %s", res.Status, strings.TrimSpace(string(said))))
	}
	return nil
}
