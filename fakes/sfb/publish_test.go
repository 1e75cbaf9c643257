package sfb

import (
	"io/fs"
	"strings"
	"testing"
	"time"

	"github.com/emiago/sipgo/sip"
	. "github.com/onsi/gomega"

	"github.com/duet-conformance/duet/fakes/pidf"
	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sipwire"
	"github.com/duet-conformance/duet/fixtures"
)

const alixAddress = "alix@contoso.test"

func TestPublishIsRecordedAsTheEndpointSaidIt(t *testing.T) {
	g := NewWithT(t)
	s := newSite(t, Config{})
	alix := s.join("tcp", "alix")
	alix.register()
	doc := of(alixAddress, "sfb", everything, "busy", pidf.OnThePhone)
	doc.Tuples[0].LastInput = time.Date(2026, 11, 23, 9, 30, 0, 125e6, time.UTC)
	res := alix.publish(200, doc, [2]string{"Expires", "300"})
	g.Expect(sipwire.Value(res, "Expires")).To(Equal("300"))

	e := s.wait("the publication", record.Is(record.Published))
	g.Expect(e.Party).To(Equal("alix@contoso.test/sfb"))
	g.Expect(e.From).To(Equal(alixAddress))
	g.Expect(e.Attrs).To(Equal(map[string]string{
		"etag": sipwire.Value(res, "SIP-ETag"), "serial": "1", "basic": "open",
		"capabilities": "application,audio,message,video", "activities": "busy,on-the-phone", "last-input": "2026-11-23T09:30:00.125Z",
	}))
	g.Expect(s.events(record.Violation)).To(BeEmpty())
}

func TestPublicationIsModifiedRefreshedAndRemovedByItsTag(t *testing.T) {
	g := NewWithT(t)
	s := newSite(t, Config{})
	iut := s.join("tcp", "alix")
	tags := []string{sipwire.Value(iut.publish(200, of(alixAddress, "teams", imOnly)), "SIP-ETag")}
	match := func() [2]string { return [2]string{"SIP-If-Match", tags[len(tags)-1]} }
	next := func(res *sip.Response) { tags = append(tags, sipwire.Value(res, "SIP-ETag")) }

	next(iut.publish(200, of(alixAddress, "teams", imOnly, "away"), match()))
	next(iut.publish(200, nil, match(), [2]string{"Expires", "60"}))
	g.Expect(tags).To(ConsistOf(tags[0], tags[1], tags[2]))
	g.Expect(tags[0]).NotTo(Equal(tags[1]))
	g.Expect(tags[1]).NotTo(Equal(tags[2]), "every answer has a tag of its own")

	iut.publish(412, nil, [2]string{"SIP-If-Match", tags[0]})
	iut.publish(200, nil, match(), [2]string{"Expires", "0"})
	iut.publish(412, nil, match())

	var serials, refreshes []string
	for _, e := range s.events(record.Published) {
		serials, refreshes = append(serials, e.Attr("serial")), append(refreshes, e.Attr("refresh"))
		g.Expect(e.Party).To(Equal(record.PartyIUT))
	}
	g.Expect(serials).To(Equal([]string{"1", "2", "2"}))
	g.Expect(refreshes).To(Equal([]string{"", "", "true"}))
	gone := s.events(record.Withdrawn)
	g.Expect(gone).To(HaveLen(1))
	g.Expect(gone[0].Attrs).To(Equal(map[string]string{"etag": tags[2], "serial": "3", "reason": "removed"}))
	g.Expect(s.events(record.Violation)).To(BeEmpty(), "412 is an answer, not a violation")
}

