package sfb

import (
	"testing"

	. "github.com/onsi/gomega"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

func TestWatcherThatForgotIsForgotten(t *testing.T) {
	g := NewWithT(t)
	s := newSite(t, Config{})
	client, megan := s.join("tcp", "alix"), s.join("tcp", "megan")
	megan.answer = func(tx *sipwire.ServerTx) { _ = tx.Reply(481, "Subscription Does Not Exist") }
	megan.subscribe(200, alixAddress)
	g.Expect(s.wait("the end", record.Is(record.Unsubscribed)).Attr("reason")).To(Equal("the NOTIFY was answered 481"))
	client.publish(200, of(alixAddress, "sfb", everything))
	g.Expect(s.events(record.Notified)).To(HaveLen(1))
}

func TestSubscriptionsEndWithTheirConnection(t *testing.T) {
	g := NewWithT(t)
	s := newSite(t, Config{})
	client, megan := s.join("tcp", "alix"), s.join("tcp", "megan")
	megan.subscribe(200, alixAddress)
	megan.notified()
	s.wait("the answer", record.Is(record.Notified))
	megan.flow.Close()
	g.Expect(s.wait("the end", record.Is(record.Unsubscribed)).Attr("reason")).To(Equal("flow closed"))
	client.publish(200, of(alixAddress, "sfb", everything))
	g.Expect(s.events(record.Notified)).To(HaveLen(1))
}

func TestConnectionThatClosesUnderANotifyEndsTheSubscriptionOnce(t *testing.T) {
	g := NewWithT(t)
	s := newSite(t, Config{})
	megan := s.join("tcp", "megan")
	megan.answer = func(tx *sipwire.ServerTx) { tx.Flow().Close() }
	megan.subscribe(200, alixAddress)
	g.Expect(s.wait("the answer that never came", record.Is(record.Notified)).Attr("status")).To(Equal("408"))
	g.Expect(s.wait("the end", record.Is(record.Unsubscribed)).Attr("reason")).To(Equal("flow closed"))
	s.wait("the end of the connection", record.Is(record.FlowClosed))
	g.Expect(s.events(record.Unsubscribed)).To(HaveLen(1))
}

func TestResetForgetsPresenceAndSaysSo(t *testing.T) {
	g := NewWithT(t)
	s := newSite(t, Config{})
	client, megan := s.join("tcp", "alix"), s.join("tcp", "megan")
	client.publish(200, of(alixAddress, "sfb", everything))
	megan.subscribe(200, alixAddress)
	megan.notified()
	s.presence.reset()
	notify, _ := megan.notified()
	g.Expect(sipwire.Value(notify, "Subscription-State")).To(Equal("terminated;reason=deactivated"))
	gone := s.events(record.Withdrawn)
	g.Expect(gone).To(HaveLen(1))
	g.Expect(gone[0].Attr("reason")).To(Equal("reset"))

	megan.subscribe(200, alixAddress)
	_, doc := megan.notified()
	g.Expect(doc.Tuples).To(BeEmpty())
	client.publish(200, of(alixAddress, "sfb", everything))
	g.Expect(s.events(record.Published)[1].Attr("serial")).To(Equal("3"), "serial numbers go on")
}
