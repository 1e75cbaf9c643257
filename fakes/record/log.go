package record

import (
	"context"
	"errors"
	"sync"
	"time"
)

// Log is an append-only list of events. The zero value is not useful; make one with [NewLog]. All methods are safe for
// concurrent use.
type Log struct {
	source string

	mu      sync.Mutex
	events  []Event
	grown   chan struct{} // closed and replaced whenever the log grows
	closed  bool
	closing chan struct{}
}

// NewLog makes an empty log of the observer named source.
func NewLog(source string) *Log {
	return &Log{source: source, grown: make(chan struct{}), closing: make(chan struct{})}
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
	l.events = append(l.events, e)
	close(l.grown)
	l.grown = make(chan struct{})
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
		l.mu.Lock()
		events, grown, closed := l.events, l.grown, l.closed
		l.mu.Unlock()
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

// Follow calls f with every event from the mark on, in order, until f returns an error, the context ends, or the log is
// closed (then it returns nil).
func (l *Log) Follow(ctx context.Context, mark int, f func(Event) error) error {
	for {
		for _, e := range l.From(mark) {
			if err := f(e); err != nil {
				return err
			}
			mark++
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
