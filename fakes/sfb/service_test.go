package sfb

import (
	"testing"
	"time"

	"github.com/emiago/sipgo/sip"
	. "github.com/onsi/gomega"

	"github.com/duet-conformance/duet/fakes/msrtc"
	"github.com/duet-conformance/duet/fakes/pidf"
	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

// theTeams is the id of an endpoint that publishes categories.
const theTeams = "5c4b3f0e-0000-4000-8000-000000000001"

// inCategory makes the publications of one endpoint, each in place of the version.
func inCategory(version uint32, expireType string, caps pidf.Caps, activities ...string) []msrtc.Publication {
	d := of(alixAddress, msrtc.TupleID(theTeams), caps, activities...)
	for i := range d.People {
		d.People[i].ID = msrtc.TupleID(theTeams) + "-person"
	}
	var all []msrtc.Publication
	for _, c := range msrtc.FromDocument(*d, msrtc.ContainerEndpoints) {
		c.Version, c.ExpireType, c.Expires = version, expireType, 600*time.Second
		all = append(all, msrtc.Publication{Category: c})
	}
	return all
}

// service publishes categories and returns the answer.
func (e *endpoint) service(status int, all ...msrtc.Publication) *sip.Response {
	e.t.Helper()
	req := e.request(methodService, e.address)
	sipwire.SetBody(req, msrtc.TypePublish, msrtc.Publish{URI: "sip:" + e.address, Publications: all}.Marshal())
	return e.do(req, status)
}

// gone takes publications back.
func gone(version uint32, all []msrtc.Publication) []msrtc.Publication {
	var removed []msrtc.Publication
	for _, one := range all {
		one.Version, one.Removed = version, true
		removed = append(removed, one)
	}
	return removed
}

func TestCategoriesArePublishedAsADocumentIs(t *testing.T) {
	g := NewWithT(t)
	s := newSite(t, Config{})
	iut, megan := s.join("tcp", "alix"), s.join("tcp", "megan")
	megan.subscribe(200, alixAddress)
	megan.notified()

	all := inCategory(0, msrtc.ExpireTime, imOnly)
	res := iut.service(200, all...)
	answer, err := msrtc.ParseRoaming(res.Body())
	g.Expect(err).NotTo(HaveOccurred())
	g.Expect(answer.Items).To(HaveLen(2))
	for _, c := range answer.Items {
		g.Expect(c.Version).To(BeEquivalentTo(1))
		g.Expect(c.Expires).To(Equal(10 * time.Minute))
		g.Expect(c.EndpointID).To(Equal(theTeams))
	}
	_, doc := megan.notified()
	g.Expect(doc.IMOnly()).To(BeTrue())
	published := s.wait("the publication", record.Is(record.Published))
	g.Expect(published.Party).To(Equal(record.PartyIUT))
	g.Expect(published.Attrs).To(And(
		HaveKeyWithValue("basic", "open"), HaveKeyWithValue("capabilities", "message"), HaveKeyWithValue("serial", "1"), HaveKey("etag"),
	))

	iut.service(200, inCategory(1, msrtc.ExpireTime, imOnly)...)
	g.Expect(s.events(record.Published)[1].Attr("refresh")).To(Equal("true"), "the same again")
	iut.service(200, gone(2, all)...)
	_, doc = megan.notified()
	g.Expect(doc.Tuples).To(BeEmpty())
	withdrawn := s.wait("the end", record.Is(record.Withdrawn))
	g.Expect(withdrawn.Attrs).To(And(HaveKeyWithValue("reason", "removed"), HaveKeyWithValue("etag", published.Attr("etag"))))
	g.Expect(withdrawn.Party).To(Equal(record.PartyIUT))
	g.Expect(s.events(record.Violation)).To(BeEmpty())
}

func TestWrongDeltaIsRefusedWithTheVersionThatIsThere(t *testing.T) {
	g := NewWithT(t)
	s := newSite(t, Config{})
	iut := s.join("tcp", "alix")
	all := inCategory(0, msrtc.ExpireStatic, imOnly)
	iut.service(200, all...)
	iut.service(200, func() msrtc.Publication { one := all[1]; one.Version = 1; return one }())
	res := iut.service(409, inCategory(1, msrtc.ExpireStatic, everything)...)
	g.Expect(sipwire.ContentType(res)).To(Equal(msrtc.TypeFault))
	g.Expect(msrtc.ParseFault(res.Body())).To(Equal(msrtc.Fault{Code: msrtc.WrongDelta, Operations: []msrtc.Operation{{Index: 2, Current: 2}}}))
	g.Expect(s.events(record.Published)).To(HaveLen(2), "all is stored, or nothing")
	iut.service(409, inCategory(0, msrtc.ExpireStatic, everything)...)
	iut.service(409, msrtc.Publication{Category: msrtc.Category{Name: "state", Instance: 99, Container: 2, Version: 4, ExpireType: msrtc.ExpireStatic}, Removed: true})
}

func TestForgottenCategoriesAreRefusedAtFirst(t *testing.T) {
	g := NewWithT(t)
	s := newSite(t, Config{})
	iut := s.join("tcp", "alix")
	iut.service(200, inCategory(0, msrtc.ExpireTime, imOnly)...)
	if _, err := s.faults.inject(Fault{Name: FaultForgetEtag, User: alixAddress}); err != nil {
		t.Fatal(err)
	}
	res := iut.service(409, inCategory(1, msrtc.ExpireTime, imOnly)...)
	fault, err := msrtc.ParseFault(res.Body())
	g.Expect(err).NotTo(HaveOccurred())
	g.Expect(fault.Operations).To(Equal([]msrtc.Operation{{Index: 1}, {Index: 2}}))
	g.Expect(s.wait("the loss", record.Is(record.Withdrawn)).Attr("reason")).To(Equal("reset"))
	iut.service(200, inCategory(0, msrtc.ExpireTime, imOnly)...)
}

func TestCategoriesOfAnEndpointLiveWithItsRegistration(t *testing.T) {
	for name, end := range map[string]struct {
		do     func(e *endpoint)
		reason string
	}{
		"deregistered": {func(e *endpoint) { e.registers("0") }, "removed"},
		"flow closed":  {func(e *endpoint) { e.flow.Close() }, "expired"},
		"run out":      {func(e *endpoint) { e.registers("1") }, "expired"},
	} {
		t.Run(name, func(t *testing.T) {
			g := NewWithT(t)
			s := newSite(t, Config{})
			client := s.join("tcp", "alix")
			client.service(403, inCategory(0, msrtc.ExpireEndpoint, everything)...)
			client.service(403, inCategory(0, msrtc.ExpireUser, everything)...)
			client.registers("600")
			client.service(200, inCategory(0, msrtc.ExpireEndpoint, everything, pidf.OnThePhone)...)
			client.registers("600")
			refreshed := s.wait("the refresh by REGISTER", record.And(record.Is(record.Published), record.With("refresh", "true")))
			g.Expect(refreshed.Party).To(Equal(record.ClientName(alixAddress, record.ClientSfB)))
			end.do(client)
			g.Expect(s.wait("the end", record.Is(record.Withdrawn)).Attr("reason")).To(Equal(end.reason))
		})
	}
}

// registers registers the user's own SfB client for the seconds, with the epid of its requests.
func (e *endpoint) registers(seconds string) {
	e.t.Helper()
	req := e.request(sip.REGISTER, e.address)
	req.Recipient = sipwire.UserURI("contoso.test")
	req.AppendHeader(sip.NewHeader("Contact", e.contact()[1]+`;+sip.instance="<`+person("alix").Instances[0]+`>"`))
	req.AppendHeader(sip.NewHeader("Expires", seconds))
	e.do(req, 200)
}

func TestStrictWitnessOfServices(t *testing.T) {
	ok := msrtc.Publish{URI: "sip:" + alixAddress, Publications: inCategory(0, msrtc.ExpireTime, imOnly)}
	state := func(s msrtc.State) msrtc.Publish {
		return msrtc.Publish{URI: ok.URI, Publications: []msrtc.Publication{{Category: msrtc.Category{
			Name: "state", Instance: 1, Container: 2, ExpireType: msrtc.ExpireStatic, State: &s,
		}}}}
	}
	for name, c := range map[string]struct {
		to      string
		content string
		body    []byte
		status  int
		says    string
	}{
		"nobody":               {"nobody@contoso.test", msrtc.TypePublish, ok.Marshal(), 404, "no user of Skype for Business"},
		"without SfB":          {"teamsonly@contoso.test", msrtc.TypePublish, ok.Marshal(), 404, "no user of Skype for Business"},
		"for somebody else":    {"megan@contoso.test", msrtc.TypePublish, ok.Marshal(), 403, "from alix@contoso.test"},
		"another type":         {alixAddress, "application/SOAP+xml", ok.Marshal(), 415, "application/soap+xml"},
		"nothing":              {alixAddress, "", nil, 415, `carries ""`},
		"too much":             {alixAddress, msrtc.TypePublish, make([]byte, msrtc.MaxSize+1), 413, "131073 bytes"},
		"no XML":               {alixAddress, msrtc.TypePublish, []byte("hello"), 400, "publication"},
		"of another":           {alixAddress, msrtc.TypePublish, msrtc.Publish{URI: "sip:megan@contoso.test", Publications: ok.Publications}.Marshal(), 400, "published for alix"},
		"the server's":         {alixAddress, msrtc.TypePublish, state(msrtc.State{Type: msrtc.AggregateState, Availability: 3500}).Marshal(), 200, "aggregateState"},
		"without availability": {alixAddress, msrtc.TypePublish, state(msrtc.State{Type: msrtc.MachineState, Availability: msrtc.Unsaid}).Marshal(), 200, "without availability"},
	} {
		t.Run(name, func(t *testing.T) {
			g := NewWithT(t)
			s := newSite(t, Config{})
			iut := s.join("tcp", "alix")
			req := iut.request(methodService, c.to)
			if c.content != "" {
				sipwire.SetBody(req, c.content, c.body)
			}
			iut.do(req, c.status)
			violations := s.events(record.Violation)
			g.Expect(violations).To(HaveLen(1))
			g.Expect(violations[0].Text).To(ContainSubstring(c.says))
			g.Expect(violations[0].Party).To(Equal(record.PartyIUT))
			g.Expect(s.events(record.TesterPanic)).To(BeEmpty())
		})
	}
}

func TestTheSfBClientsEndpointIsNotForOthersToPublish(t *testing.T) {
	g := NewWithT(t)
	s := newSite(t, Config{})
	client, iut := s.join("tcp", "alix"), s.join("tcp", "alix")
	client.register()
	client.publish(200, of(alixAddress, "sfb", everything))
	own := *of(alixAddress, "sfb", imOnly) // translated, it is the client's endpoint
	var all []msrtc.Publication
	for _, c := range msrtc.FromDocument(own, msrtc.ContainerEndpoints) {
		c.ExpireType = msrtc.ExpireStatic
		all = append(all, msrtc.Publication{Category: c})
	}
	iut.service(200, all...)
	g.Expect(s.wait("the violation", record.Is(record.Violation)).Text).To(ContainSubstring(msrtc.EndpointID("sfb")))

	client.service(409, all...)
	for i := range all {
		all[i].Version = 1
	}
	client.service(200, all...)
	g.Expect(s.events(record.Violation)[1].Text).To(ContainSubstring("which iut published"))
}

func TestHostileServicesDoNoHarm(t *testing.T) {
	g := NewWithT(t)
	s := newSite(t, Config{})
	iut := s.join("tcp", "alix")
	for i, body := range []string{
		"<!DOCTYPE x [<!ENTITY a 'b'>]><publish>&a;</publish>",
		string(make([]byte, 1000)),
		"<publish xmlns='http://schemas.microsoft.com/2006/09/sip/rich-presence'><publications uri='sip:alix@contoso.test'><publication/></publications></publish>",
	} {
		req := iut.request(methodService, alixAddress)
		sipwire.SetBody(req, msrtc.TypePublish, []byte(body))
		iut.do(req, 400)
		g.Expect(s.events(record.Violation)).To(HaveLen(i + 1))
	}
	g.Expect(s.events(record.TesterPanic)).To(BeEmpty())
}
