package record

import (
	"net/http"
	"slices"
	"strconv"
)

// LengthHeader says in an answer of [Handler] how many events the log had when it was asked.
const LengthHeader = "Duet-Log-Length"

// Handler serves a log: GET answers its events as newline-delimited JSON, one [Event] a line, oldest first.
// "?after=N" leaves out the first N events; "?follow=true" keeps the answer open and adds events as they come, until the
// client goes or the log is closed. "?kind=K" leaves out all events but those of the kind; there may be several.
func Handler(log *Log) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet {
			w.Header().Set("Allow", http.MethodGet)
			http.Error(w, "the event log can only be read (GET)", http.StatusMethodNotAllowed)
			return
		}
		after := 0
		if s := r.URL.Query().Get("after"); s != "" {
			n, err := strconv.Atoi(s)
			if err != nil || n < 0 {
				http.Error(w, "after must be a number of events, zero or more, not "+strconv.Quote(s), http.StatusBadRequest)
				return
			}
			after = n
		}
		kinds := r.URL.Query()["kind"]
		wanted := func(e Event) bool { return len(kinds) == 0 || slices.Contains(kinds, string(e.Kind)) }
		w.Header().Set("Content-Type", "application/x-ndjson")
		w.Header().Set(LengthHeader, strconv.Itoa(log.Len()))
		out := newEncoder(w)
		if r.URL.Query().Get("follow") != "true" {
			for _, e := range Select(log.From(after), wanted) {
				if out.encode(e) != nil {
					return
				}
			}
			return
		}
		flush := http.NewResponseController(w)
		_ = flush.Flush() // the client learns at once that it is connected
		_ = log.followAll(r.Context(), after, func(news []Event) error {
			for _, e := range news {
				if !wanted(e) {
					continue
				}
				if err := out.encode(e); err != nil {
					return err
				}
			}
			return flush.Flush() // once for what came at once, which is often several events
		})
	})
}
