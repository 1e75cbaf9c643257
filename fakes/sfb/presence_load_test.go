package sfb

import (
	"fmt"
	"strconv"
	"sync"
	"testing"

	. "github.com/onsi/gomega"

	"github.com/duet-conformance/duet/fakes/pidf"
	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

// Many endpoints of one user publish at the same time. Every watcher ends up with the state that has all of them, the
// serial numbers have no gap, and no watcher is told of an older state after a newer one.
func TestPublishersAtTheSameTime(t *testing.T) {
	const publishers, rounds = 8, 25
	g := NewWithT(t)
	s := newSite(t, Config{})
	watchers := []*endpoint{s.join("tcp", "megan"), s.join("udp", "theo"), s.join("tcp", "alix")}
	for _, w := range watchers {
		w.subscribe(200, alixAddress)
	}
	var all sync.WaitGroup
	for i := range publishers {
		e := s.join([]string{"tcp", "udp"}[i%2], "alix")
		all.Go(func() {
			tag := ""
			for round := range rounds {
				doc := of(alixAddress, fmt.Sprintf("endpoint-%d", i), everything)
				doc.Tuples[0].Note = strconv.Itoa(round)
				var match [][2]string
				if tag != "" {
					match = [][2]string{{"SIP-If-Match", tag}}
				}
				tag = sipwire.Value(e.publish(200, doc, match...), "SIP-ETag")
			}
		})
	}
	all.Wait()
	for i, e := range s.events(record.Published) {
		g.Expect(e.Attr("serial")).To(Equal(strconv.Itoa(i + 1)))
	}
	last := strconv.Itoa(publishers * rounds)
	for _, w := range watchers {
		s.wait("the last state at "+w.address, record.And(record.Is(record.Notified), record.To(w.address), record.With("serial", last)))
		before := 0
		for _, e := range record.Select(s.log.All(), record.And(record.Is(record.Notified), record.To(w.address))) {
			serial, err := strconv.Atoi(e.Attr("serial"))
			g.Expect(err).NotTo(HaveOccurred())
			g.Expect(serial).To(BeNumerically(">=", before))
			before = serial
		}
		var doc pidf.Document
		for len(w.notifies) > 0 {
			_, doc = w.notified()
		}
		g.Expect(doc.Tuples).To(HaveLen(publishers))
		for _, tuple := range doc.Tuples {
			g.Expect(tuple.Note).To(Equal(strconv.Itoa(rounds - 1)))
		}
	}
	g.Expect(s.events(record.Violation)).To(BeEmpty())
	g.Expect(s.events(record.TesterPanic)).To(BeEmpty())
}

// BenchmarkPublish is one PUBLISH, its answer, and the NOTIFY of it to one watcher and back, over TCP.
func BenchmarkPublish(b *testing.B) {
	s := newSite(b, Config{})
	alix, megan := s.join("tcp", "alix"), s.join("tcp", "megan")
	megan.subscribe(200, alixAddress)
	megan.notified()
	doc := of(alixAddress, "sfb", everything, pidf.OnThePhone)
	tag := sipwire.Value(alix.publish(200, doc), "SIP-ETag")
	megan.notified()
	b.ReportAllocs()
	for b.Loop() {
		tag = sipwire.Value(alix.publish(200, doc, [2]string{"SIP-If-Match", tag}), "SIP-ETag")
		megan.notified()
	}
}
