package sipwire_test

import (
	"strings"
	"testing"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/sipwire"
)

// pair makes the dialogs of both sides of an INVITE that went through proxies with the given Record-Route values.
func pair(t *testing.T, routes ...string) (caller, callee *sipwire.Dialog, invite *sip.Request) {
	t.Helper()
	sent := from(sip.INVITE, "")
	sent.PrependHeader(sip.NewHeader("Via", "SIP/2.0/TCP 127.0.0.1;branch=z9hG4bK1"))
	for _, r := range routes {
		sent.AppendHeader(sip.NewHeader("Record-Route", r))
	}
	msg, err := sipwire.Parse(sipwire.Marshal(sent))
	if err != nil {
		t.Fatal(err)
	}
	invite = msg.(*sip.Request)
	ok, err := sipwire.Parse(sipwire.Marshal(sipwire.NewResponse(invite, 200, "", "callee", contact)))
	if err != nil {
		t.Fatal(err)
	}
	if caller, err = sipwire.NewUAC(invite, ok.(*sip.Response), nil); err != nil {
		t.Fatal(err)
	}
	if callee, err = sipwire.NewUAS(invite, ok.(*sip.Response), nil); err != nil {
		t.Fatal(err)
	}
	return caller, callee, invite
}

func TestBothSidesOfADialogUnderstandEachOther(t *testing.T) {
	caller, callee, invite := pair(t, "<sip:p2.test;lr>", "<sip:p1.test;lr>")
	if caller.LocalTag() != callee.RemoteTag() || caller.RemoteTag() != callee.LocalTag() || caller.CallID() != callee.CallID() {
		t.Errorf("the caller's dialog is %s, the callee's %s", caller.ID(), callee.ID())
	}
	for range 2 {
		for _, sides := range [][2]*sipwire.Dialog{{caller, callee}, {callee, caller}} {
			req := sides[0].Request(sip.MESSAGE)
			if id := sipwire.IncomingDialogID(req); id != sides[1].ID() {
				t.Errorf("the request belongs to %s; expected %s", id, sides[1].ID())
			}
			if err := sides[1].Check(req); err != nil {
				t.Error(err)
			}
			if err := sides[1].Check(req); err == nil || !strings.Contains(err.Error(), "12.2.2") {
				t.Errorf("the same CSeq number again: %v; expected an error that names the rule", err)
			}
		}
	}
	ack := caller.Ack(invite)
	if number, method := sipwire.CSeq(ack); number != 1 || method != sip.ACK || callee.Check(ack) != nil {
		t.Errorf("the ACK is\n%s", ack)
	}
	stranger, _, _ := pair(t)
	if callee.Check(stranger.Request(sip.BYE)) == nil {
		t.Error("a request of another dialog was let in")
	}
}

func TestRequestsTakeTheRouteSet(t *testing.T) {
	caller, callee, _ := pair(t, "<sip:p2.test;lr>", "<sip:p1.test;lr>")
	for _, c := range []struct {
		from   *sipwire.Dialog
		target string
		routes string
	}{
		{caller, "sip:megan@127.0.0.1:5998", "<sip:p1.test;lr> <sip:p2.test;lr>"},
		{callee, "sip:alix@127.0.0.1:5999", "<sip:p2.test;lr> <sip:p1.test;lr>"},
	} {
		req := c.from.Request(sip.BYE)
		if got := strings.Join(sipwire.Values(req, "Route"), " "); got != c.routes || req.Recipient.String() != c.target {
			t.Errorf("the BYE goes to %s by %s; expected %s by %s", req.Recipient.String(), got, c.target, c.routes)
		}
	}
	strict, _, _ := pair(t, "<sip:p2.test;lr>", "<sip:old.test>")
	req := strict.Request(sip.BYE)
	if got := strings.Join(sipwire.Values(req, "Route"), " "); got != "<sip:p2.test;lr> <sip:megan@127.0.0.1:5998>" || req.Recipient.Host != "old.test" {
		t.Errorf("the BYE goes to %s by %s; a strict router is the Request-URI itself (RFC 3261 section 12.2.1.1)", req.Recipient.String(), got)
	}
}

func TestTargetRefresh(t *testing.T) {
	caller, callee, _ := pair(t)
	update := callee.Request(sip.UPDATE)
	update.AppendHeader(&sip.ContactHeader{Address: sip.Uri{Scheme: "sip", Host: "192.0.2.7"}})
	caller.Refresh(update)
	caller.Refresh(callee.Request(sip.INFO)) // without Contact
	if target := caller.Request(sip.BYE).Recipient; target.Host != "192.0.2.7" {
		t.Errorf("the BYE goes to %s", target.String())
	}
}

func TestNoDialogWithoutWhatItNeeds(t *testing.T) {
	invite := from(sip.INVITE, "")
	for name, res := range map[string]*sip.Response{
		"no tag":     sipwire.NewResponse(invite, 200, "", "", contact),
		"no Contact": sipwire.NewResponse(invite, 200, "", "tag"),
	} {
		if _, err := sipwire.NewUAC(invite, res, nil); err == nil {
			t.Errorf("%s: a dialog came of it", name)
		}
	}
	if _, err := sipwire.NewUAS(from(sip.OPTIONS, ""), sipwire.NewResponse(invite, 200, "", "tag"), nil); err == nil {
		t.Error("a dialog came of a request without Contact")
	}
}
