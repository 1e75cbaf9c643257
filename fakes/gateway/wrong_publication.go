package gateway

import (
	"time"

	"github.com/duet-conformance/duet/fakes/pidf"
)

// distort changes what is said of the endpoint; sfb is what the user's SfB client says of itself.
func (l *line) distort(d *pidf.Document, sfb pidf.Document) {
	f, tuple := l.g.faults, &d.Tuples[0]
	tuple.Caps.Said = !f.has(OmitsCapabilities)
	tuple.Caps.Message = !f.has(DeniesMessageCapability)
	tuple.Caps.Audio = f.has(ClaimsAudioCapability)
	tuple.Caps.Video = f.has(ClaimsVideoCapability)
	tuple.Caps.Application = f.has(ClaimsSharingCapability)
	if l.wrong.reconnected.Load() && f.has(RepublishesEverything) {
		tuple.Caps.Audio, tuple.Caps.Video, tuple.Caps.Application = true, true, true
	}
	if len(sfb.Tuples) > 0 && f.has(TakesOverSfBTuple) {
		tuple.ID = sfb.Tuples[0].ID
	}
	if l.sawSfB() && f.has(WithdrawsPresenceBesideSfB) {
		tuple.Open = false
	}
	if l.sawCall() && f.has(EchoesOnThePhone) {
		d.People = []pidf.Person{{ID: l.id.tuple + "-person", Activities: []string{pidf.OnThePhone}}}
	}
}

// misstate says something else than when the user was active in Teams.
func (l *line) misstate(active time.Time) time.Time {
	switch f := l.g.faults; {
	case f.has(PublishesNoActivity), f.has(IgnoresTeamsActivity):
		return time.Time{}
	case f.has(PublishesStaleActivity):
		if l.stale.IsZero() {
			l.stale = active
		}
		return l.stale
	case f.has(ClaimsEternalActivity):
		return farFuture
	case f.has(RoundsToSeconds):
		return active.Truncate(time.Second)
	}
	return active
}
