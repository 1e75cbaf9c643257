package msrtc_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	. "github.com/onsi/gomega"

	"github.com/duet-conformance/duet/fakes/msrtc"
)

func TestBatchIsReadBackAsItWas(t *testing.T) {
	g := NewWithT(t)
	b := msrtc.Batch{URI: "sip:megan@contoso.test", Actions: []msrtc.Action{
		{Name: msrtc.Subscribe, ID: "63792024", Resources: []string{"sip:alix@contoso.test", `sip:"b"&c@contoso.test`}, Categories: []string{"state", "services"}},
		{Name: msrtc.Unsubscribe, ID: "2", Resources: []string{"sip:theo@contoso.test"}},
	}}
	g.Expect(msrtc.ParseBatch(b.Marshal())).To(Equal(b))
}

func TestParseBatchReadsWhatClientsSend(t *testing.T) {
	g := NewWithT(t)
	b, err := msrtc.ParseBatch([]byte(`<batchSub xmlns="http://schemas.microsoft.com/2006/01/sip/batch-subscribe" uri="sip:megan@contoso.test" name="">
		<action name="subscribe" id="1"><adhocList><resource uri="sip:alix@contoso.test"><context/></resource></adhocList>
		<categoryList xmlns="http://schemas.microsoft.com/2006/09/sip/categorylist"><category name="state"/><category name="state"/></categoryList></action></batchSub>`))
	g.Expect(err).NotTo(HaveOccurred())
	g.Expect(b.Actions).To(Equal([]msrtc.Action{{Name: "subscribe", ID: "1", Resources: []string{"sip:alix@contoso.test"}, Categories: []string{"state"}}}))
}

func TestParseBatchRefusesWhatIsNone(t *testing.T) {
	const ns = ` xmlns="http://schemas.microsoft.com/2006/01/sip/batch-subscribe"`
	for name, body := range map[string]string{
		"nothing":        "",
		"another root":   "<batch" + ns + "/>",
		"no uri":         "<batchSub" + ns + "/>",
		"no action":      "<batchSub" + ns + ` uri="sip:a"/>`,
		"unknown action": "<batchSub" + ns + ` uri="sip:a"><action name="wipe"/></batchSub>`,
		"nobody":         "<batchSub" + ns + ` uri="sip:a"><action name="subscribe"/></batchSub>`,
		"no name":        "<batchSub" + ns + ` uri="sip:a"><action name="subscribe"><adhocList><resource/></adhocList></action></batchSub>`,
		"deep":           "<batchSub" + ns + ">" + strings.Repeat("<x>", 50),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := msrtc.ParseBatch([]byte(body))
			NewWithT(t).Expect(err).To(HaveOccurred())
		})
	}
}

func TestSelfSubscriptionIsOne(t *testing.T) {
	g := NewWithT(t)
	g.Expect(msrtc.CheckSelfSubscription(msrtc.SelfSubscription())).To(Succeed())
	g.Expect(msrtc.CheckSelfSubscription([]byte("<roamingList/>"))).NotTo(Succeed())
}

func TestRoamingIsReadBackAsItWas(t *testing.T) {
	g := NewWithT(t)
	at := time.Date(2026, 11, 23, 9, 30, 0, 1, time.UTC)
	r := msrtc.Roaming{Categories: msrtc.Categories{URI: "sip:alix@contoso.test", Items: []msrtc.Category{
		{
			Name: "state", Instance: 7, Container: 2, Version: 3, ExpireType: msrtc.ExpireTime, Expires: time.Minute, PublishTime: at, EndpointID: "e1",
			State: &msrtc.State{Type: msrtc.UserState, Manual: true, Availability: 9500, Custom: "do not <disturb>", LastActive: at},
		},
		{Name: "device", Instance: 8, Container: 2, Version: 1, ExpireType: msrtc.ExpireEndpoint, Device: &msrtc.Device{
			EndpointID: "e1", Capabilities: []msrtc.Capability{{Name: "text", Render: true}},
		}},
		{Name: "note", Container: 200, ExpireType: msrtc.ExpireStatic},
	}}}
	g.Expect(msrtc.ParseRoaming(r.Marshal())).To(Equal(r))
	g.Expect(string(r.Marshal())).To(And(ContainSubstring("sameEnterprise"), ContainSubstring("federated")))
	for _, bad := range []string{"", "<roamingData/>", `<roamingData xmlns="http://schemas.microsoft.com/2006/09/sip/roaming-self"/>`} {
		_, err := msrtc.ParseRoaming([]byte(bad))
		g.Expect(err).To(HaveOccurred())
	}
}