func TestPublishIsRefusedAsTheRFCsHaveIt(t *testing.T) {
	good := of(alixAddress, "teams", imOnly).Marshal()
	for name, c := range map[string]struct {
		to      string
		headers [][2]string
		kind    string
		body    []byte
		status  int
		rule    string
	}{
		"no such user":     {to: "nobody@contoso.test", headers: presenceEvent, kind: pidf.ContentType, body: good, status: 404, rule: "contract"},
		"no SfB user":      {to: "teamsonly@contoso.test", headers: presenceEvent, kind: pidf.ContentType, body: good, status: 404, rule: "contract"},
		"no Event":         {kind: pidf.ContentType, body: good, status: 489, rule: "RFC 3903"},
		"another Event":    {headers: [][2]string{{"Event", "dialog"}}, kind: pidf.ContentType, body: good, status: 489},
		"two tags":         {headers: append(presenceEvent, [2]string{"SIP-If-Match", "a, b"}), status: 400, rule: "RFC 3903"},
		"unknown tag":      {headers: append(presenceEvent, [2]string{"SIP-If-Match", "a"}), kind: "text/plain", body: good, status: 412},
		"too brief":        {headers: append(presenceEvent, [2]string{"Expires", "5"}), kind: pidf.ContentType, body: good, status: 423},
		"no body":          {headers: presenceEvent, status: 400, rule: "RFC 3903"},
		"another type":     {headers: presenceEvent, kind: "application/xml", body: good, status: 415, rule: "RFC 3903 §6"},
		"garbage":          {headers: presenceEvent, kind: pidf.ContentType, body: []byte("\x00\xff<presence"), status: 400, rule: "RFC 3863"},
		"entity expansion": {headers: presenceEvent, kind: pidf.ContentType, body: fixture(t, "invalid/entity-expansion.xml"), status: 400, rule: "RFC 3863"},
		"external entity":  {headers: presenceEvent, kind: pidf.ContentType, body: fixture(t, "invalid/external-entity.xml"), status: 400, rule: "RFC 3863"},
		"truncated":        {headers: presenceEvent, kind: pidf.ContentType, body: fixture(t, "invalid/truncated.xml"), status: 400, rule: "RFC 3863"},
		"deeply nested":    {headers: presenceEvent, kind: pidf.ContentType, body: []byte(strings.Repeat("<a>", 20_000)), status: 400, rule: "RFC 3863"},
		"oversize":         {headers: presenceEvent, kind: pidf.ContentType, body: make([]byte, pidf.MaxSize+1), status: 413, rule: "RFC 3261"},
	} {
		t.Run(name, func(t *testing.T) {
			g := NewWithT(t)
			s := newSite(t, Config{MinExpires: 10 * time.Second})
			iut := s.join("tcp", "alix")
			if c.to == "" {
				c.to = alixAddress
			}
			req := iut.request(sip.PUBLISH, c.to, c.headers...)
			sipwire.SetBody(req, c.kind, c.body)
			res := iut.do(req, c.status)
			switch c.status {
			case 415:
				g.Expect(sipwire.Value(res, "Accept")).To(Equal(pidf.ContentType))
			case 423:
				g.Expect(sipwire.Value(res, "Min-Expires")).To(Equal("10"))
			case 489:
				g.Expect(sipwire.Value(res, "Allow-Events")).To(Equal("presence"))
			}
			var rules []string
			for _, v := range s.events(record.Violation) {
				rules = append(rules, v.Attr("rule"))
				g.Expect(v.Party).To(Equal(record.PartyIUT))
				g.Expect(v.Text).NotTo(BeEmpty())
			}
			if c.rule == "" {
				g.Expect(rules).To(BeEmpty())
			} else {
				g.Expect(rules).To(ContainElement(ContainSubstring(c.rule)))
			}
			g.Expect(s.events(record.Published)).To(BeEmpty())
			iut.publish(200, of(alixAddress, "teams", imOnly)) // it goes on
		})
	}
}

// presenceEvent is cut so that append copies it.
var presenceEvent = [][2]string{{"Event", "presence"}}[:1:1]

func fixture(t testing.TB, name string) []byte {
	t.Helper()
	body, err := fs.ReadFile(fixtures.Presence(), name)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func TestPublishOfDoubtfulDocumentsIsTakenAndHeldAgainstThem(t *testing.T) {
	g := NewWithT(t)
	s := newSite(t, Config{})
	iut := s.join("tcp", "alix")
	req := iut.request(sip.PUBLISH, alixAddress, presenceEvent...)
	sipwire.SetBody(req, pidf.ContentType, fixture(t, "doubtful/order.xml"))
	iut.do(req, 200)
	g.Expect(s.wait("the violation", record.Is(record.Violation)).Text).To(ContainSubstring("<status> of the tuple"))

	iut.publish(200, of("megan@contoso.test", "t2", imOnly))
	last := s.events(record.Violation)
	g.Expect(last[len(last)-1].Text).To(ContainSubstring(`is about "sip:megan@contoso.test"`))
	g.Expect(s.events(record.Published)).To(HaveLen(2))
}

func TestPublishWithAnotherEndpointsTupleID(t *testing.T) {
	g := NewWithT(t)
	s := newSite(t, Config{})
	client, iut := s.join("tcp", "alix"), s.join("tcp", "alix")
	client.register()
	client.publish(200, of(alixAddress, "t", everything))
	iut.publish(200, of(alixAddress, "t", imOnly))
	v := s.wait("the violation", record.Is(record.Violation))
	g.Expect(v.Party).To(Equal(record.PartyIUT))
	g.Expect(v.Text).To(ContainSubstring(`the id "t"`))

	iut.subscribe(200, alixAddress)
	_, doc := iut.notified()
	g.Expect(doc.Tuples).To(HaveLen(2))
	g.Expect(doc.Tuples[0].ID).To(Equal("t"))
	g.Expect(doc.Tuples[0].Caps).To(Equal(everything))
	g.Expect(doc.Tuples[1].ID).To(Equal("t-2"))
}

func TestFaultForgetEtag(t *testing.T) {
	g := NewWithT(t)
	s := newSite(t, Config{})
	client, iut := s.join("tcp", "alix"), s.join("tcp", "alix")
	client.register()
	hers := [2]string{"SIP-If-Match", sipwire.Value(client.publish(200, of(alixAddress, "sfb", everything)), "SIP-ETag")}
	its := [2]string{"SIP-If-Match", sipwire.Value(iut.publish(200, of(alixAddress, "teams", imOnly)), "SIP-ETag")}
	_, err := s.faults.inject(Fault{Name: FaultForgetEtag, User: alixAddress})
	g.Expect(err).NotTo(HaveOccurred())

	client.publish(200, nil, hers)
	iut.publish(412, nil, its)
	iut.publish(200, of(alixAddress, "teams", imOnly))
	g.Expect(s.events(record.Withdrawn)).To(HaveLen(1))

	iut.subscribe(200, alixAddress)
	_, doc := iut.notified()
	g.Expect(doc.Tuples).To(HaveLen(2), "what was forgotten is gone, and published anew")
}
