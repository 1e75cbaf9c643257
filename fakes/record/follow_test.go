package record_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
)

// served serves something and returns where, and a client whose connections end with the test.
func served(t *testing.T, handler http.Handler) (url string, client *http.Client) {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	return server.URL, &http.Client{Transport: transport}
}

// lines serves a text as it is.
func lines(text string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, text) })
}

var errEnough = errors.New("enough")

func TestFollowBringsEveryEventWholeAndInOrder(t *testing.T) {
	log := record.NewLog(record.SourceSfB)
	first := log.Append(record.Event{
		Kind: record.SIPIn, Party: record.PartyIUT, From: "megan@contoso.test", To: "alix@contoso.test", Token: "duet-0123456789ab",
		Text: "<b>ü\u2028\x00</b>", Attrs: map[string]string{"status": "200"}, Raw: []byte("\x00\xff\r\n"),
		Time: time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC),
	})
	url, client := served(t, record.Handler(log))
	const n = 3000
	var got []record.Event
	err := record.Follow(t.Context(), client, url, func(e record.Event) error {
		if got = append(got, e); len(got) == 1 {
			go func() { // comes while the log is followed
				for range n {
					log.Append(note("more"))
				}
			}()
		}
		if len(got) == n+1 {
			return errEnough
		}
		return nil
	})
	if !errors.Is(err, errEnough) {
		t.Fatalf("after %d events: %v", len(got), err)
	}
	if !reflect.DeepEqual(got[0], first) {
		t.Errorf("sent\n%+v\narrived\n%+v", first, got[0])
	}
}

func TestFollowSaysWhyItCanSeeNoMore(t *testing.T) {
	for name, test := range map[string]struct {
		handler http.Handler
		says    string
	}{
		"the log ends":          {lines(`{"seq":1}` + "\n" + `{"seq":2}` + "\n"), "ended after 2 events while it was followed"},
		"a number is skipped":   {lines(`{"seq":1}` + "\n" + `{"seq":3}` + "\n"), "goes from event 1 to event 3"},
		"a number comes twice":  {lines(`{"seq":1}` + "\n" + `{"seq":1}` + "\n"), "goes from event 1 to event 1"},
		"the beginning is lost": {lines(`{"seq":2}` + "\n"), "goes from event 0 to event 2"},
		"a line is cut off":     {lines(`{"seq":1}` + "\n" + `{"seq":2,"kin`), "after event 1: jsontext: unexpected EOF"},
		"what comes is no JSON": {lines("<html>"), "after event 0: jsontext: invalid character"},
		"the fake refuses":      {http.NotFoundHandler(), "answered 404 Not Found: 404 page not found"},
	} {
		t.Run(name, func(t *testing.T) {
			url, client := served(t, test.handler)
			err := record.Follow(t.Context(), client, url, func(record.Event) error { return nil })
			if err == nil || !strings.Contains(err.Error(), test.says) || !strings.Contains(err.Error(), url) {
				t.Errorf("the error is %v; it must name %s and say %q", err, url, test.says)
			}
		})
	}
}

func TestFollowSaysThatTheFakeIsNotThereOrWentAway(t *testing.T) {
	log := record.NewLog(record.SourceSfB)
	log.Append(note("before"))
	server := httptest.NewServer(record.Handler(log))
	err := record.Follow(t.Context(), server.Client(), server.URL, func(record.Event) error {
		server.CloseClientConnections() // as when the fake's process dies
		return nil
	})
	if err == nil || !strings.Contains(err.Error(), server.URL) {
		t.Errorf("the lost fake gave %v", err)
	}
	server.Close()
	err = record.Follow(t.Context(), nil, server.URL, func(record.Event) error { return nil })
	if err == nil || !strings.Contains(err.Error(), server.URL) {
		t.Errorf("the absent fake gave %v", err)
	}
	if err := record.Follow(t.Context(), nil, ":", nil); err == nil {
		t.Error("a URL that is none gave no error")
	}
}

