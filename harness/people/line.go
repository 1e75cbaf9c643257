package people

import (
	"context"
	"errors"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/harness/judge"
)

// awaitLine waits until the IUT serves the person at SfB: it has registered an endpoint, published open presence for it and
// has been told the person's own presence, from which it learns what their SfB client does (bound: Registration). It is
// for a person who is signed in to Teams; without a licence for SfB, or with interop off, there is nothing to wait for.
func (p *Person) awaitLine(ctx context.Context) error {
	if !p.User.SfB || p.optedOut.Load() {
		return nil
	}
	var now line
	err := p.scene.until(ctx, p.scene.bounds().Registration, func(events []record.Event) bool {
		now = lineOf(events, p.Address())
		return now.registered && now.published && now.watching
	})
	if !errors.Is(err, errLate) {
		return err
	}
	bound := p.scene.bounds().Registration
	who := "the implementation was expected to"
	because := "for " + p.Handle + ", who is signed in to Teams, enabled for SfB and has interop on;"
	switch {
	case !now.registered:
		return iutFailed(ErrRegisters, &judge.Arrow{From: "iut", To: "sfb", Label: "REGISTER"},
			"%s register an endpoint %s the registrar has no binding of it within %s (registration)", who, because, bound)
	case !now.published:
		return iutFailed(ErrPublishes, &judge.Arrow{From: "iut", To: "sfb", Label: "PUBLISH or SERVICE"},
			"%s publish open presence %s none was published within %s (registration)", who, because, bound)
	}
	return iutFailed(ErrWatches, &judge.Arrow{From: "iut", To: "sfb", Label: "SUBSCRIBE"},
		"%s subscribe to the own presence, and to answer the first NOTIFY with 2xx, %s that was not seen within %s (registration)", who, because, bound)
}

// line is what the IUT has at SfB for a person.
type line struct{ registered, published, watching bool }

func lineOf(events []record.Event, address string) line {
	instances := map[string]bool{}
	etag, left := "", "" // left is what the process before had published
	for _, e := range events {
		ofIUT := e.Party == record.PartyIUT
		switch {
		case iutEnded(e.Kind):
			clear(instances)
			etag, left = "", etag
		case e.Kind == record.Bound && ofIUT && e.From == address:
			instances[e.Attr("instance")] = true
		case e.Kind == record.Unbound && e.From == address:
			delete(instances, e.Attr("instance"))
		case e.Kind == record.Published && ofIUT && e.From == address:
			// A refresh carries no body, and so does not say whether it is open: it stays what it was.
			if e.Attr("basic") == "open" || e.Attr("refresh") == "true" && etag+left != "" {
				etag = e.Attr("etag")
			} else {
				etag = ""
			}
		case e.Kind == record.Withdrawn && e.From == address && e.Attr("etag") == etag:
			etag = ""
		}
	}
	watches := liveWatches(events, address)
	return line{
		registered: len(instances) > 0,
		published:  etag != "",
		watching:   len(watches) > 0 && len(untoldWatches(watches, events, address, 0)) == 0,
	}
}
