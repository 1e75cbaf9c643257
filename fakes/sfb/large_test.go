package sfb

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/emiago/sipgo/sip"
	. "github.com/onsi/gomega"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

// large are body sizes from just over what RFC 3261 §18.1.1 would send over UDP to near the end of a datagram. A library
// that keeps to the RFC there refuses to carry them; a witness has to.
var large = []int{1_301, 1_500, 9_000, 30_000, 60_000}

// filler makes a text of exactly so many bytes, which shows when a piece of it is lost or moved.
func filler(size int) string {
	var text strings.Builder
	for i := 0; text.Len() < size; i++ {
		fmt.Fprintf(&text, "%06d ", i)
	}
	return text.String()[:size]
}

func TestUDPCarriesLargeMessagesInASession(t *testing.T) {
	g := NewWithT(t)
	s := newSite(t, Config{})
	alix, megan := s.phone("udp", "alix").signIn(), s.phone("udp", "megan").signIn()
	there, back := talk(alix, megan)
	for _, size := range large {
		for _, way := range []struct {
			from, to *phone
			dialog   *sipwire.Dialog
		}{{alix, megan, there}, {megan, alix, back}} {
			text := filler(size)
			done := make(chan *sip.Response, 1)
			go func() { done <- way.from.do(says(way.dialog, text), 200) }()
			tx := way.to.gets(sip.MESSAGE)
			g.Expect(string(tx.Request().Body())).To(Equal(text), "%d bytes", size)
			way.to.replies(tx, 200)
			g.Expect((<-done).StatusCode).To(Equal(200))
		}
	}
	for _, kind := range []record.Kind{record.SIPIn, record.SIPOut} {
		messages := record.Select(s.log.All(), record.And(record.Is(kind), record.With("method", "MESSAGE"), record.With("status", "")))
		g.Expect(messages).To(HaveLen(2 * len(large)))
		for i, e := range messages {
			g.Expect(bytes.HasSuffix(e.Raw, []byte("\r\n\r\n"+filler(large[i/2])))).To(BeTrue(), "recorded as it was on the wire")
		}
	}
	g.Expect(s.events(record.Violation)).To(BeEmpty())
}

func TestUDPCarriesLargeInvitationsAndAnswers(t *testing.T) {
	for _, size := range large {
		g := NewWithT(t)
		s := newSite(t, Config{})
		alix, megan := s.phone("udp", "alix").signIn(), s.phone("udp", "megan").signIn()
		offer := imSDP + "a=x-filler:" + filler(size) + "\r\n"
		c := alix.invites(megan.address, offer)
		tx := megan.gets(sip.INVITE)
		g.Expect(string(tx.Request().Body())).To(Equal(offer))
		res := tx.Response(200, "", sip.NewHeader(megan.contact()[0], megan.contact()[1]))
		sipwire.SetBody(res, "application/sdp", []byte(offer))
		tx.Reliable2xx = true
		g.Expect(tx.Respond(res)).To(Succeed())
		answer := c.gets(200)
		g.Expect(string(answer.Body())).To(Equal(offer))
		dialog, err := sipwire.NewUAC(c.tx.Request(), answer, alix.flow)
		g.Expect(err).NotTo(HaveOccurred())
		g.Expect(alix.Send(alix.flow, dialog.Ack(c.tx.Request()))).To(Succeed())
		megan.getsACK()
	}
}

func TestUDPCarriesLargePagerMessagesAndRefusals(t *testing.T) {
	g := NewWithT(t)
	s := newSite(t, Config{})
	alix, megan := s.phone("udp", "alix").signIn(), s.phone("udp", "megan").signIn()
	for _, size := range large {
		req := alix.request(sip.MESSAGE, megan.address)
		sipwire.SetBody(req, "text/plain", []byte(filler(size)))
		done := make(chan *sip.Response, 1)
		go func() { done <- alix.do(req, 488) }()
		tx := megan.gets(sip.MESSAGE)
		g.Expect(string(tx.Request().Body())).To(Equal(filler(size)))
		res := tx.Response(488, "")
		sipwire.SetBody(res, "text/plain", []byte(filler(size)))
		g.Expect(tx.Respond(res)).To(Succeed())
		g.Expect(string((<-done).Body())).To(Equal(filler(size)))
	}
}

func TestMessageThatGrewBeyondADatagramIsRefused(t *testing.T) {
	g := NewWithT(t)
	s := newSite(t, Config{})
	alix, megan := s.phone("udp", "alix").signIn(), s.phone("udp", "megan").signIn()
	there, _ := talk(alix, megan)
	// It fits into a datagram on its way to the front end, but not with the Via that the front end adds.
	probe := sipwire.CloneRequest(says(there, ""))
	head := len(sipwire.Marshal(probe)) + len("Via: SIP/2.0/UDP 127.0.0.1:65535;branch=z9hG4bK000000000000000000000000;rport\r\n") + len("65000")
	res := alix.do(says(there, filler(65_507-head)), 513)
	g.Expect(res.StatusCode).To(Equal(513))
	megan.gone(g)
}

// gone says that no request waits at the phone.
func (p *phone) gone(g *WithT) { g.Expect(p.requests).To(BeEmpty()) }
