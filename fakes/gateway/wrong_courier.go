package gateway

import (
	"sync"
	"time"

	"github.com/duet-conformance/duet/fakes/sipwire"
	"github.com/emiago/sipgo/sip"
)

// lapses is what a faulty courier remembers, so that it can be wrong. A correct one never looks.
type lapses struct {
	newest  map[string]string // by chat: the name of its newest message
	count   int               // of messages from Teams
	last    map[string]string // by SfB user: the chat in which they were written to last
	begun   map[string]bool   // chats in which an SfB user wrote
	sent    recent            // texts that went to SfB, by chat; for RelaysTeamsChats
	hurried recent            // messages that were taken over; for TakesOverSlowWork
	told    string            // the last change notification; for RemembersOneNotification
}

// disorder carries every second message later than it came.
func (c *courier) disorder(carry func()) {
	c.mu.Lock()
	c.lapses.count++
	odd := c.lapses.count%2 == 1
	c.mu.Unlock()
	if odd {
		c.g.after(200*time.Millisecond, carry)
	} else {
		c.g.start(carry)
	}
}

// loses says whether a message of a chat is lost.
func (c *courier) loses(m chatMessage, p *pair) bool {
	chatID := m.ChatID
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.lapses.last == nil {
		c.lapses.last = map[string]string{}
	}
	for _, peer := range p.peers {
		c.lapses.last[peer.address] = chatID
	}
	if !c.g.faults.has(ReordersTowardsSfB) {
		c.lapses.count++
	}
	switch f := c.g.faults; {
	case f.has(NeverRelaysToSfB):
		return true
	case f.has(RelaysTeamsChats):
		// What went to SfB for a Teams user who is not at it comes back, and would go round for ever.
		return !c.lapses.sent.first(chatID + " " + m.Body.Content)
	case f.has(RelaysKnownChatsOnly):
		return !c.lapses.begun[chatID]
	case f.has(LosesEverySeventhToSfB):
		return c.lapses.count%7 == 0
	case f.has(LosesEveryHundredthToSfB):
		return c.lapses.count%100 == 0
	}
	return false
}

// outdated says whether a faulty courier takes a message for one of the past. Teams names messages by the millisecond in which
// they were written, and no two of a chat alike, so their names are in the order of writing.
func (c *courier) outdated(chatID, messageID string) bool {
	if !c.g.faults.has(SkipsOlderMessages) {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.lapses.newest == nil {
		c.lapses.newest = map[string]string{}
	}
	before := c.lapses.newest[chatID]
	c.lapses.newest[chatID] = max(before, messageID)
	return messageID < before
}

// wrote notes that an SfB user wrote in a chat.
func (c *courier) wrote(chatID string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.lapses.begun == nil {
		c.lapses.begun = map[string]bool{}
	}
	c.lapses.begun[chatID] = true
}

// lastChat is the chat in which an SfB user was written to last.
func (c *courier) lastChat(address string) (string, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	chat, ok := c.lapses.last[address]
	return chat, ok
}

// copies remembers the requests that CopiesToSfB sent, which come back to the gateway as to any endpoint of the user.
type copies struct{ sent sync.Map }

func (c *copies) note(req *sip.Request) { c.sent.Store(sipwire.CallID(req), true) }

func (c *copies) known(req *sip.Request) bool {
	_, ok := c.sent.Load(sipwire.CallID(req))
	return ok
}
