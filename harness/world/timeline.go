package world

import (
	"context"
	"fmt"
	"sync"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/harness/people"
)

// timeline puts the logs of all observers together, and deals each event out to the scene that it is about. Addresses
// are unique to a purpose, so an event is about one scene at most, and a scene never sees another's.
type timeline struct {
	all *record.Log
	// watched knows what the IUT is subscribed to. Subscriptions are about nobody, so no scene could tell.
	watched *people.Subscriptions

	mu     sync.Mutex
	shared shared
	scenes map[string]*record.Log // by address
	every  []*record.Log
	reach  map[string]uint64 // the number of the last event adopted, by source
	grown  *sync.Cond
	lost   error // set once, when an observer can't be followed any more
}

func newTimeline() *timeline {
	t := &timeline{
		all:     record.NewLog("timeline"),
		watched: &people.Subscriptions{},
		scenes:  map[string]*record.Log{},
		reach:   map[string]uint64{},
	}
	t.grown = sync.NewCond(&t.mu)
	return t
}

// begin lets the timeline of a source start behind the first events, of which some are about subscriptions and tokens.
func (t *timeline) begin(source string, past []record.Event, length uint64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, e := range past {
		t.watched.Observe(e)
		t.shared.observe(e)
	}
	t.reach[source] = length
}

// scene opens the log of a scene about the addresses.
func (t *timeline) scene(name string, addresses []string) *record.Log {
	t.mu.Lock()
	defer t.mu.Unlock()
	log := record.NewLog(name)
	for _, a := range addresses {
		t.scenes[a] = log
	}
	t.every = append(t.every, log)
	return log
}

// adopt takes an event of an observer. A crash of a fake, and what happens to the IUT or to the way to it, are everybody's
// business; everything else goes where it belongs.
func (t *timeline) adopt(e record.Event) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.watched.Observe(e) // before anybody can wait for its consequences
	t.shared.observe(e)
	t.all.Adopt(e)
	t.reach[e.Source] = e.Seq
	switch from, to := t.scenes[e.From], t.scenes[e.To]; {
	case e.Kind == record.TesterPanic:
		for _, log := range t.every {
			log.Adopt(e)
		}
	case e.Kind.OfAll():
		for _, log := range t.every {
			if log.Len() > 0 { // where nobody has come on yet it changes nothing
				log.Adopt(e)
			}
		}
	case from != nil:
		from.Adopt(e)
		if to != nil && to != from {
			to.Adopt(e)
		}
	case to != nil:
		to.Adopt(e)
	}
	t.grown.Broadcast()
	return nil
}

// lose notes that an observer went blind. From then on nothing may be concluded from what is not in the timeline.
func (t *timeline) lose(err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.lost == nil {
		t.lost = err
	}
	t.grown.Broadcast()
}

// blind says why the timeline is incomplete, or nil.
func (t *timeline) blind() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.lost
}

// awaitReach waits until the events of a source up to a number have been adopted.
func (t *timeline) awaitReach(ctx context.Context, source string, seq uint64) error {
	stop := context.AfterFunc(ctx, func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		t.grown.Broadcast()
	})
	defer stop()
	t.mu.Lock()
	defer t.mu.Unlock()
	for t.reach[source] < seq {
		if t.lost != nil {
			return t.lost
		}
		if ctx.Err() != nil {
			return fmt.Errorf("the event log of %s stands at %d and should have reached %d: %w", source, t.reach[source], seq, ctx.Err())
		}
		t.grown.Wait()
	}
	return nil
}

// have is the number of the last event adopted from a source.
func (t *timeline) have(source string) uint64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.reach[source]
}
