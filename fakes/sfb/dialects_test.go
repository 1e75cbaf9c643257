package sfb

import (
	"testing"

	"github.com/emiago/sipgo/sip"
	. "github.com/onsi/gomega"

	"github.com/duet-conformance/duet/fakes/msrtc"
	"github.com/duet-conformance/duet/fakes/pidf"
	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

// Headers by which a watcher asks to be told in the answer, and without having to answer.
var (
	piggyback = [2]string{"Supported", "ms-piggyback-first-notify"}
	quietly   = [2]string{"Supported", "ms-benotify, ms-piggyback-first-notify"}
	adhoc     = [2]string{"Require", "adhoclist, categoryList"}
	roaming   = [2]string{"Event", msrtc.EventSelf}
)

// batch subscribes to several people at once.
func (e *endpoint) batch(status int, people []string, headers ...[2]string) (*sip.Request, *sip.Response) {
	e.t.Helper()
	req := e.request(sip.SUBSCRIBE, e.address, append([][2]string{{"Event", "presence"}, e.contact(), adhoc}, headers...)...)
	sipwire.SetBody(req, msrtc.TypeBatch, listOf(e.address, msrtc.Subscribe, people...))
	return req, e.do(req, status)
}

func listOf(watcher, action string, people ...string) []byte {
	a := msrtc.Action{Name: action, ID: "1", Categories: []string{msrtc.CategoryState, msrtc.CategoryServices, "note"}}
	for _, who := range people {
		a.Resources = append(a.Resources, "sip:"+who)
	}
	return msrtc.Batch{URI: "sip:" + watcher, Actions: []msrtc.Action{a}}.Marshal()
}

// words are what a watcher of categories makes of them.
func words(t testing.TB, d msrtc.Categories) string {
	t.Helper()
	w := "unreachable"
	for _, c := range d.Items {
		if c.State != nil && c.State.Reachable() {
			w = "reachable " + c.State.Activity
		}
		if c.Services != nil && c.Services.Can("text") && !c.Services.Can("voice") {
			w += "IM only"
		}
	}
	return w
}

// carried takes the answer to a batch apart: what it says of each person.
func carried(t testing.TB, res *sip.Response) (msrtc.List, map[string]string) {
	t.Helper()
	parts, err := msrtc.ParseRelated(sipwire.Value(res, "Content-Type"), res.Body())
	if err != nil {
		t.Fatal(err)
	}
	list, err := msrtc.ParseList(parts[0].Body)
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]string{}
	for _, p := range parts[1:] {
		d, err := msrtc.ParseCategories(p.Body)
		if err != nil {
			t.Fatal(err)
		}
		said[d.URI] = words(t, d)
	}
	return list, said
}

// toldCategories returns the next NOTIFY or BENOTIFY and what it says.
func (e *endpoint) toldCategories() (*sip.Request, string) {
	e.t.Helper()
	req := e.nextNotify()
	d, err := msrtc.ParseCategories(req.Body())
	if err != nil {
		e.t.Fatal(err)
	}
	return req, words(e.t, d)
}

func TestBothDialectsSayTheSame(t *testing.T) {
	publish := map[string]func(e *endpoint, caps pidf.Caps, activities ...string){
		"pidf": func(e *endpoint, caps pidf.Caps, activities ...string) {
			e.publish(200, of(alixAddress, "sfb", caps, activities...))
		},
		"msrtc": func(e *endpoint, caps pidf.Caps, activities ...string) {
			e.service(200, inCategory(0, msrtc.ExpireStatic, caps, activities...)...)
		},
	}
	for dialect, publish := range publish {
		for name, c := range map[string]struct {
			caps       pidf.Caps
			activities []string
			says       string
			imOnly     bool
		}{
			"IM only":      {imOnly, nil, "reachable IM only", true},
			"all":          {everything, nil, "reachable ", false},
			"on the phone": {everything, []string{pidf.OnThePhone}, "reachable on-the-phone", false},
			"nothing said": {pidf.Caps{}, nil, "reachable ", false},
		} {
			t.Run(dialect+" "+name, func(t *testing.T) {
				g := NewWithT(t)
				s := newSite(t, Config{})
				client, megan, theo := s.join("tcp", "alix"), s.join("tcp", "megan"), s.join("udp", "theo")
				publish(client, c.caps, c.activities...)
				megan.subscribe(200, alixAddress)
				_, doc := megan.notified()
				g.Expect(doc.Open()).To(BeTrue())
				g.Expect(doc.IMOnly()).To(Equal(c.imOnly))
				g.Expect(doc.OnThePhone()).To(Equal(len(c.activities) > 0))
				_, res := theo.batch(200, []string{alixAddress}, quietly)
				_, said := carried(t, res)
				g.Expect(said).To(Equal(map[string]string{"sip:" + alixAddress: c.says}))
			})
		}
	}
}

