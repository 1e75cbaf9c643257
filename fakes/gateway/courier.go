package gateway

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"time"
)

// courier brings to SfB what Teams users write to SfB users. It is safe for concurrent use.
type courier struct {
	g    *Gateway
	seen recent // messages that were taken on

	mu     sync.Mutex
	queues map[string]*serial // one for each chat, so that its messages keep their order
	pairs  map[string]*pair   // what is known of chats
	lapses lapses
}

func newCourier(g *Gateway) *courier {
	return &courier{g: g, queues: map[string]*serial{}, pairs: map[string]*pair{}}
}

// told takes on a message that Teams told of. Teams tells at least once, so what was told before is passed over.
func (c *courier) told(chatID, messageID string) {
	key := chatID + " " + messageID
	if forgetful := c.forgetful(key); !c.seen.first(key) && !c.g.faults.has(TrustsExactlyOnce) && !forgetful && !c.forgotten(messageID) {
		return
	}
	carry := func() {
		if err := c.carry(c.g.life, chatID, messageID); err != nil {
			c.g.log.Error("a message of Teams was not carried", "chat", chatID, "message", messageID, "error", err)
			c.queueTwice(chatID, messageID, err)
		}
	}
	if c.g.faults.has(ReordersTowardsSfB) {
		c.disorder(carry)
		return
	}
	name := c.queueOf(chatID)
	c.mu.Lock()
	queue := c.queues[name]
	if queue == nil {
		queue = newSerial(c.g.start)
		c.queues[name] = queue
	}
	c.mu.Unlock()
	if !c.overflows(queue) {
		queue.do(carry)
	}
}

// carry brings one message to SfB, if it is for SfB.
func (c *courier) carry(ctx context.Context, chatID, messageID string) error {
	f := c.g.faults
	if f.watchesCalls() {
		if done, err := c.spread(ctx, chatID, messageID); done || err != nil {
			return err
		}
	}
	if c.g.teams.rests(chatID) {
		return nil
	}
	began := time.Now()
	p, err := c.pairOf(ctx, chatID)
	if err != nil || len(p.peers) == 0 {
		return err
	}
	m, err := c.g.teams.message(ctx, chatID, messageID)
	if err != nil {
		return err
	}
	c.takeOver(chatID, messageID, began)
	if c.outdated(chatID, messageID) || c.overdue(ctx, m) {
		return nil
	}
	writer := p.writer(m.sender(), f)
	if writer == "" {
		return nil
	}
	l, err := c.g.roster.find(ctx, writer)
	if err != nil {
		return err
	}
	if c.loses(m, p) {
		return nil
	}
	for _, peer := range p.peers {
		if peer.id == writer {
			continue
		}
		if err := c.bring(ctx, l, peer.address, m.text(f), m.Created); err != nil && !f.losesWith(err) {
			if err := c.tell(ctx, chatID, messageID, err); err != nil {
				return err
			}
		}
	}
	return nil
}

// bring sends a text to an SfB user for a Teams user, who has just written it.
func (c *courier) bring(ctx context.Context, l *line, peer, text string, written time.Time) error {
	if l == nil {
		return &undelivered{Code: 403, Reason: "the sender is not enabled for Skype for Business"}
	}
	// Writing is doing something in Teams, and the news of it may come later than the message.
	l.change(func(s *situation) { s.TeamsActive = later(s.TeamsActive, written) })
	if !l.wanted() && !c.g.faults.has(SendsWhileOff) {
		return &undelivered{Code: 403, Reason: "interop with Skype for Business is switched off"}
	}
	if c.g.faults.has(CutsLongTextToSfB) {
		text = cut(text)
	}
	l.noteSending(peer, text)
	if err := l.send(ctx, peer, text); err != nil {
		l.sendsAfterGivingUp(peer, text, err)
		return err
	}
	l.noteSent(peer, text)
	switch f := c.g.faults; {
	case f.has(StrayCopyToSfB):
		c.g.after(300*time.Millisecond, func() { _ = l.send(c.g.life, peer, text) })
	case f.has(ResendsMinutesLater):
		c.g.after(lateBy, func() { _ = l.send(c.g.life, peer, text) })
	}
	return nil
}

// tell tells the writer of a message, in the chat, that it was not delivered.
func (c *courier) tell(ctx context.Context, chatID, messageID string, why error) error {
	code, reason := "undelivered", why.Error()
	var u *undelivered
	if errors.As(why, &u) {
		reason = u.Reason
		if u.Code != 0 {
			code = strconv.Itoa(u.Code)
		}
		if u.Code/100 == 5 && c.g.faults.has(SwallowsServerErrors) {
			return nil
		}
		if declined := u.Code == 486 || u.Code >= 600; declined && c.g.faults.has(SwallowsDeclines) {
			return nil
		}
	}
	if c.g.faults.has(SwallowsFailures) {
		return nil
	}
	return c.g.teams.failed(ctx, chatID, messageID, code, reason)
}