func TestWatchersAreNotToldHowItWasPublished(t *testing.T) {
	g := NewWithT(t)
	d := msrtc.Categories{URI: "sip:alix@contoso.test", Items: []msrtc.Category{{
		Name: "state", Instance: 1, Container: 2, Version: 3, ExpireType: msrtc.ExpireStatic, State: &msrtc.State{Type: msrtc.AggregateState, Availability: 3500},
	}}}
	g.Expect(string(d.Marshal())).NotTo(Or(ContainSubstring("container"), ContainSubstring("version"), ContainSubstring("expireType")))
	again, err := msrtc.ParseCategories(d.Marshal())
	g.Expect(err).NotTo(HaveOccurred())
	g.Expect(again.Items[0].State).To(Equal(d.Items[0].State))
}

func TestOtherCategoriesAreCarriedAsTheyAre(t *testing.T) {
	g := NewWithT(t)
	p := parsed(t, "other-category")
	d := msrtc.Categories{URI: p.URI, Items: []msrtc.Category{p.Publications[0].Category}}
	g.Expect(string(d.Marshal())).To(ContainSubstring(`<note xmlns="http://schemas.microsoft.com/2006/09/sip/note"><body type="personal" uri="">back at nine</body></note>`))
}

func TestRelatedKeepsItsParts(t *testing.T) {
	g := NewWithT(t)
	parts := []msrtc.Part{
		{Type: msrtc.TypeList, Body: msrtc.List{URI: "sip:megan@contoso.test", Unknown: []string{"sip:nobody@contoso.test"}}.Marshal()},
		{Type: msrtc.TypeCategories, Body: msrtc.Categories{URI: "sip:alix@contoso.test"}.Marshal()},
		{Type: msrtc.TypeCategories, Body: []byte("ends in a line end\r\n")},
	}
	contentType, body := msrtc.Related(parts)
	g.Expect(contentType).To(MatchRegexp(`^multipart/related; type="application/rlmi\+xml"; start=resourceList; boundary=[-A-Za-z0-9]+$`))
	boundary := contentType[strings.Index(contentType, "boundary=")+len("boundary="):]
	g.Expect(bytes.Count(body, []byte("\r\n\r\n--"+boundary))).To(Equal(3), "a blank line ends each part")
	g.Expect(msrtc.ParseRelated(contentType, body)).To(Equal([]msrtc.Part{
		{Type: msrtc.TypeList, Body: parts[0].Body}, {Type: msrtc.TypeCategories, Body: parts[1].Body}, {Type: msrtc.TypeCategories, Body: parts[2].Body},
	}))
	again, same := msrtc.Related(parts)
	g.Expect(again).To(Equal(contentType))
	g.Expect(same).To(Equal(body))
	list, err := msrtc.ParseList(parts[0].Body)
	g.Expect(err).NotTo(HaveOccurred())
	g.Expect(list.Unknown).To(Equal([]string{"sip:nobody@contoso.test"}))
}

func TestParseRelatedRefusesWhatCanNotBeTakenApart(t *testing.T) {
	for name, c := range map[string]struct{ contentType, body string }{
		"no type":          {";", ""},
		"no boundary":      {"multipart/related", "--a"},
		"never ends":       {"multipart/related; boundary=a", "--a\r\nContent-Type: text/plain\r\n\r\nx"},
		"part without one": {"multipart/related; boundary=a", "--a\r\n\r\nx\r\n--a--"},
		"many parts":       {"multipart/related; boundary=a", strings.Repeat("--a\r\nContent-Type: text/plain\r\n\r\n\r\n", 2000) + "--a--"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := msrtc.ParseRelated(c.contentType, []byte(c.body))
			NewWithT(t).Expect(err).To(HaveOccurred())
		})
	}
}

func FuzzParseCategories(f *testing.F) {
	f.Add(msrtc.Categories{URI: "sip:a@b", Items: []msrtc.Category{{Name: "services", Services: &msrtc.Services{URI: "sip:a@b"}}}}.Marshal())
	f.Fuzz(func(t *testing.T, body []byte) {
		d, err := msrtc.ParseCategories(body)
		if err != nil {
			return
		}
		again, err := msrtc.ParseCategories(d.Marshal())
		if err != nil || string(again.Marshal()) != string(d.Marshal()) {
			t.Fatalf("what was read from %q is not read again as it was: %v\n%s", body, err, d.Marshal())
		}
	})
}
