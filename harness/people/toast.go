package people

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sfb"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

// invited handles an INVITE that opens a dialog: an IM session, or a call.
func (s *sfbSession) invited(tx *sipwire.ServerTx) {
	req := tx.Request()
	offer := modalitiesOf(req)
	if sipwire.ContentType(req) != sdpType || !slices.Equal(offer, []string{"message"}) || offersFile(req) {
		s.rung(tx, offer)
		return
	}
	if status := s.client.refuses.Load(); status != 0 {
		s.reply(tx, int(status))
		return
	}
	t := &toast{session: s, tx: tx, from: sipwire.FromAddress(req)}
	t.life, t.gone = context.WithCancel(s.life)
	tx.OnCancel(func(*sip.Request) {
		t.gone()
		if t.decide() {
			s.reply(tx, 487)
		}
	})
	hesitates := s.hesitatesOver(t)
	s.respond(tx, 180, tx.Tag(), "", nil)
	switch {
	case hesitates:
	case s.client.ignores.Load():
		t.gone() // nothing waits for anything but the CANCEL
	default:
		t.answer()
	}
}

// toast is an IM session that the client is offered and that the person has not taken yet.
type toast struct {
	session *sfbSession
	tx      *sipwire.ServerTx
	from    string
	life    context.Context // ends when it can't be taken any more
	gone    context.CancelFunc

	mu      sync.Mutex
	decided bool
}

// answer takes the session when its turn has come.
func (t *toast) answer() {
	if t.session.scene.SfB.Routing == sfb.RegistrarDecides {
		// Nobody else is being asked: the front end has chosen this client.
		t.gone()
		if t.decide() {
			t.take()
		}
		return
	}
	t.session.start(func() {
		defer t.gone()
		t.wait(t.life)
	})
}

// decide claims the one final answer.
func (t *toast) decide() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	was := t.decided
	t.decided = true
	return !was
}

// wait takes the session as soon as the IUT can't any more. Whoever answers first has it, so a person who were quicker
// than the IUT would decide what the IUT is to be judged for.
func (t *toast) wait(life context.Context) {
	s, req := t.session, t.tx.Request()
	number, _ := sipwire.CSeq(req)
	callID, cseq := sipwire.CallID(req), strconv.FormatUint(uint64(number), 10)
	err := s.scene.until(life, s.scene.bounds().Answer, func(events []record.Event) bool {
		return leftByIUT(events, callID, cseq)
	})
	if err != nil && !errors.Is(err, errLate) {
		return // taken elsewhere, or everything is over
	}
	if t.decide() {
		t.take()
	}
}

// leftByIUT says whether the IUT has declined its part of a fork of an INVITE, or never had one.
func leftByIUT(events []record.Event, callID, cseq string) bool {
	forked, branches := false, 0
	for _, e := range events {
		if e.Attr("call-id") != callID || e.Attr("cseq") != cseq || e.Attr("method") != "INVITE" {
			continue
		}
		switch {
		case e.Kind == record.Forked:
			forked = true
			branches, _ = strconv.Atoi(e.Attr("iut-branches"))
		case e.Kind == record.BranchEnded && e.Party == record.PartyIUT:
			if status := e.Attr("status"); strings.HasPrefix(status, "2") || strings.HasPrefix(status, "6") {
				return false // it ends the fork for everybody (RFC 3261 section 16.7): a CANCEL is on its way
			}
			branches--
		}
	}
	return forked && branches <= 0
}

// take answers 200, and shows the IM that rode in the INVITE, if one did.
func (t *toast) take() {
	s, tx, req := t.session, t.tx, t.tx.Request()
	res := sipwire.NewResponse(req, 200, "", tx.Tag(), s.contact())
	text, kind, inside := firstMessageOf(req)
	if inside {
		// It says that the text was taken, so that the sender does not send it again (MS-SIP: ms-text-format).
		res.AppendHeader(sip.NewHeader("Supported", "ms-text-format"))
	}
	sipwire.SetBody(res, sdpType, offerOf(s.flow.Local(), s.me(), "message"))
	dialog, err := sipwire.NewUAS(req, res, s.flow)
	if err != nil {
		s.reply(tx, 400) // without a Contact there is no session; the front end records the violation
		return
	}
	s.newConversation(t.from, dialog)
	if inside {
		s.show(t.from, sipwire.CallID(req), kind, text)
	}
	tx.Reliable2xx = true
	_ = tx.Respond(res) // fails only with the flow, which ends the session too
}
