package gateway

import (
	"context"
	"time"

	"github.com/duet-conformance/duet/fakes/sipwire"
	"github.com/emiago/sipgo/sip"
)

// take stores the IM that a MESSAGE carries in Teams, and answers the MESSAGE when it is stored: 200 means that it arrived.
func (l *line) take(ctx context.Context, tx *sipwire.ServerTx) {
	req := tx.Request()
	text, ok := textOf(req, l.g.faults)
	if !ok {
		l.g.answer(tx, 415, "", sip.NewHeader("Accept", "text/plain, text/html"))
		return
	}
	if l.takeWrongly(tx, text) || l.storesLater(tx, text) {
		return
	}
	storing, done := l.storing(ctx)
	defer done()
	began := time.Now()
	err := l.deliver(storing, req, text)
	if storing.Err() != nil && ctx.Err() == nil {
		err = nil // only a faulty gateway drops what it stores
	}
	if err != nil && !l.g.faults.acceptsUnstored(err) {
		l.log().Error("an IM was not stored in Teams", "error", err)
		l.storesAfterRefusing(req, text, err)
		// Not 408, 480 or 481, on which a client would try again in a new session: it may have been stored after all.
		l.g.answer(tx, 500, "")
		return
	}
	if !tx.Answered() {
		l.g.answer(tx, l.g.faults.answerTo(began), "")
	}
}

// deliver stores an IM in the one chat of the user and the sender. It returns when Teams has stored it, and repeating it
// changes nothing, because the message is named after the request that carried it.
func (l *line) deliver(ctx context.Context, req *sip.Request, text string) error {
	if text == "" {
		return nil // Teams takes no empty message, and there is nothing to read in one
	}
	text, lost := l.mangle(text)
	if lost {
		return nil
	}
	m := im{Address: l.g.faults.senderOf(req), Name: req.From().DisplayName, Text: text, ID: l.g.renamed(messageID(req))}
	m.ID = l.counted(m)
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
	if chat, wrong, err := l.wrongChatFor(ctx, req, peer); wrong {
		return chat, err
	}
	// Asked for every message: the answer is cheap, and a chat that the gateway remembered may be gone.
	return l.g.teams.chatOf(ctx, l.user.ID, peer)
}
