package matrix

import (
	"sync"

	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/purpose"
)

// reach is what a run of the reference shows of where faults can show: the places that it passes while a purpose is played.
// Until a mutant comes to such a place it is the reference, so what never leads it there need not be played again.
type reach struct {
	mu     sync.Mutex
	places map[place]bool
}

// place is where a fault would show, passed while a purpose is played; "" is while the reference starts.
type place struct{ purpose, fault string }

func newReach() *reach { return &reach{places: map[place]bool{}} }

// passed notes a place. It may be called from many goroutines.
func (r *reach) passed(purpose, fault string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.places[place{purpose, fault}] = true
}

// of says whether a mutant can be told from the reference while a purpose is played. The purposes of the clause that it
// breaks, and those that say that they catch it, are taken to do so whatever was seen, as is every purpose of a liar.
func (r *reach) of(p purpose.Purpose, f gateway.Fault) bool {
	if f.Liar || p.Clause == f.Clause || p.Names(f) {
		return true
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.places[place{p.ID, f.Name}] || r.places[place{"", f.Name}]
}