func TestBatchedSubscription(t *testing.T) {
	g := NewWithT(t)
	s := newSite(t, Config{})
	client, megan := s.join("tcp", "alix"), s.join("tcp", "megan")
	req, res := megan.batch(200, []string{alixAddress, "theo@contoso.test", "nobody@contoso.test"}, piggyback)
	list, said := carried(t, res)
	g.Expect(list.Unknown).To(Equal([]string{"sip:nobody@contoso.test"}))
	g.Expect(said).To(Equal(map[string]string{"sip:" + alixAddress: "unreachable", "sip:theo@contoso.test": "unreachable"}))
	g.Expect(s.events(record.Subscribed)).To(HaveLen(2))
	told := s.wait("that it was carried", record.And(record.Is(record.Notified), record.From(alixAddress)))
	g.Expect(told.Attrs).To(And(HaveKeyWithValue("status", "200"), HaveKeyWithValue("best-effort", "true")))

	client.publish(200, of(alixAddress, "sfb", everything))
	notify, what := megan.toldCategories()
	g.Expect(notify.Method).To(Equal(sip.NOTIFY))
	g.Expect(what).To(Equal("reachable "))
	number, _ := sipwire.CSeq(notify)
	g.Expect(int(number)).To(BeNumerically(">", 1), "the piggybacked one had the first number")

	dialog, err := sipwire.NewUAC(req, res, megan.flow)
	g.Expect(err).NotTo(HaveOccurred())
	within := func(body []byte, expires string) *sip.Response {
		next := dialog.Request(sip.SUBSCRIBE)
		for _, h := range [][2]string{{"Event", "presence"}, megan.contact(), {"Expires", expires}, piggyback} {
			sipwire.Set(next, sip.NewHeader(h[0], h[1]))
		}
		if body != nil {
			sipwire.SetBody(next, msrtc.TypeBatch, body)
		}
		return megan.do(next, 200)
	}
	_, said = carried(t, within(listOf(megan.address, msrtc.Subscribe, megan.address), "600"))
	g.Expect(said).To(Equal(map[string]string{"sip:megan@contoso.test": "unreachable"}), "only who is new")
	within(listOf(megan.address, msrtc.Unsubscribe, "theo@contoso.test"), "600")
	_, said = carried(t, within(nil, "600"))
	g.Expect(said).To(HaveLen(2))
	end := within(nil, "0")
	g.Expect(sipwire.Value(end, "subscription-state")).To(Equal("terminated;expires=0"))
	g.Expect(s.events(record.Unsubscribed)).To(HaveLen(3))
	g.Expect(s.events(record.Violation)).To(BeEmpty())
}

func TestWatchersWhoDoNotWantToAnswer(t *testing.T) {
	g := NewWithT(t)
	s := newSite(t, Config{})
	client, megan := s.join("tcp", "alix"), s.join("tcp", "megan")
	megan.answer = func(tx *sipwire.ServerTx) { tx.Drop() }
	megan.batch(200, []string{alixAddress}, quietly)
	for _, caps := range []pidf.Caps{everything, imOnly, everything} {
		client.publish(200, of(alixAddress, "sfb", caps))
		client.t.Helper()
		notify, what := megan.toldCategories()
		g.Expect(notify.Method).To(Equal(methodBENotify))
		g.Expect(what).To(HavePrefix("reachable"))
	}
	g.Expect(s.events(record.Unsubscribed)).To(BeEmpty())
	megan.flow.Close()
	g.Expect(s.wait("the end", record.Is(record.Unsubscribed)).Attr("reason")).To(Equal(overFlowClosed))
}