func TestFollowEndsWithItsContext(t *testing.T) {
	log := record.NewLog(record.SourceSfB)
	log.Append(note(""))
	url, client := served(t, record.Handler(log))
	ctx, cancel := context.WithCancel(t.Context())
	err := record.Follow(ctx, client, url, func(record.Event) error { cancel(); return nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("it ended with %v", err)
	}
}

func TestClosedLogEndsWhoFollowsIt(t *testing.T) {
	log := record.NewLog(record.SourceSfB)
	log.Append(note(""))
	url, client := served(t, record.Handler(log))
	err := record.Follow(t.Context(), client, url, func(record.Event) error { log.Close(); return nil })
	if err == nil || !strings.Contains(err.Error(), "ended after 1 events") {
		t.Errorf("it ended with %v", err)
	}
}

// A tester that is busy elsewhere must neither hold up the fake nor miss anything.
func TestSlowReaderHoldsNobodyUpAndMissesNothing(t *testing.T) {
	log := record.NewLog(record.SourceSfB)
	url, client := served(t, record.Handler(log))
	log.Append(note("first"))
	big := note(strings.Repeat("x", 64<<10))
	const n = 200 // 12 MiB, more than the buffers of a connection hold
	next, read := uint64(1), make(chan struct{})
	go func() {
		for range n {
			log.Append(big) // returns though nobody reads
		}
		close(read)
	}()
	err := record.Follow(t.Context(), client, url, func(e record.Event) error {
		<-read // the first event is read only when all are written
		if e.Seq != next {
			return fmt.Errorf("event %d came in the place of %d", e.Seq, next)
		}
		if next++; next == n+2 {
			return errEnough
		}
		return nil
	})
	if !errors.Is(err, errEnough) {
		t.Errorf("after event %d: %v", next-1, err)
	}
}

func TestHandlerGivesWhatIsThereOrWhatComesAfter(t *testing.T) {
	log := record.NewLog(record.SourceSfB)
	for range 3 {
		log.Append(note(""))
	}
	url, client := served(t, record.Handler(log))
	for query, want := range map[string]int{"": 3, "?after=0": 3, "?after=2": 1, "?after=3": 0, "?after=99": 0, "?follow=false": 3} {
		res, err := client.Get(url + query)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for in := bufio.NewScanner(res.Body); in.Scan(); n++ {
		}
		_ = res.Body.Close()
		if n != want || res.Header.Get("Content-Type") != "application/x-ndjson" {
			t.Errorf("%q gave %d lines of %s, not %d", query, n, res.Header.Get("Content-Type"), want)
		}
	}
}

func TestHandlerRefusesWhatItCanNotDo(t *testing.T) {
	url, client := served(t, record.Handler(record.NewLog(record.SourceSfB)))
	for _, test := range []struct {
		method, query string
		status        int
	}{
		{http.MethodPost, "", http.StatusMethodNotAllowed},
		{http.MethodDelete, "", http.StatusMethodNotAllowed},
		{http.MethodGet, "?after=-1", http.StatusBadRequest},
		{http.MethodGet, "?after=many", http.StatusBadRequest},
	} {
		req, err := http.NewRequestWithContext(t.Context(), test.method, url+test.query, nil)
		if err != nil {
			t.Fatal(err)
		}
		res, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if res.StatusCode != test.status {
			t.Errorf("%s %q was answered %s, not %d", test.method, test.query, res.Status, test.status)
		}
	}
}

func TestFollowerLearnsAtOnceThatItIsConnected(t *testing.T) {
	url, client := served(t, record.Handler(record.NewLog(record.SourceSfB)))
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url+"?follow=true", nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := client.Do(req) // returns with the header, though the log is empty
	var late net.Error
	if err != nil || errors.As(err, &late) {
		t.Fatalf("the header of an empty log did not come: %v", err)
	}
	_ = res.Body.Close()
}

func TestTextThatIsNoUTF8BlindsNobody(t *testing.T) {
	log := record.NewLog(record.SourceSfB)
	log.Append(record.Event{Kind: record.SIPIn, Text: "caf\xe9", Attrs: map[string]string{"st\xffart": "\xfe"}})
	url, client := served(t, record.Handler(log))
	err := record.Follow(t.Context(), client, url, func(e record.Event) error {
		if e.Text != "caf\ufffd" || e.Attr("st\ufffdart") != "\ufffd" {
			t.Errorf("it arrived as %+v", e)
		}
		return errEnough
	})
	if !errors.Is(err, errEnough) {
		t.Error(err)
	}
}

func TestTheLogOfWhatCameBeforeIsLeftOut(t *testing.T) {
	log := record.NewLog(record.SourceTeams)
	log.Append(record.Event{Kind: record.SubscriptionCreated})
	log.Append(note("old"))
	log.Append(note("new"))
	url, client := served(t, record.Handler(log))
	err := record.FollowFrom(t.Context(), client, url, 2, func(e record.Event) error {
		if e.Seq != 3 {
			t.Errorf("event %d came", e.Seq)
		}
		return errEnough
	})
	if !errors.Is(err, errEnough) {
		t.Error(err)
	}
	res, err := client.Get(url + "?kind=" + string(record.SubscriptionCreated))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if n := strings.Count(string(text), "\n"); err != nil || n != 1 || res.Header.Get(record.LengthHeader) != "3" {
		t.Errorf("of a log of %s events, %d are of the kind: %v", res.Header.Get(record.LengthHeader), n, err)
	}
}
