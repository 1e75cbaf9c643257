package sfb

import (
	"strings"
	"testing"
	"time"

	"github.com/emiago/sipgo/sip"
	. "github.com/onsi/gomega"

	"github.com/duet-conformance/duet/fakes/pidf"
	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

func TestSubscriberGetsTheWholeStateAtOnce(t *testing.T) {
	g := NewWithT(t)
	s := newSite(t, Config{})
	client, iut, megan := s.join("tcp", "alix"), s.join("tcp", "alix"), s.join("udp", "megan")
	client.register()
	megan.register()
	client.publish(200, of(alixAddress, "sfb", everything, pidf.OnThePhone))
	iut.publish(200, of(alixAddress, "teams", imOnly))

	req, res := megan.subscribe(200, alixAddress, [2]string{"Expires", "300"})
	g.Expect(sipwire.Value(res, "Expires")).To(Equal("300"))
	g.Expect(sipwire.ContactOf(res)).NotTo(BeNil())
	notify, doc := megan.notified()
	g.Expect(sipwire.CallID(notify)).To(Equal(sipwire.CallID(req)))
	g.Expect(sipwire.Value(notify, "Event")).To(Equal("presence"))
	g.Expect(sipwire.Value(notify, "Subscription-State")).To(Equal("active;expires=300"))
	g.Expect(sipwire.ContentType(notify)).To(Equal(pidf.ContentType))
	g.Expect(sipwire.ContactOf(notify)).NotTo(BeNil())
	g.Expect(doc.Entity).To(Equal("sip:" + alixAddress))
	g.Expect(doc.OnThePhone()).To(BeTrue())
	g.Expect(doc.Tuples).To(HaveLen(2))
	g.Expect(doc.Tuples[0].ID).To(Equal("sfb"))
	g.Expect(doc.Tuples[1].ID).To(Equal("teams"))

	began := s.wait("the subscription", record.Is(record.Subscribed))
	g.Expect([]string{began.Party, began.From, began.To}).To(Equal([]string{"megan@contoso.test/sfb", "megan@contoso.test", alixAddress}))
	g.Expect(began.Attrs).To(Equal(map[string]string{"call-id": sipwire.CallID(req), "expires": "300"}))
	told := s.wait("the answer to the NOTIFY", record.Is(record.Notified))
	g.Expect([]string{told.Party, told.From, told.To}).To(Equal([]string{"megan@contoso.test/sfb", alixAddress, "megan@contoso.test"}))
	g.Expect(told.Attrs).To(Equal(map[string]string{"call-id": sipwire.CallID(req), "serial": "2", "status": "200"}))
	g.Expect(s.events(record.Violation)).To(BeEmpty())
}

func TestSubscriberOfSomeoneWhoPublishedNothing(t *testing.T) {
	g := NewWithT(t)
	s := newSite(t, Config{})
	megan := s.join("tcp", "megan")
	megan.subscribe(200, alixAddress)
	_, doc := megan.notified()
	g.Expect(doc).To(Equal(pidf.Document{Entity: "sip:" + alixAddress}))
	g.Expect(s.wait("the answer", record.Is(record.Notified)).Attr("serial")).To(Equal("0"))
}

func TestSelfSubscriberLearnsOfTheOtherEndpoint(t *testing.T) {
	g := NewWithT(t)
	s := newSite(t, Config{})
	client, iut := s.join("tcp", "alix"), s.join("tcp", "alix")
	client.register()
	iut.subscribe(200, alixAddress, [2]string{"Event", "presence;id=7"})
	iut.notified()
	client.publish(200, of(alixAddress, "sfb", everything, pidf.OnThePhone))
	_, doc := iut.notified()
	g.Expect(doc.OnThePhone()).To(BeTrue())
	e := s.wait("the news", record.And(record.Is(record.Notified), record.With("serial", "1")))
	g.Expect(e.Party).To(Equal(record.PartyIUT))
	g.Expect(e.Attr("self")).To(Equal("true"))
	g.Expect(s.events(record.Subscribed)[0].Attr("self")).To(Equal("true"))
}

func TestSlowWatcherGetsTheNewestStateNext(t *testing.T) {
	g := NewWithT(t)
	s := newSite(t, Config{})
	client, slow := s.join("tcp", "alix"), s.join("tcp", "megan")
	held := make(chan *sipwire.ServerTx, 10)
	slow.answer = func(tx *sipwire.ServerTx) { held <- tx }
	slow.subscribe(200, alixAddress)
	first := <-held
	for _, activity := range []string{"away", "busy", pidf.OnThePhone} {
		client.publish(200, of(alixAddress, "sfb-"+activity, everything, activity))
	}
	g.Expect(held).To(BeEmpty(), "one NOTIFY at a time")
	g.Expect(first.Reply(200, "OK")).To(Succeed())
	last := <-held
	g.Expect(last.Reply(200, "OK")).To(Succeed())
	doc, err := pidf.Parse(last.Request().Body())
	g.Expect(err).NotTo(HaveOccurred())
	g.Expect(doc.Activities()).To(Equal([]string{"away", "busy", pidf.OnThePhone}))

	s.wait("the last answer", record.And(record.Is(record.Notified), record.With("serial", "3")))
	g.Expect(s.events(record.Notified)).To(HaveLen(2))
	a, _ := sipwire.CSeq(first.Request())
	b, _ := sipwire.CSeq(last.Request())
	g.Expect(b).To(Equal(a + 1))
}

func TestWatchersSeeManyChangesInOrder(t *testing.T) {
	const changes = 200
	g := NewWithT(t)
	s := newSite(t, Config{})
	client := s.join("tcp", "alix")
	watchers := []*endpoint{s.join("tcp", "megan"), s.join("udp", "theo")}
	for _, w := range watchers {
		w.subscribe(200, alixAddress)
	}
	doc := of(alixAddress, "sfb", everything)
	tag := ""
	start := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	for i := 1; i <= changes; i++ {
		doc.Tuples[0].LastInput = start.Add(time.Duration(i) * time.Millisecond)
		var match [][2]string
		if tag != "" {
			match = [][2]string{{"SIP-If-Match", tag}}
		}
		tag = sipwire.Value(client.publish(200, doc, match...), "SIP-ETag")
	}
	for _, w := range watchers {
		last := time.Time{}
		for want := start.Add(changes * time.Millisecond); last.Before(want); {
			_, doc := w.notified()
			g.Expect(doc.LastInput().Before(last)).To(BeFalse(), "never back in time")
			last = doc.LastInput()
		}
	}
}

func TestSubscriptionIsRefreshedAndEnded(t *testing.T) {
	g := NewWithT(t)
	s := newSite(t, Config{})
	megan := s.join("tcp", "megan")
	req, res := megan.subscribe(200, alixAddress, [2]string{"Expires", "60"})
	megan.notified()
	dialog, err := sipwire.NewUAC(req, res, megan.flow)
	g.Expect(err).NotTo(HaveOccurred())
	again := func(expires string) *sip.Request {
		req := dialog.Request(sip.SUBSCRIBE)
		for _, h := range [][2]string{{"Event", "presence"}, megan.contact(), {"Expires", expires}} {
			req.AppendHeader(sip.NewHeader(h[0], h[1]))
		}
		return req
	}
	g.Expect(sipwire.Value(megan.do(again("120"), 200), "Expires")).To(Equal("120"))
	notify, _ := megan.notified()
	g.Expect(sipwire.Value(notify, "Subscription-State")).To(Equal("active;expires=120"))

	late := again("60")
	late.CSeq().SeqNo = 1
	megan.do(late, 500)
	g.Expect(s.wait("the violation", record.Is(record.Violation)).Attr("rule")).To(ContainSubstring("12.2.2"))
	other := again("60")
	sipwire.Set(other, sip.NewHeader("Event", "presence;id=2"))
	megan.do(other, 481)

	megan.do(again("0"), 200)
	notify, _ = megan.notified()
	g.Expect(sipwire.Value(notify, "Subscription-State")).To(Equal("terminated;reason=timeout"))
	ended := s.wait("the end", record.Is(record.Unsubscribed))
	g.Expect(ended.Attrs).To(Equal(map[string]string{"call-id": sipwire.CallID(req), "reason": "unsubscribed"}))
	began := s.events(record.Subscribed)
	g.Expect(began).To(HaveLen(2))
	g.Expect(began[1].Attrs).To(Equal(map[string]string{"call-id": sipwire.CallID(req), "expires": "120", "refresh": "true"}))
	megan.do(again("60"), 481)
}

func TestFetchIsAnsweredOnce(t *testing.T) {
	g := NewWithT(t)
	s := newSite(t, Config{})
	megan, client := s.join("tcp", "megan"), s.join("tcp", "alix")
	client.publish(200, of(alixAddress, "sfb", everything))
	megan.subscribe(200, alixAddress, [2]string{"Expires", "0"})
	notify, doc := megan.notified()
	g.Expect(sipwire.Value(notify, "Subscription-State")).To(Equal("terminated;reason=timeout"))
	g.Expect(doc.Open()).To(BeTrue())
	g.Expect(s.wait("the end", record.Is(record.Unsubscribed)).Attr("reason")).To(Equal("fetched"))
}

func TestSubscribeIsRefusedAsTheRFCsHaveIt(t *testing.T) {
	contact := [2]string{"Contact", "<sip:megan@127.0.0.1:1;transport=tcp>"}
	presence := [2]string{"Event", "presence"}
	for name, c := range map[string]struct {
		to      string
		headers [][2]string
		status  int
		rule    string
	}{
		"no such user":  {"nobody@contoso.test", [][2]string{presence, contact}, 404, ""},
		"no SfB user":   {"teamsonly@contoso.test", [][2]string{presence, contact}, 404, ""},
		"no Event":      {alixAddress, [][2]string{contact}, 489, "RFC 6665"},
		"another Event": {alixAddress, [][2]string{contact, {"Event", "vnd-microsoft-roaming-contacts"}}, 489, ""},
		"another type":  {alixAddress, [][2]string{presence, contact, {"Accept", "application/rlmi+xml, text/*"}}, 406, ""},
		"too brief":     {alixAddress, [][2]string{presence, contact, {"Expires", "5"}}, 423, ""},
		"no Contact":    {alixAddress, [][2]string{presence}, 400, "RFC 6665"},
	} {
		t.Run(name, func(t *testing.T) {
			g := NewWithT(t)
			s := newSite(t, Config{MinExpires: 10 * time.Second})
			megan := s.join("tcp", "megan")
			res := megan.do(megan.request(sip.SUBSCRIBE, c.to, c.headers...), c.status)
			if c.status == 423 {
				g.Expect(sipwire.Value(res, "Min-Expires")).To(Equal("10"))
			}
			rules := ""
			for _, v := range s.events(record.Violation) {
				rules += v.Attr("rule") + "\n"
			}
			if c.rule == "" {
				g.Expect(rules).To(BeEmpty())
			}
			g.Expect(rules).To(ContainSubstring(c.rule))
			g.Expect(s.events(record.Subscribed)).To(BeEmpty())
		})
	}
}

func TestNobodySpeaksForAnotherOverTheirOwnConnection(t *testing.T) {
	s := newSite(t, Config{})
	megan := s.join("tcp", "megan")
	megan.register()
	req := megan.request(sip.PUBLISH, alixAddress, presenceEvent...)
	sipwire.SetBody(req, pidf.ContentType, of(alixAddress, "t", imOnly).Marshal())
	megan.do(req, 403)
	req = megan.request(sip.SUBSCRIBE, alixAddress, presenceEvent[0], megan.contact())
	req.From().Address = sipwire.UserURI("theo@contoso.test")
	megan.do(req, 403)
}

func TestPresenceOverUDPBeyond1300Bytes(t *testing.T) {
	for _, size := range []int{1301, 9_000, 40_000} {
		g := NewWithT(t)
		s := newSite(t, Config{})
		client, megan := s.join("udp", "alix"), s.join("udp", "megan")
		megan.subscribe(200, alixAddress)
		megan.notified()
		doc := of(alixAddress, "sfb", everything)
		doc.Tuples[0].Note = strings.Repeat("n", size)
		client.publish(200, doc)
		_, seen := megan.notified()
		g.Expect(seen.Tuples[0].Note).To(Equal(doc.Tuples[0].Note))
		g.Expect(s.events(record.Violation)).To(BeEmpty())
	}
}
