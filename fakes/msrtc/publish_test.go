package msrtc_test

import (
	"io/fs"
	"strings"
	"testing"
	"time"

	. "github.com/onsi/gomega"

	"github.com/duet-conformance/duet/fakes/msrtc"
	"github.com/duet-conformance/duet/fixtures"
)

// sample returns a document of fixtures/msrtc.
func sample(t testing.TB, name string) []byte {
	t.Helper()
	body, err := fs.ReadFile(fixtures.MSRTC(), name)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// samples returns the names of the samples in a folder of fixtures/msrtc.
func samples(t testing.TB, folder string) []string {
	t.Helper()
	names, err := fs.Glob(fixtures.MSRTC(), folder+"/*.xml")
	if err != nil || len(names) == 0 {
		t.Fatalf("no samples in %s (%v)", folder, err)
	}
	return names
}

// parsed returns a valid sample.
func parsed(t testing.TB, name string) msrtc.Publish {
	t.Helper()
	p, err := msrtc.ParsePublish(sample(t, "valid/"+name+".xml"))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestParsePublishReadsWhatAnEndpointPublishes(t *testing.T) {
	g := NewWithT(t)
	p := parsed(t, "im-only")
	g.Expect(p.URI).To(Equal("sip:alix@contoso.test"))
	g.Expect(p.Publications).To(HaveLen(3))
	g.Expect(p.Publications[0].Category).To(Equal(msrtc.Category{
		Name: "device", Instance: 2880621330, Container: 2, ExpireType: msrtc.ExpireEndpoint,
		Device: &msrtc.Device{
			EndpointID: "5c4b3f0e-0000-4000-8000-000000000001", URI: "sip:alix@contoso.test",
			Capabilities: []msrtc.Capability{{Name: "text", Render: true, Capture: true}, {Name: "voice"}},
		},
	}))
	g.Expect(p.Publications[1].State).To(Equal(&msrtc.State{
		Type: msrtc.MachineState, Availability: 3500, LastActive: time.Date(2026, 11, 23, 9, 30, 0, 125e6, time.UTC),
	}))
}

func TestParsePublishReadsPrefixesRemovalsAndTimes(t *testing.T) {
	g := NewWithT(t)
	g.Expect(parsed(t, "prefixes").Publications[0].State).To(Equal(&msrtc.State{Type: msrtc.MachineState, Availability: 5000}))
	gone := parsed(t, "removed").Publications[0]
	g.Expect(gone.Removed).To(BeTrue())
	g.Expect(gone.Version).To(BeEquivalentTo(4))
	g.Expect(parsed(t, "for-a-time").Publications[0].Expires).To(Equal(10 * time.Minute))
	phone := parsed(t, "on-the-phone").Publications[2].State
	g.Expect(phone).To(Equal(&msrtc.State{Type: msrtc.PhoneState, Availability: 6500, Activity: msrtc.OnThePhone}))
}

func TestPublishIsReadBackAsItWas(t *testing.T) {
	for _, name := range samples(t, "valid") {
		t.Run(name, func(t *testing.T) {
			g := NewWithT(t)
			p, err := msrtc.ParsePublish(sample(t, name))
			g.Expect(err).NotTo(HaveOccurred())
			again, err := msrtc.ParsePublish(p.Marshal())
			g.Expect(err).NotTo(HaveOccurred())
			g.Expect(string(again.Marshal())).To(Equal(string(p.Marshal())))
		})
	}
}

func TestParsePublishRefusesInvalidSamples(t *testing.T) {
	for _, name := range samples(t, "invalid") {
		t.Run(name, func(t *testing.T) {
			g := NewWithT(t)
			p, err := msrtc.ParsePublish(sample(t, name))
			g.Expect(err).To(HaveOccurred())
			g.Expect(err.Error()).To(ContainSubstring(" "), "the error is a sentence")
			g.Expect(p).To(BeZero())
		})
	}
}

func TestParsePublishBoundsHostileDocuments(t *testing.T) {
	const head = `<publish xmlns="http://schemas.microsoft.com/2006/09/sip/rich-presence">`
	for name, c := range map[string]struct{ body, says string }{
		"deep nesting":         {head + strings.Repeat("<x>", 10_000), "more than 32 deep"},
		"many elements":        {head + strings.Repeat("<x/>", 5000) + "</publish>", "more than 4096 elements"},
		"many bytes":           {head + strings.Repeat("a", msrtc.MaxSize) + "</publish>", "more than the 131072"},
		"many attributes":      {head + "<x " + strings.Repeat(`a="" `, 30_000) + "/></publish>", "more than the 131072"},
		"entities by the tens": {string(sample(t, "invalid/entity-expansion.xml")), "entities are not expanded"},
		"a file of the reader": {string(sample(t, "invalid/external-entity.xml")), "entities are not expanded"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := msrtc.ParsePublish([]byte(c.body))
			NewWithT(t).Expect(err).To(MatchError(ContainSubstring(c.says)))
		})
	}
}

func TestFaultIsReadBackAsItWas(t *testing.T) {
	g := NewWithT(t)
	f := msrtc.Fault{Code: msrtc.WrongDelta, Operations: []msrtc.Operation{{Index: 1, Current: 3}, {Index: 4}}}
	g.Expect(msrtc.ParseFault(f.Marshal())).To(Equal(f))
	g.Expect(msrtc.ParseFault([]byte(`<Fault><Faultcode>Client.BadCall.WrongDelta</Faultcode><details><operation index="2" curVersion="7"/></details></Fault>`))).
		To(Equal(msrtc.Fault{Code: msrtc.WrongDelta, Operations: []msrtc.Operation{{Index: 2, Current: 7}}}), "servers differ in the namespace")
	for _, bad := range []string{"", "<Fault/>", "<Other><Faultcode>x</Faultcode><details/></Other>", `<Fault><Faultcode>x</Faultcode><details><operation index="a"/></details></Fault>`} {
		_, err := msrtc.ParseFault([]byte(bad))
		g.Expect(err).To(HaveOccurred())
	}
}

func FuzzParsePublish(f *testing.F) {
	for _, folder := range []string{"valid", "invalid"} {
		for _, name := range samples(f, folder) {
			f.Add(sample(f, name))
		}
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		p, err := msrtc.ParsePublish(body)
		if err != nil {
			return
		}
		again, err := msrtc.ParsePublish(p.Marshal())
		if err != nil {
			t.Fatalf("what was read from %q can't be read again: %v\n%s", body, err, p.Marshal())
		}
		if string(again.Marshal()) != string(p.Marshal()) {
			t.Fatalf("written twice, it differs:\n%s\n%s", p.Marshal(), again.Marshal())
		}
	})
}

func BenchmarkParsePublish(b *testing.B) {
	body := sample(b, "valid/sfb-client.xml")
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := msrtc.ParsePublish(body); err != nil {
			b.Fatal(err)
		}
	}
}
