package sfb

import (
	"strings"
	"testing"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

func TestNumbersMustGoUpWithinADialog(t *testing.T) {
	s := newSite(t, Config{})
	iut, alix := s.phone("tcp", "megan").asIUT(), s.phone("tcp", "alix").signIn()
	uac, uas := talk(iut, alix)
	first, second := says(uac, "one"), says(uac, "two") // CSeq 2 and 3
	exchange(t, iut, alix, first)
	exchange(t, iut, alix, second)
	exchange(t, alix, iut, says(uas, "the other side counts for itself"))
	if wrong := s.violations(record.PartyIUT) + s.violations("alix@contoso.test/sfb"); wrong != "" {
		t.Fatalf("numbers that went up were held against their sender: %s", wrong)
	}
	for again, before := range map[uint32]string{3: "3", 2: "3", 1: "3"} {
		mark := s.log.Len()
		req := sipwire.CloneRequest(second)
		sipwire.Remove(req, "Via") // a new transaction, no retransmission
		req.CSeq().SeqNo = again
		exchange(t, iut, alix, req) // it is held against the sender, and goes its way
		e := record.Select(s.log.From(mark), record.Is(record.Violation))
		if len(e) != 1 || e[0].Attr("rule") != "RFC 3261 §12.2.1.1" || e[0].Party != record.PartyIUT ||
			!strings.HasSuffix(e[0].Text, "has sent "+before+" before; numbers must go up") {
			t.Errorf("CSeq %d was recorded as %+v", again, e)
		}
	}
}

func TestRequestsOutsideOfADialogCountForThemselves(t *testing.T) {
	var s sequences
	request := func(method sip.RequestMethod, number uint32, toTag string) *sip.Request {
		alix, megan := sipwire.UserURI("alix@contoso.test"), sipwire.UserURI("megan@contoso.test")
		req := sipwire.NewRequest(method, megan, alix, megan)
		sipwire.SetParam(&req.From().Params, "tag", "a")
		*req.CallID() = "1"
		req.CSeq().SeqNo = number
		if toTag != "" {
			sipwire.SetParam(&req.To().Params, "tag", toTag)
		}
		return req
	}
	for _, step := range []struct {
		req   *sip.Request
		wrong bool
	}{
		{request(sip.INVITE, 7, ""), false},
		{request(sip.INVITE, 7, ""), false}, // another way through a proxy, say
		{request(sip.MESSAGE, 8, "m"), false},
		{request(sip.MESSAGE, 8, "m"), true},
		{request(sip.MESSAGE, 8, "other"), false}, // the other dialog of a fork
		{request(sip.MESSAGE, 7, "third"), true},  // lower than the INVITE that made it
		{request(sip.BYE, 9, "m"), false},
	} {
		if wrong := s.take(step.req); (wrong != "") != step.wrong {
			t.Errorf("%s %d: %q", step.req.Method, step.req.CSeq().SeqNo, wrong)
		}
	}
	s.reset()
	if wrong := s.take(request(sip.MESSAGE, 1, "m")); wrong != "" {
		t.Errorf("after a reset: %s", wrong)
	}
}
