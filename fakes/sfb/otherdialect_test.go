package sfb

import (
	"strconv"
	"testing"

	"github.com/emiago/sipgo/sip"
	. "github.com/onsi/gomega"

	"github.com/duet-conformance/duet/fakes/msrtc"
	"github.com/duet-conformance/duet/fakes/pidf"
	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

func TestTheOtherDialectIsUsedOnceAndThenTheRightOne(t *testing.T) {
	for name, test := range map[string]struct {
		event        [2]string
		right, other string
		status       int // of the answer to what is in the other dialect
		taken        bool
	}{
		"to a document, refused":     {[2]string{"Event", "presence"}, pidf.ContentType, msrtc.TypeRoaming, 415, false},
		"to a document, taken":       {[2]string{"Event", "presence"}, pidf.ContentType, msrtc.TypeRoaming, 200, true},
		"to a document, not known":   {[2]string{"Event", "presence"}, pidf.ContentType, msrtc.TypeRoaming, 489, false},
		"to categories, refused":     {roaming, msrtc.TypeRoaming, pidf.ContentType, 415, false},
		"to categories, best effort": {[2]string{"Event", msrtc.EventSelf}, msrtc.TypeRoaming, pidf.ContentType, 415, false},
	} {
		t.Run(name, func(t *testing.T) {
			g := NewWithT(t)
			s := newSite(t, Config{})
			client, iut := s.join("tcp", "alix"), s.join("tcp", "alix")
			client.register()
			iut.answer = func(tx *sipwire.ServerTx) {
				if sipwire.ContentType(tx.Request()) == test.other {
					_ = tx.Reply(test.status, "")
					return
				}
				_ = tx.Reply(200, "OK")
			}
			var how [][2]string
			if name == "to categories, best effort" {
				how = append(how, [2]string{"Supported", "ms-benotify"})
			}
			iut.subscribe(200, alixAddress, append(how, test.event)...)
			g.Expect(sipwire.ContentType(iut.nextNotify())).To(Equal(test.right))
			_, err := s.Inject(Fault{Name: FaultOtherDialect, User: alixAddress})
			g.Expect(err).NotTo(HaveOccurred())

			client.publish(200, of(alixAddress, "sfb", everything))
			wrong := iut.nextNotify()
			g.Expect(sipwire.ContentType(wrong)).To(Equal(test.other))
			g.Expect(wrong.Method).To(Equal(sip.NOTIFY))
			if test.taken {
				client.publish(200, of(alixAddress, "sfb", everything, pidf.OnThePhone))
			}
			g.Expect(sipwire.ContentType(iut.nextNotify())).To(Equal(test.right))
			told := s.wait("the answer", record.And(record.Is(record.Notified), record.With("dialect", "other")))
			g.Expect(told.Attr("status")).To(Equal(strconv.Itoa(test.status)))
			number, _ := sipwire.CSeq(wrong)
			g.Expect(told.Attr("cseq")).To(Equal(strconv.Itoa(int(number))))
			g.Expect(s.events(record.Unsubscribed)).To(BeEmpty())
		})
	}
}
