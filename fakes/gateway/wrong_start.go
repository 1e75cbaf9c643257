package gateway

import (
	"context"
	"time"
)

// memory is how far back a faulty gateway looks when it starts.
const memory = 10 * time.Minute

// beginWrongly reads what a user does and wants as a faulty gateway does that has just started. It is false when there is
// nothing wrong to do.
func (l *line) beginWrongly(ctx context.Context) (done bool, err error) {
	switch f := l.g.faults; {
	case f.has(AwaitsSignIns):
		return true, l.readSetting(ctx)
	case f.has(ForgetsSettingsAtStart):
		if err := l.reading.take(ctx); err != nil {
			return true, err
		}
		l.asked = true
		l.reading.pass()
		return true, l.readActivity(ctx)
	case f.has(ForgetsActivityAtStart):
		if err := l.readSetting(ctx); err != nil {
			return true, err
		}
		a, err := l.g.teams.activity(ctx, l.user.ID)
		if err != nil {
			return true, err
		}
		a.LastActive = nil
		l.activityIs(a)
		return true, nil
	}
	return false, nil
}

// lookBack does with what is in the chats already what a faulty gateway does when it starts.
func (g *Gateway) lookBack(ctx context.Context) error {
	replays, archives := g.faults.has(ReplaysAtStart), g.faults.has(ArchivesAtStart)
	if !replays && !archives {
		return nil
	}
	for _, l := range g.roster.all() {
		if !l.wanted() {
			continue
		}
		before, err := g.teams.messagesSince(ctx, l.user.ID, g.began.Add(-memory))
		if err != nil {
			return err
		}
		for _, m := range before {
			switch written := m.sender() == l.user.ID; {
			case replays && written:
				g.courier.told(m.ChatID, m.ID)
			case archives && !written && m.sender() != "":
				l.mail(createItem(l.address, m.sender(), l.address, m.Body.Content))
			}
		}
	}
	return nil
}
