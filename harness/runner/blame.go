package runner

import (
	"slices"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/harness/judge"
	"github.com/duet-conformance/duet/harness/plan"
)

// whoseAddresses says which purpose a person belongs to, for the purposes that are played.
func (r *run) whoseAddresses(played []plan.Item) map[string]string {
	purposes := map[string]string{}
	for _, p := range played {
		for _, handle := range p.Handles() {
			purposes[r.user(p.Purpose, handle).Address] = p.ID
		}
	}
	return purposes
}

// owner is the purpose that an event is about; "" when it is about nobody of a cast: the fence pair, or a message too
// broken to say whom it is from.
func (r *run) owner(e record.Event) string {
	for _, address := range []string{e.From, e.To} {
		if id := r.owners[address]; id != "" {
			return id
		}
	}
	return ""
}

// duringWhich is the purpose that an event counts against: the one that it is about, or else the one that was played when
// it came; "" when there is neither. i is its place in the run's timeline.
func (r *run) duringWhich(e record.Event, i int) string {
	if id := r.owner(e); id != "" {
		return id
	}
	for _, a := range r.inOrder() {
		if !a.started.IsZero() && i >= a.from && i < a.to {
			return a.ID
		}
	}
	return ""
}

// strays are the violations that count against a purpose only because they came while it was played.
func (r *run) strays(a *account) []record.Event {
	return record.Select(r.world.Events(a.from, a.to), func(e record.Event) bool {
		return e.Kind == record.Violation && r.owner(e) == ""
	})
}

// caseOf is what the judge needs to know of a purpose.
func (r *run) caseOf(a *account) judge.Case {
	return judge.Case{
		Claims: a.scene.Ledger.Claims(),
		Stops:  a.scene.Ledger.Stops(),
		Events: append(slices.Clone(a.scene.Log.All()), r.strays(a)...),
		Now:    time.Now(),
	}
}

// excused says whether a violation is none here: the IUT's webhook was not reached, and never had been.
func (r *run) excused(e record.Event) bool { return r.unreached && e.Attr("unreached") != "" }
