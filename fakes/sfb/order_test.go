package sfb

import (
	"fmt"
	"strings"
	"testing"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

func TestAThousandPipelinedMessagesStayInOrder(t *testing.T) {
	s := newSite(t, Config{})
	megan, alix := s.phone("tcp", "megan").signIn(), s.phone("tcp", "alix").signIn()
	uac, _ := talk(megan, alix)
	const n = 1000
	answers := make(chan string, n)
	for i := range n {
		text := fmt.Sprintf("message %d %s", i, record.Token(1, uint64(i)))
		_, err := megan.Request(megan.flow, says(uac, text), func(res *sip.Response, err error) {
			if err != nil || res.StatusCode != 200 {
				answers <- fmt.Sprint(res, err)
				return
			}
			answers <- ""
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for i := range n {
		tx := alix.gets(sip.MESSAGE)
		if want := fmt.Sprintf("message %d ", i); !strings.HasPrefix(string(tx.Request().Body()), want) {
			t.Fatalf("in place %d arrived %q", i, tx.Request().Body())
		}
		alix.replies(tx, 200)
	}
	for range n {
		if wrong := <-answers; wrong != "" {
			t.Fatal(wrong)
		}
	}
	for _, kind := range []record.Kind{record.SIPIn, record.SIPOut} {
		seen := 0
		for _, e := range record.Select(s.log.All(), record.And(record.Is(kind), record.With("method", "MESSAGE"))) {
			if e.Attr("status") != "" {
				continue
			}
			if e.Token != record.Token(1, uint64(seen)) || e.From != megan.address || e.To != alix.address {
				t.Fatalf("%s number %d was recorded as %+v", kind, seen, e)
			}
			seen++
		}
		if seen != n {
			t.Errorf("%d of %d are recorded as %s", seen, n, kind)
		}
	}
}

func TestNoRingingIsLostBeforeTheAnswer(t *testing.T) {
	for _, transport := range []string{"tcp", "udp"} {
		t.Run(transport, func(t *testing.T) {
			s := newSite(t, Config{})
			megan, alix := s.phone(transport, "megan").signIn(), s.phone(transport, "alix").signIn()
			for range 300 {
				c := megan.invites("alix@contoso.test", imSDP)
				tx := alix.gets(sip.INVITE)
				alix.replies(tx, 180)
				alix.accepts(tx)
				c.gets(180)
				res := c.gets(200)
				uac, err := sipwire.NewUAC(c.tx.Request(), res, megan.flow)
				if err != nil {
					t.Fatal(err)
				}
				if err := megan.Send(megan.flow, uac.Ack(c.tx.Request())); err != nil {
					t.Fatal(err)
				}
				alix.getsACK()
			}
		})
	}
}

func TestParametersSurviveTheWay(t *testing.T) {
	s := newSite(t, Config{})
	megan, alix := s.phone("tcp", "megan").signIn(), s.phone("tcp", "alix").signIn()
	contact := megan.contact()[1] + `;methods="INVITE, MESSAGE, INFO";proxy=replace;+sip.instance="<urn:uuid:1>"`
	req := megan.request(sip.INVITE, alix.address, [2]string{"Contact", contact}, [2]string{"Ms-Conversation-ID", "1;x=\"a;b\""})
	if _, err := megan.Request(megan.flow, req, nil); err != nil {
		t.Fatal(err)
	}
	tx := alix.gets(sip.INVITE)
	got := tx.Request()
	if c := sipwire.Value(got, "Contact"); c != contact {
		t.Errorf("the Contact %s arrived as %s", contact, c)
	}
	if c := sipwire.Value(got, "Ms-Conversation-ID"); c != "1;x=\"a;b\"" {
		t.Errorf("the unknown header arrived as %s", c)
	}
	if hops := got.MaxForwards().Val(); hops != 69 {
		t.Errorf("Max-Forwards arrived as %d", hops)
	}
	if routes := sipwire.Values(got, "Record-Route"); len(routes) != 1 || !strings.Contains(routes[0], ";lr") {
		t.Errorf("the Record-Routes are %q", routes)
	}
	if vias := sipwire.Values(got, "Via"); len(vias) != 2 {
		t.Errorf("the Vias are %q", vias)
	}
	alix.replies(tx, 486)
}
