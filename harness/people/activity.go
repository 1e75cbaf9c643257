package people

import (
	"context"
	"errors"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sfb"
	"github.com/duet-conformance/duet/harness/judge"
)

// awaitActivity waits, where the front end decides by published activity where an IM arrives, until the IUT has published
// that the person was active in Teams as late as the change says (bound: Presence). Whoever the IUT serves no endpoint for
// has nothing to publish.
func (p *Person) awaitActivity(ctx context.Context, change record.Event) error {
	s := p.scene
	if s.SfB.Routing != sfb.RegistrarDecides || !p.User.SfB || p.optedOut.Load() || s.amiss.Load() {
		return nil
	}
	at, err := time.Parse(time.RFC3339Nano, change.Attr("at"))
	if err != nil {
		return err
	}
	// Graph's clients may keep milliseconds only.
	at = at.Truncate(time.Millisecond)
	said := ""
	err = s.until(ctx, s.bounds().Presence, func(events []record.Event) bool {
		for _, e := range events {
			if e.Kind != record.Published || e.Party != record.PartyIUT || e.From != p.Address() {
				continue
			}
			said = e.Attr("last-input")
			if last, err := time.Parse(time.RFC3339Nano, said); err == nil && !last.Before(at) {
				return true
			}
		}
		return false
	})
	if !errors.Is(err, errLate) {
		return err
	}
	if said == "" {
		said = "none at all"
	}
	return iutFailed(ErrKeepsActivity, &judge.Arrow{From: "iut", To: "sfb", Label: "PUBLISH with the activity in Teams"},
		"%s was active in Teams at %s, and the implementation was expected to publish that as the last input of the Teams endpoint; "+
			"the last that it published is %s, and no other came within %s (presence)",
		p, at.Format(time.RFC3339Nano), said, s.bounds().Presence)
}
