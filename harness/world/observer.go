package world

import (
	"context"
	"net/http"

	"github.com/duet-conformance/duet/fakes/record"
)

// observer is a fake, as one that keeps a log.
type observer struct {
	name, source string
	url          string // of the log, which the client may read
	client       *http.Client
	log          *record.Log // when it is read where it is, else nil
}

// observers are both fakes.
func (w *World) observers() []observer {
	const path = "/control/v1/log"
	s := observer{name: "the SfB front end", source: record.SourceSfB, url: w.places.SfBControl + path, client: w.control}
	t := observer{name: "the Teams backend", source: record.SourceTeams, url: w.places.TeamsControl + path, client: w.control}
	if fakes, here := w.fakes.(*embedded); here && w.cfg.InPlace {
		s.log, t.log = fakes.sfb.log, fakes.teams.log
	}
	return []observer{s, t}
}

// follow tells of every event from the one after a number on, until the context ends or the observer is lost.
func (o observer) follow(ctx context.Context, after uint64, tell func(record.Event) error) error {
	if o.log == nil {
		return record.FollowFrom(ctx, o.client, o.url, after, tell)
	}
	if err := o.log.Follow(ctx, int(after), tell); err != nil { //nolint:gosec // a log is no longer than memory
		return err
	}
	return record.ErrClosed
}

// latest is the number of its last event, given that those up to a number are known.
func (o observer) latest(ctx context.Context, known uint64) (uint64, error) {
	if o.log == nil {
		return lastSeq(ctx, o.client, o.url, known)
	}
	return uint64(o.log.Len()), nil
}
