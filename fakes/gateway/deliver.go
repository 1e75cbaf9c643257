package gateway

import (
	"context"
	"html"
	"time"

	"github.com/duet-conformance/duet/fakes/sipwire"
	"github.com/emiago/sipgo/sip"
)

// take stores the IM that a MESSAGE carries in Teams, and answers the MESSAGE when it is stored: 200 means that it arrived.
func (l *line) take(ctx context.Context, tx *sipwire.ServerTx) {
	f := l.g.faults
	req := tx.Request()
	text, ok := textOf(req, f)
	if !ok {
		l.g.answer(tx, 415, "", sip.NewHeader("Accept", "text/plain, text/html"))
		return
	}
	if f.has(AnswersBeforeStored) || f.has(ReordersTowardsTeams) {
		l.g.answer(tx, 200, "")
	}
	if f.has(ReordersTowardsTeams) && l.g.fromSfB.Add(1)%2 == 1 {
		l.g.after(200*time.Millisecond, func() { _ = l.deliver(l.g.life, req, text) })
		return
	}
	if err := l.deliver(ctx, req, text); err != nil {
		l.log().Error("an IM was not stored in Teams", "error", err)
		// Not 408, 480 or 481, on which a client would try again in a new session: it may have been stored after all.
		l.g.answer(tx, 500, "")
		return
	}
	if !tx.Answered() {
		l.g.answer(tx, 200, "")
	}
}

// deliver stores an IM in the one chat of the user and the sender. It returns when Teams has stored it, and repeating it
// changes nothing, because the message is named after the request that carried it.
func (l *line) deliver(ctx context.Context, req *sip.Request, text string) error {
	f := l.g.faults
	if text == "" {
		return nil // Teams takes no empty message, and there is nothing to read in one
	}
	if f.has(EscapesMarkup) {
		text = html.EscapeString(text)
	}
	if f.has(LosesEverySeventh) && l.g.fromSfB.Add(1)%7 == 0 {
		return nil
	}
	m := im{Address: sipwire.FromAddress(req), Name: req.From().DisplayName, Text: text, ID: messageID(req)}
	chat, err := l.chatFor(ctx, req, m.Address)
	if err != nil {
		return err
	}
	if err := l.g.teams.post(ctx, chat, m); err != nil {
		return err
	}
	l.g.courier.wrote(chat)
	l.again(chat, m)
	return nil
}

// chatFor returns the chat of the user and an SfB user.
func (l *line) chatFor(ctx context.Context, req *sip.Request, peer string) (string, error) {
	f := l.g.faults
	if f.has(RelaysToLastChat) {
		if chat, ok := l.g.courier.lastChat(peer); ok {
			return chat, nil
		}
	}
	if f.has(ChatPerSession) && l.secondCall(peer, sipwire.CallID(req)) {
		return l.g.teams.groupOf(ctx, l.user.ID, peer)
	}
	// Asked for every message: the answer is cheap, and a chat that the gateway remembered may be gone.
	return l.g.teams.chatOf(ctx, l.user.ID, peer)
}

// again delivers an IM once more, as faulty gateways do.
func (l *line) again(chat string, m im) {
	f := l.g.faults
	copied := m
	copied.ID += ";copy"
	switch {
	case f.has(DeliversTwice):
		_ = l.g.teams.post(l.g.life, chat, copied)
	case f.has(StrayCopyInTeams):
		l.g.after(300*time.Millisecond, func() { _ = l.g.teams.post(l.g.life, chat, copied) })
	case f.has(CopiesToSfB):
		l.copyToSfB(m)
	}
}

// copyToSfB sends an IM to the user's own SfB client, as if it came from its sender.
func (l *line) copyToSfB(m im) {
	req := sipwire.NewRequest(sip.MESSAGE, l.aor(), sipwire.UserURI(m.Address), l.aor())
	sipwire.SetBody(req, "text/plain; charset=UTF-8", []byte(m.Text))
	l.g.copies.note(req)
	l.g.start(func() {
		if flow, err := l.g.trunk.flow(l.g.life); err == nil {
			_, _ = l.g.trunk.do(l.g.life, flow, nil, func() *sip.Request { return req })
		}
	})
}

// secondCall says whether the peer has written in another session before; only for ChatPerSession.
func (l *line) secondCall(peer, callID string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if first, ok := l.first[peer]; ok {
		return first != callID
	}
	l.first[peer] = callID
	return false
}
