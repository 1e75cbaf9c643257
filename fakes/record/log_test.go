package record_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
)

// note is an event that a test can tell from others.
func note(text string) record.Event { return record.Event{Kind: record.IMSent, Text: text} }

// saying keeps the events with a text.
func saying(text string) record.Filter { return func(e record.Event) bool { return e.Text == text } }

func TestAppendStampsAndKeepsTheOrder(t *testing.T) {
	log := record.NewLog(record.SourceSfB)
	before := time.Now()
	first := log.Append(record.Event{Kind: record.IMSent, Source: "somebody", Seq: 9})
	if first.Source != record.SourceSfB || first.Seq != 1 || first.Time.Before(before) {
		t.Errorf("the first event was stored as %+v", first)
	}
	then := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	if e := log.Append(record.Event{Time: then}); e.Seq != 2 || !e.Time.Equal(then) {
		t.Errorf("an event with a time of its own was stored as %+v", e)
	}
	if n := len(log.All()); n != 2 || log.Len() != 2 {
		t.Errorf("the log holds %d events and says %d", n, log.Len())
	}
}

func TestAppendFromManyGivesEveryNumberOnceAndInPlace(t *testing.T) {
	log := record.NewLog(record.SourceSfB)
	const writers, each = 8, 500
	var running sync.WaitGroup
	for w := range writers {
		running.Go(func() {
			for i := range each {
				log.Append(record.Event{From: fmt.Sprint(w), Attrs: map[string]string{"i": fmt.Sprint(i)}})
			}
		})
	}
	running.Wait()
	next := map[string]int{}
	for i, e := range log.All() {
		if e.Seq != uint64(i)+1 {
			t.Fatalf("in place %d stands event %d", i+1, e.Seq)
		}
		if e.Attr("i") != fmt.Sprint(next[e.From]) {
			t.Fatalf("after %d events of writer %s comes its event %s", next[e.From], e.From, e.Attr("i"))
		}
		next[e.From]++
	}
	if log.Len() != writers*each {
		t.Errorf("of %d events %d are there", writers*each, log.Len())
	}
}

func TestAdoptLeavesAnEventAsItIs(t *testing.T) {
	log := record.NewLog("timeline")
	log.Adopt(record.Event{Seq: 7, Source: record.SourceTeams, Text: "a"})
	if e := log.All()[0]; e.Seq != 7 || e.Source != record.SourceTeams || e.Text != "a" {
		t.Errorf("the adopted event is %+v", e)
	}
}

func TestFromGivesWhatCameSinceTheMarkAndStaysAsItIs(t *testing.T) {
	log := record.NewLog(record.SourceSfB)
	log.Append(note("old"))
	mark := log.Len()
	log.Append(note("new"))
	since := log.From(mark)
	log.Append(note("newer"))
	if len(since) != 1 || since[0].Text != "new" {
		t.Errorf("since the mark came %+v", since)
	}
	if beyond := log.From(99); beyond != nil {
		t.Errorf("beyond the end stands %+v", beyond)
	}
	if extended := append(since, note("mine")); extended[1].Text != "mine" || log.All()[2].Text != "newer" { //nolint:gocritic // appending to a shared slice is what is tried
		t.Error("who appends to what From gave writes into the log")
	}
}

func TestWaitSeesThePastAndTheFutureButNothingBeforeTheMark(t *testing.T) {
	log := record.NewLog(record.SourceSfB)
	log.Append(note("past"))
	if e, err := log.Wait(t.Context(), 0, saying("past")); err != nil || e.Seq != 1 {
		t.Errorf("waiting for the past gave %+v, %v", e, err)
	}
	synctest.Test(t, func(t *testing.T) {
		log := record.NewLog(record.SourceSfB)
		log.Append(note("again"))
		got := make(chan record.Event, 1)
		go func() {
			e, err := log.Wait(t.Context(), log.Len(), saying("again"))
			if err != nil {
				t.Error(err)
			}
			got <- e
		}()
		synctest.Wait()
		log.Append(note("other"))
		synctest.Wait()
		select {
		case e := <-got:
			t.Fatalf("the wait ended with %+v", e)
		default:
		}
		log.Append(note("again"))
		if e := <-got; e.Seq != 3 {
			t.Errorf("the wait ended with %+v", e)
		}
	})
}

func TestWaitEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := record.NewLog(record.SourceSfB)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		start := time.Now()
		_, err := log.Wait(ctx, 0, saying("never"))
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != time.Minute {
			t.Errorf("the wait ended after %v with %v", time.Since(start), err)
		}
	})
}

func TestCloseEndsWaitsAndKeepsWhatIsThere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := record.NewLog(record.SourceSfB)
		ended := make(chan error, 2)
		go func() {
			_, err := log.Wait(t.Context(), 0, saying("never"))
			ended <- err
		}()
		go func() { ended <- log.Until(t.Context(), func([]record.Event) bool { return false }) }()
		synctest.Wait()
		log.Close()
		log.Close()
		for range 2 {
			if err := <-ended; !errors.Is(err, record.ErrClosed) {
				t.Errorf("a wait ended with %v", err)
			}
		}
		log.Append(note("late"))
		if e, err := log.Wait(t.Context(), 0, saying("late")); err != nil || e.Seq != 1 {
			t.Errorf("what came after the close is found as %+v, %v", e, err)
		}
	})
}

func TestFollowGivesEveryEventOnceAndInOrder(t *testing.T) {
	log := record.NewLog(record.SourceSfB)
	const n = 2000
	log.Append(note("skipped"))
	go func() {
		for range n {
			log.Append(note(""))
		}
		log.Close()
	}()
	next := uint64(2)
	err := log.Follow(t.Context(), 1, func(e record.Event) error {
		if e.Seq != next {
			return fmt.Errorf("event %d came in the place of %d", e.Seq, next)
		}
		next++
		return nil
	})
	if err != nil || next != n+2 {
		t.Errorf("followed up to event %d: %v", next-1, err)
	}
}

func TestFollowStopsWhenItsCallerWantsIt(t *testing.T) {
	log := record.NewLog(record.SourceSfB)
	log.Append(note(""))
	log.Append(note(""))
	enough := errors.New("enough")
	calls := 0
	if err := log.Follow(t.Context(), 0, func(record.Event) error { calls++; return enough }); !errors.Is(err, enough) || calls != 1 {
		t.Errorf("it ended after %d calls with %v", calls, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := log.Follow(ctx, 2, func(record.Event) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("it ended with %v", err)
	}
}
