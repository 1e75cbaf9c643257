package sipwire_test

import (
	"strings"
	"testing"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/sipwire"
)

// registerOfSfB has what real clients send and sipgo's parser loses: parameters with quotes, commas, semicolons and white
// space, compact names, an epid.
const registerOfSfB = "REGISTER sip:contoso.test SIP/2.0\r\n" +
	"v: SIP/2.0/tcp 127.0.0.1:38162;branch=z9hG4bK1\r\n" +
	"f: \"Alix; the <one>\" <sip:Alix@contoso.test>;tag=1;epid=abb2cb12b77f\r\n" +
	"t: <sip:alix@contoso.test>\r\n" +
	"i: 1\r\nCSeq: 1  REGISTER\r\nMax-Forwards: 70\r\nk: gruu-10\r\nk: adhoclist\r\no: registration\r\n" +
	"m: <sip:127.0.0.1:38162;transport=tcp;ms-opaque=d3>;methods=\"INVITE, MESSAGE, ACK\";proxy=replace;" +
	"+sip.instance=\"<urn:uuid:a-b>\";pub-gruu=\"sip:alix@contoso.test;gr=urn:uuid:a-b\";temp-gruu=\"sip:x@contoso.test;gr\", " +
	"<sip:second@127.0.0.1>;q=0.5\r\n" +
	"l: 0\r\n\r\n"

func TestWhatClientsSendIsNotLost(t *testing.T) {
	msg, err := sipwire.Parse([]byte(registerOfSfB))
	if err != nil {
		t.Fatal(err)
	}
	check := func(msg sip.Message) {
		t.Helper()
		contact := sipwire.ContactOf(msg)
		for name, want := range map[string]string{
			"methods": "INVITE, MESSAGE, ACK", "proxy": "replace", "+sip.instance": "<urn:uuid:a-b>",
			"pub-gruu": "sip:alix@contoso.test;gr=urn:uuid:a-b", "TEMP-GRUU": "sip:x@contoso.test;gr",
		} {
			if got, _ := sipwire.Param(contact.Params, name); got != want {
				t.Errorf("the Contact parameter %s is %q; expected %q", name, got, want)
			}
		}
		if epid, _ := sipwire.Param(msg.From().Params, "epid"); epid != "abb2cb12b77f" {
			t.Errorf("epid is %q", epid)
		}
		if got := sipwire.FromAddress(msg); got != "alix@contoso.test" {
			t.Errorf("From is %q", got)
		}
		if got := strings.Join(sipwire.List(msg, "Supported"), " "); got != "gruu-10 adhoclist" {
			t.Errorf("Supported is %q", got)
		}
		if got := sipwire.Value(msg, "event"); got != "registration" {
			t.Errorf("Event is %q", got)
		}
		if n := len(sipwire.Contacts(msg)); n != 2 || contact.Address.Port != 38162 {
			t.Errorf("there are %d contacts, the first is %s", n, contact)
		}
	}
	check(msg)
	again, err := sipwire.Parse(sipwire.Marshal(msg))
	if err != nil {
		t.Fatal(err)
	}
	check(again)
	if violations := sipwire.Check(msg, []byte(registerOfSfB)); len(violations) > 0 {
		t.Errorf("it is right, but %v", violations)
	}
}

func TestDeepCloneSharesNothing(t *testing.T) {
	msg, err := sipwire.Parse([]byte(registerOfSfB))
	if err != nil {
		t.Fatal(err)
	}
	before := string(sipwire.Marshal(msg))
	c := sipwire.CloneRequest(msg.(*sip.Request))
	if got := string(sipwire.Marshal(c)); got != before {
		t.Fatalf("the clone is\n%s\nand not\n%s", got, before)
	}
	c.MaxForwards().Dec()
	c.Recipient.Host = "elsewhere"
	*c.CallID() = "2"
	*c.ContentLength() = 9
	sipwire.SetParam(&c.From().Params, "tag", "2")
	sipwire.SetParam(&sipwire.ContactOf(c).Params, "q", "0.1")
	sipwire.Remove(c, "Supported")
	sipwire.Remove(c, "contact")
	sipwire.SetParam(&c.Via().Params, "received", "192.0.2.1")
	if got := string(sipwire.Marshal(msg)); got != before {
		t.Errorf("changing the clone made of the original\n%s", got)
	}
	if sipwire.Has(c, "Supported") || sipwire.ContactOf(c) != nil {
		t.Error("a removed header is still there")
	}
}

func TestQuotedParametersSurviveBeingWritten(t *testing.T) {
	for _, value := range []string{"plain", "with space", `a "quote" and \ more`, `sip:a@b;gr="x"`} {
		c := &sip.ContactHeader{Address: sipwire.UserURI("alix@contoso.test")}
		sipwire.SetParam(&c.Params, "p", sipwire.Quote(value))
		req := from(sip.OPTIONS, "")
		req.AppendHeader(c)
		req.PrependHeader(sip.NewHeader("Via", "SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK1"))
		msg, err := sipwire.Parse(sipwire.Marshal(req))
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := sipwire.Param(sipwire.ContactOf(msg).Params, "P"); !ok || got != value {
			t.Errorf("%q became %q", value, got)
		}
	}
}

func TestWhereAURIPoints(t *testing.T) {
	for uri, want := range map[string]string{
		"sip:contoso.test":                                   "udp contoso.test:5060",
		"sip:sfb.contoso.test:5061;transport=tls":            "tls sfb.contoso.test:5061",
		"sips:sfb.contoso.test":                              "tls sfb.contoso.test:5061",
		"sip:a@contoso.test:9;maddr=192.0.2.1;transport=TCP": "tcp 192.0.2.1:9",
		"sip:[2001:db8::1]:7":                                "udp [2001:db8::1]:7",
	} {
		parsed, err := sipwire.ParseURI(uri)
		if err != nil {
			t.Fatal(err)
		}
		if transport, addr := sipwire.HostPort(parsed); transport+" "+addr != want {
			t.Errorf("%s points to %s %s; expected %s", uri, transport, addr, want)
		}
	}
	for _, uri := range []string{"", "*", "tel:+1", "contoso.test", "sip:"} {
		if parsed, err := sipwire.ParseURI(uri); err == nil {
			t.Errorf("%q was read as %+v; expected an error", uri, parsed)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(registerOfSfB))
	for _, folder := range []string{"valid", "invalid"} {
		for _, raw := range torture(f, folder) {
			f.Add(raw)
		}
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		msg, err := sipwire.Parse(raw)
		sipwire.Check(msg, raw)
		if err != nil {
			return
		}
		var c sip.Message
		switch m := msg.(type) {
		case *sip.Request:
			c = sipwire.CloneRequest(m)
		case *sip.Response:
			c = sipwire.CloneResponse(m)
		}
		sipwire.Contacts(c)
		sipwire.List(c, "Supported")
		for _, name := range []string{"Via", "Contact", "X"} {
			sipwire.Remove(c, name)
		}
		if req, ok := msg.(*sip.Request); ok {
			sipwire.Marshal(sipwire.NewResponse(req, 200, "", "tag"))
			sipwire.IncomingDialogID(req)
		}
		sipwire.Marshal(c)
	})
}
