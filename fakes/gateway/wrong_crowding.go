package gateway

import "github.com/duet-conformance/duet/fakes/sipwire"

// kept is how many messages a gateway keeps that overflows.
const kept = 16

// overflows says whether there is no room for one more message from Teams.
func (c *courier) overflows(queue *serial) bool {
	return c.g.faults.has(OverflowsTowardsSfB) && queue.waiting() >= kept
}

// queueOf names the queue of a chat.
func (c *courier) queueOf(chatID string) string {
	if c.g.faults.has(QueuesPairsTogether) {
		return ""
	}
	return chatID
}

// forgetful says whether a faulty courier knows only the last notification, and takes an older one for new.
func (c *courier) forgetful(key string) bool {
	if !c.g.faults.has(RemembersOneNotification) {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	before := c.lapses.told
	c.lapses.told = key
	return before != key
}

// beginsInviting notes that an SfB user is being invited.
func (l *line) beginsInviting(peer string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.wrong.inviting[peer] = 0
}

// endsInviting notes that the invitation is over, and says whether a session that the peer began was opened meanwhile.
func (l *line) endsInviting(peer string) (crossed bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	opened := l.wrong.inviting[peer]
	delete(l.wrong.inviting, peer)
	return opened > 1 // the invitation's own is the last
}

// crosses notes that a session with a peer was opened. The line's mutex is held.
func (w *wrongLine) crosses(peer string) {
	if _, being := w.inviting[peer]; being {
		w.inviting[peer]++
	}
}

// crossing says whether a peer who invites is being invited.
func (l *line) crossing(peer string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	_, being := l.wrong.inviting[peer]
	return being
}

// swallowed takes an IM that a faulty gateway has no room for. It is false when there is room.
func (s *session) swallowed(tx *sipwire.ServerTx) bool {
	if !s.l.g.faults.has(OverflowsTowardsTeams) || s.jobs.waiting() < kept {
		return false
	}
	s.l.g.answer(tx, 200, "")
	return true
}