func TestOwnEndpointsSeeHowItWasPublished(t *testing.T) {
	g := NewWithT(t)
	s := newSite(t, Config{})
	client, iut := s.join("tcp", "alix"), s.join("tcp", "alix")
	client.register()
	client.publish(200, of(alixAddress, "sfb", everything, pidf.OnThePhone))
	_, res := iut.subscribe(200, alixAddress, roaming, piggyback)
	g.Expect(sipwire.ContentType(res)).To(Equal(msrtc.TypeRoaming))
	first, err := msrtc.ParseRoaming(res.Body())
	g.Expect(err).NotTo(HaveOccurred())
	g.Expect(msrtc.Document("sip:"+alixAddress, first.Items).OnThePhone()).To(BeTrue())
	g.Expect(s.wait("that it was carried", record.And(record.Is(record.Notified), record.By(record.PartyIUT))).Attr("self")).To(Equal("true"))

	iut.service(200, inCategory(0, msrtc.ExpireTime, imOnly)...)
	r, err := msrtc.ParseRoaming(iut.nextNotify().Body())
	g.Expect(err).NotTo(HaveOccurred())
	versions := map[string]uint32{}
	for _, c := range r.Items {
		if c.EndpointID == theTeams {
			versions[c.Name] = c.Version
		}
	}
	g.Expect(versions).To(Equal(map[string]uint32{"device": 1, "state": 1}))
	doc := msrtc.Document("sip:"+alixAddress, r.Items)
	g.Expect(doc.Tuples).To(HaveLen(2))
	g.Expect(doc.OnThePhone()).To(BeTrue())
}

func TestSubscriptionsInCategoriesAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		to      string
		headers [][2]string
		kind    string
		body    string
		status  int
	}{
		"another's own":       {"megan@contoso.test", [][2]string{roaming}, "", "", 403},
		"own, with nonsense":  {alixAddress, [][2]string{roaming}, msrtc.TypeRoaming, "<x/>", 400},
		"own, another type":   {alixAddress, [][2]string{roaming}, "text/plain", "x", 400},
		"batch to another":    {"megan@contoso.test", [][2]string{{"Event", "presence"}}, msrtc.TypeBatch, string(listOf(alixAddress, msrtc.Subscribe, alixAddress)), 403},
		"batch of nonsense":   {alixAddress, [][2]string{{"Event", "presence"}}, msrtc.TypeBatch, "<batchSub", 400},
		"unknown requirement": {alixAddress, [][2]string{{"Event", "presence"}, {"Require", "teleport"}}, msrtc.TypeBatch, string(listOf(alixAddress, msrtc.Subscribe, alixAddress)), 420},
		"too brief":           {alixAddress, [][2]string{{"Event", "presence"}, {"Expires", "1"}}, msrtc.TypeBatch, string(listOf(alixAddress, msrtc.Subscribe, alixAddress)), 423},
	} {
		t.Run(name, func(t *testing.T) {
			g := NewWithT(t)
			s := newSite(t, Config{MinExpires: within})
			alix := s.join("tcp", "alix")
			req := alix.request(sip.SUBSCRIBE, c.to, append(c.headers, alix.contact())...)
			if c.kind != "" {
				sipwire.SetBody(req, c.kind, []byte(c.body))
			}
			alix.do(req, c.status)
			g.Expect(s.events(record.Subscribed)).To(BeEmpty())
			g.Expect(s.events(record.TesterPanic)).To(BeEmpty())
		})
	}
}

func TestResetEndsBatchesAndForgetsCategories(t *testing.T) {
	g := NewWithT(t)
	s := newSite(t, Config{})
	iut, megan := s.join("tcp", "alix"), s.join("tcp", "megan")
	iut.service(200, inCategory(0, msrtc.ExpireTime, imOnly)...)
	megan.batch(200, []string{alixAddress, "theo@contoso.test"})
	megan.nextNotify() // one of each
	megan.nextNotify()
	s.presence.reset()
	g.Expect(sipwire.Value(megan.nextNotify(), "Subscription-State")).To(Equal("terminated;reason=deactivated"))
	g.Expect(s.wait("the end", record.Is(record.Withdrawn)).Attr("reason")).To(Equal("reset"))
	g.Expect(s.events(record.Unsubscribed)).To(HaveLen(2))
	iut.service(200, inCategory(0, msrtc.ExpireTime, imOnly)...)
}
