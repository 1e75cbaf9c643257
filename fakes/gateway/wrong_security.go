package gateway

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/duet-conformance/duet/fakes/sipwire"
	"github.com/emiago/sipgo/sip"
)

// content is what a change notification may bring along of the message that it tells of.
type content struct {
	ChatID string `json:"chatId"`
	From   struct {
		User struct {
			ID string `json:"id"`
		} `json:"user"`
	} `json:"from"`
	Body struct {
		Content string `json:"content"`
	} `json:"body"`
}

// fooled says whether a notification that does not know the secret is heeded all the same.
func (g *Gateway) fooled(n notification) bool {
	f := g.faults
	switch {
	case f.has(HeedsAnyClientState):
		return true
	case f.has(HeedsMissingClientState):
		return n.ClientState == ""
	case f.has(HeedsUnknownSubscriptions):
		return !g.watches.knows(n.SubscriptionID)
	case f.has(BelievesContent):
		var c content
		if json.Unmarshal(n.Data, &c) == nil && c.Body.Content != "" {
			g.start(func() { g.believe(g.life, c) })
		}
	}
	return false
}

// knows says whether there is a subscription of the id.
func (w *watches) knows(id string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	_, known := w.made[id]
	return known
}

// believe sends a message that a notification brought along to SfB.
func (g *Gateway) believe(ctx context.Context, c content) {
	l, err := g.roster.find(ctx, c.From.User.ID)
	if err != nil || l == nil {
		return
	}
	if p, err := g.courier.pairOf(ctx, c.ChatID); err == nil {
		for _, peer := range p.peers {
			_ = l.send(ctx, peer.address, c.Body.Content)
		}
	}
}

// letsIn says whether a faulty gateway takes a request that does not come from the front end.
func (g *Gateway) letsIn(tx *sipwire.ServerTx) bool {
	f, req := g.faults, tx.Request()
	if tx.Flow().Transport() == g.too() {
		return true
	}
	within := sipwire.ToTag(req) != ""
	switch req.Method {
	case sip.INVITE:
		return f.has(InvitedByAnybody)
	case sip.MESSAGE:
		return !within && f.has(PagedByAnybody) || within && (f.has(HearsAnybodyInSession) || f.has(FindsSessionsByCallID))
	case sip.BYE:
		return f.has(EndedByAnybody)
	case sip.NOTIFY:
		return f.has(NotifiedByAnybody)
	}
	return false
}

// senderOf is whom an IM is from.
func (f faults) senderOf(req *sip.Request) string {
	if f.has(BelievesRemotePartyID) {
		_, uri, _ := strings.Cut(sipwire.Value(req, "Remote-Party-ID"), "<sip:")
		if address, _, ok := strings.Cut(uri, ">"); ok {
			return address
		}
	}
	return sipwire.FromAddress(req)
}

// guessed takes a MESSAGE whose tags are wrong into the session with its Call-ID. It is false when there is none.
func (g *Gateway) guessed(tx *sipwire.ServerTx) bool {
	req, taken := tx.Request(), false
	if req.Method != sip.MESSAGE || !g.faults.has(FindsSessionsByCallID) {
		return false
	}
	g.sessions.Range(func(_, s any) bool {
		if one := s.(*session); one.dialog.CallID() == sipwire.CallID(req) {
			one.message(tx)
			taken = true
		}
		return !taken
	})
	return taken
}

// babble puts a secret of Teams into a request to SfB.
func (g *Gateway) babble(req *sip.Request) {
	switch {
	case g.faults.has(LeaksBearerToken):
		if token := g.teams.tokens.good(); token != "" {
			req.AppendHeader(sip.NewHeader("X-Teams-Authorization", "Bearer "+token))
		}
	case g.faults.has(LeaksClientState):
		req.AppendHeader(sip.NewHeader("X-Conversation", base64.RawURLEncoding.EncodeToString([]byte("v1:"+g.clientState))))
	}
}

// babble puts a secret of SfB into a request to Teams.
func (t *teamsClient) babble(req *http.Request) {
	if t.faults.has(LeaksServicePassword) {
		req.Header.Set("X-Sfb-Authorization", "Basic "+base64.StdEncoding.EncodeToString([]byte(t.account)))
	}
}
