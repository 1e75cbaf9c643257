package pidf_test

import (
	"io/fs"
	"strings"
	"testing"
	"time"

	. "github.com/onsi/gomega"

	"github.com/duet-conformance/duet/fakes/pidf"
	"github.com/duet-conformance/duet/fixtures"
)

// sample returns a document of fixtures/presence.
func sample(t testing.TB, name string) []byte {
	t.Helper()
	body, err := fs.ReadFile(fixtures.Presence(), name)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// samples returns the names of the samples in a folder of fixtures/presence.
func samples(t testing.TB, folder string) []string {
	t.Helper()
	names, err := fs.Glob(fixtures.Presence(), folder+"/*.xml")
	if err != nil || len(names) == 0 {
		t.Fatalf("no samples in %s (%v)", folder, err)
	}
	return names
}

func TestParseReadsWhatAnEndpointPublishes(t *testing.T) {
	g := NewWithT(t)
	d, err := pidf.Parse(sample(t, "valid/im-only.xml"))
	g.Expect(err).NotTo(HaveOccurred())
	g.Expect(d).To(Equal(pidf.Document{
		Entity: "sip:alix@contoso.test",
		Tuples: []pidf.Tuple{{
			ID: "teams-1f0c", Open: true,
			Contact:   "sip:alix@contoso.test;gr=urn:uuid:5c4b3f0e-0000-4000-8000-000000000001",
			Caps:      pidf.Caps{Said: true, Message: true},
			UserInput: "active",
			LastInput: time.Date(2026, 11, 23, 9, 30, 0, 125e6, time.UTC),
			Timestamp: time.Date(2026, 11, 23, 9, 30, 0, 130e6, time.UTC),
		}},
	}))
	g.Expect(d.IMOnly()).To(BeTrue())
}

func TestParseReadsPrefixesTimeZonesAndNumericBooleans(t *testing.T) {
	g := NewWithT(t)
	d, err := pidf.Parse(sample(t, "valid/sfb-client.xml"))
	g.Expect(err).NotTo(HaveOccurred())
	g.Expect(d.Tuples).To(HaveLen(1))
	tuple := d.Tuples[0]
	g.Expect(tuple.Open).To(BeTrue())
	g.Expect(tuple.Caps).To(Equal(pidf.Caps{Said: true, Application: true, Audio: true, Message: true, Video: true}))
	g.Expect(tuple.UserInput).To(Equal("idle"))
	g.Expect(tuple.LastInput).To(Equal(time.Date(2026, 11, 23, 9, 31, 7, 5e8, time.UTC)))
	g.Expect(tuple.Note).To(Equal("at my desk"))
	g.Expect(d.IMOnly()).To(BeFalse())
}

func TestParseReadsActivities(t *testing.T) {
	g := NewWithT(t)
	d, err := pidf.Parse(sample(t, "valid/on-the-phone.xml"))
	g.Expect(err).NotTo(HaveOccurred())
	g.Expect(d.OnThePhone()).To(BeTrue())
	g.Expect(d.Activities()).To(Equal([]string{"busy", "on-the-phone"}))
	g.Expect(d.Capabilities()).To(Equal([]string{"audio", "message", "video"}))
	g.Expect(d.LastInput()).To(Equal(time.Date(2026, 11, 23, 9, 45, 0, 0, time.UTC)))
	g.Expect(d.People[0].Note).To(Equal("In a call"))
}

func TestParsePassesOverWhatItDoesNotKnow(t *testing.T) {
	g := NewWithT(t)
	d, err := pidf.Parse(sample(t, "valid/extensions.xml"))
	g.Expect(err).NotTo(HaveOccurred())
	g.Expect(d.Tuples).To(Equal([]pidf.Tuple{{ID: "t1", Open: true, Contact: "sip:alix@contoso.test"}}))
	g.Expect(d.People).To(Equal([]pidf.Person{{ID: "p1"}}))
}

func TestCheckFindsNothingWrongWithValidSamples(t *testing.T) {
	for _, name := range samples(t, "valid") {
		t.Run(name, func(t *testing.T) {
			NewWithT(t).Expect(pidf.Check(sample(t, name))).To(BeEmpty())
		})
	}
}

func TestCheckFindsWhatParseOverlooks(t *testing.T) {
	for _, name := range samples(t, "doubtful") {
		t.Run(name, func(t *testing.T) {
			g := NewWithT(t)
			_, err := pidf.Parse(sample(t, name))
			g.Expect(err).NotTo(HaveOccurred())
			problems := pidf.Check(sample(t, name))
			g.Expect(problems).To(HaveLen(1))
			g.Expect(problems[0].Rule).To(HavePrefix("RFC 3863 §4."))
			g.Expect(problems[0].Sentence).To(HaveSuffix("(" + problems[0].Rule + ")"))
		})
	}
}

func TestParseRefusesInvalidSamples(t *testing.T) {
	for _, name := range samples(t, "invalid") {
		t.Run(name, func(t *testing.T) {
			g := NewWithT(t)
			d, err := pidf.Parse(sample(t, name))
			g.Expect(err).To(MatchError(MatchRegexp(`RFC \d+ §\d`)))
			g.Expect(d).To(BeZero())
			g.Expect(pidf.Check(sample(t, name))).NotTo(BeEmpty())
		})
	}
}

func TestParseBoundsHostileDocuments(t *testing.T) {
	const head = `<presence xmlns="urn:ietf:params:xml:ns:pidf" entity="sip:a@contoso.test">`
	for name, c := range map[string]struct{ body, says string }{
		"deep nesting":         {head + strings.Repeat("<x>", 10_000), "nests its elements more than 32 deep"},
		"deep and complete":    {head + strings.Repeat("<x>", 60) + strings.Repeat("</x>", 60) + "</presence>", "nests its elements more than 32 deep"},
		"many elements":        {head + strings.Repeat("<x/>", 5000) + "</presence>", "more than 4096 elements"},
		"many bytes":           {head + "<note>" + strings.Repeat("a", pidf.MaxSize) + "</note></presence>", "more than the 131072"},
		"many attributes":      {head + "<x " + strings.Repeat(`a="" `, 30_000) + "/></presence>", "more than the 131072"},
		"entities by the tens": {string(sample(t, "invalid/entity-expansion.xml")), "entities are not expanded"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := pidf.Parse([]byte(c.body))
			NewWithT(t).Expect(err).To(MatchError(ContainSubstring(c.says)))
		})
	}
}

func FuzzParse(f *testing.F) {
	for _, folder := range []string{"valid", "doubtful", "invalid"} {
		for _, name := range samples(f, folder) {
			f.Add(sample(f, name))
		}
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		d, err := pidf.Parse(body)
		if err != nil {
			return
		}
		again, err := pidf.Parse(d.Marshal())
		if err != nil {
			t.Fatalf("what was read from %q can't be read again: %v\n%s", body, err, d.Marshal())
		}
		if string(again.Marshal()) != string(d.Marshal()) {
			t.Fatalf("written twice, the document differs:\n%s\n%s", d.Marshal(), again.Marshal())
		}
	})
}

func BenchmarkParse(b *testing.B) {
	body := sample(b, "valid/on-the-phone.xml")
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := pidf.Parse(body); err != nil {
			b.Fatal(err)
		}
	}
}
