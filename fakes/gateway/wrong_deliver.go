package gateway

import (
	"context"
	"html"
	"strings"
	"time"

	"github.com/duet-conformance/duet/fakes/sipwire"
	"github.com/emiago/sipgo/sip"
)

// takeWrongly answers an IM before it is stored. It is true when the rest is done, too.
func (l *line) takeWrongly(tx *sipwire.ServerTx, text string) bool {
	f := l.g.faults
	if f.has(AnswersBeforeStored) || f.has(ReordersTowardsTeams) {
		l.g.answer(tx, 200, "")
	}
	if f.has(ReordersTowardsTeams) && l.g.fromSfB.Add(1)%2 == 1 {
		l.g.after(200*time.Millisecond, func() { _ = l.deliver(l.g.life, tx.Request(), text) })
		return true
	}
	return false
}

// mangle changes a text, or loses it.
func (l *line) mangle(text string) (mangled string, lost bool) {
	f := l.g.faults
	if f.has(EscapesMarkup) {
		text = html.EscapeString(text)
	}
	if f.has(CutsLongText) {
		text = cut(text)
	}
	if f.has(JoinsBareLineFeeds) {
		rows := strings.Split(text, "\r\n")
		for i, row := range rows {
			rows[i] = strings.ReplaceAll(row, "\n", " ")
		}
		text = strings.Join(rows, "\r\n")
	}
	if f.has(JoinsLinesInTeams) {
		text = strings.Join(strings.Fields(text), " ")
	}
	switch {
	case f.has(DeafAfterReconnecting):
		lost = l.wrong.reconnected.Load()
	case f.has(LosesEverySeventh):
		lost = l.g.fromSfB.Add(1)%7 == 0
	case f.has(LosesEveryHundredth):
		lost = l.g.fromSfB.Add(1)%100 == 0
	}
	return text, lost
}

// cut is a text without what is beyond its first 1,000 bytes.
func cut(text string) string { return strings.ToValidUTF8(text[:min(len(text), 1000)], "") }

// wrongChatFor returns another chat than that of the user and an SfB user, where a faulty gateway has one.
func (l *line) wrongChatFor(ctx context.Context, req *sip.Request, peer string) (chat string, wrong bool, err error) {
	f := l.g.faults
	if f.has(RelaysToLastChat) {
		if chat, ok := l.g.courier.lastChat(peer); ok {
			return chat, true, nil
		}
	}
	if f.has(ChatPerSession) && l.secondCall(peer, sipwire.CallID(req)) {
		chat, err = l.g.teams.groupOf(ctx, l.user.ID, peer)
		return chat, true, err
	}
	return "", false, nil
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
	case f.has(RepeatsMinutesLater):
		l.g.after(lateBy, func() { _ = l.g.teams.post(l.g.life, chat, copied) })
	case f.has(CopiesToSfB):
		l.copyToSfB(m)
	}
	l.writeHistory(m)
}

// copyToSfB sends an IM to the user's own SfB client, as if it came from its sender.
func (l *line) copyToSfB(m im) {
	req := sipwire.NewRequest(sip.MESSAGE, l.aor(), sipwire.UserURI(m.Address), l.aor())
	sipwire.SetBody(req, "text/plain; charset=UTF-8", []byte(m.Text))
	l.g.copies.note(req)
	l.g.start(func() {
		if flow, err := l.g.trunk.flow(l.g.life); err == nil {
			_, _ = l.g.trunk.do(l.g.life, flow, faults{}, func() *sip.Request { return req })
		}
	})
}
