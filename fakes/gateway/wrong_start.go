package gateway

import (
	"context"
	"fmt"
	"time"

	"github.com/emiago/sipgo/sip"
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
	replays, archives, reposts := g.faults.has(ReplaysAtStart), g.faults.has(ArchivesAtStart), g.faults.has(PostsAgainAtStart)
	if !replays && !archives && !reposts {
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
			case reposts && !written:
				g.postAgain(ctx, m)
			}
		}
	}
	return nil
}

// postAgain posts once more what an SfB user wrote, as from a journal that does not say how far it came.
func (g *Gateway) postAgain(ctx context.Context, m chatMessage) {
	p, err := g.courier.pairOf(ctx, m.ChatID)
	if err != nil {
		return
	}
	for _, peer := range p.peers {
		if peer.id == m.sender() {
			_ = g.teams.post(ctx, m.ChatID, im{Address: peer.address, Text: m.Body.Content, ID: "again;" + m.ID})
		}
	}
}

// forgotten is the answer to a request in a session that the gateway does not know.
func (f faults) forgotten(req *sip.Request) int {
	if req.Method == sip.MESSAGE && f.has(RefusesForgottenSessions) {
		return 500
	}
	return 481
}

// counted names an IM by how many there were of its sender, which begins anew with every start.
func (l *line) counted(m im) string {
	if !l.g.faults.has(CountsFromStart) {
		return m.ID
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.wrong.counts[m.Address]++
	return fmt.Sprintf("%s;%d", m.Address, l.wrong.counts[m.Address])
}
