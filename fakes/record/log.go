package record

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"
)

// Log is an append-only list of events. The zero value is not useful; make one with [NewLog]. All methods are safe for
// concurrent use.
type Log struct {
	source string

	mu      sync.Mutex
	events  []Event
	grown   chan struct{} // closed when the log grows; nil while nobody waits for that
	closed  bool
	closing chan struct{}
}

// NewLog makes an empty log of the observer named source.
func NewLog(source string) *Log {
	return &Log{source: source, closing: make(chan struct{})}
}

// Append stamps the event with the log's source, the next number and, when it has none, the time; stores it, and returns
// it as stored.
func (l *Log) Append(e Event) Event {
	l.mu.Lock()
	defer l.mu.Unlock()
	e.Source = l.source
	e.Seq = uint64(len(l.events)) + 1
	if e.Time.IsZero() {
		e.Time = time.Now()
	}
	l.add(e)
	return e
}

// Adopt stores an event of another log as it is, with its own source and number. It is how logs are put together.
func (l *Log) Adopt(e Event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.add(e)
}

func (l *Log) add(e Event) {
	if len(l.events) == cap(l.events) { // twice as much: events are large, and a log that grows by less is copied often
		l.events = slices.Grow(l.events, max(len(l.events), 16))
	}
	l.events = append(l.events, e)
	if l.grown != nil {
		close(l.grown)
		l.grown = nil
	}
}

// Len is how many events the log holds. It serves as a mark: From(mark) is what has come since.
func (l *Log) Len() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.events)
}

// From returns the events from the mark on, oldest first. The slice is shared and must not be written to. A mark beyond
// the end gives none.
func (l *Log) From(mark int) []Event {
	l.mu.Lock()
	defer l.mu.Unlock()
	if mark >= len(l.events) {
		return nil
	}
	return l.events[mark:len(l.events):len(l.events)]
}

// All returns every event, oldest first.
func (l *Log) All() []Event { return l.From(0) }

// ErrClosed is returned by waits on a log that was closed before the awaited event came.
var ErrClosed = errors.New("the event log was closed")

// Wait returns the first event from the mark on that the filter keeps, as soon as there is one. It returns the context's
// error, or [ErrClosed], when none came before.
func (l *Log) Wait(ctx context.Context, mark int, keep Filter) (Event, error) {
	var found Event
	err := l.Until(ctx, func(events []Event) bool {
		for ; mark < len(events); mark++ {
			if keep(events[mark]) {
				found = events[mark]
				return true
			}
		}
		return false
	})
	return found, err
}

// Until waits until the condition holds on the whole log. The condition is asked once at once and once whenever the log
// has grown; it must not keep the slice.
func (l *Log) Until(ctx context.Context, holds func([]Event) bool) error {
	for {
		events, grown, closed := l.watch()
		if holds(events) {
			return nil
		}
		if closed {
			return ErrClosed
		}
		select {
		case <-grown:
		case <-l.closing:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// watch returns what there is, and what is closed when there is more.
func (l *Log) watch() (events []Event, grown <-chan struct{}, closed bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.grown == nil {
		l.grown = make(chan struct{})
	}
	return l.events, l.grown, l.closed
}

// Follow calls f with every event from the mark on, in order, until f returns an error, the context ends, or the log is
// closed (then it returns nil).
func (l *Log) Follow(ctx context.Context, mark int, f func(Event) error) error {
	return l.followAll(ctx, mark, func(events []Event) error {
		for _, e := range events {
			if err := f(e); err != nil {
				return err
			}
		}
		return nil
	})
}

// followAll is [Log.Follow], but that f gets all at once that have come since the last call.
func (l *Log) followAll(ctx context.Context, mark int, f func([]Event) error) error {
	for {
		if news := l.From(mark); len(news) > 0 {
			if err := f(news); err != nil {
				return err
			}
			mark += len(news)
		}
		err := l.Until(ctx, func(events []Event) bool { return len(events) > mark })
		if errors.Is(err, ErrClosed) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// Close ends all waits. What is in the log stays readable, and later events are still stored.
func (l *Log) Close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.closed {
		l.closed = true
		close(l.closing)
	}
}
