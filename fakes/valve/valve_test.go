package valve_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http/httptest"
	"syscall"
	"testing"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/valve"
	. "github.com/onsi/gomega"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// soon bounds what takes no time.
const soon = 5 * time.Second

func kinds(log *record.Log) (kinds []record.Kind) {
	for _, e := range log.All() {
		kinds = append(kinds, e.Kind)
	}
	return kinds
}

// echo serves a listener: it sends back what it reads.
func echo(t *testing.T, l net.Listener) {
	t.Helper()
	done := make(chan struct{})
	t.Cleanup(func() { _ = l.Close(); <-done })
	go func() {
		defer close(done)
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() { _, _ = io.Copy(c, c); _ = c.Close() }()
		}
	}()
}

// says sends a word over a connection and reads it back.
func says(c net.Conn, word string) error {
	_ = c.SetDeadline(time.Now().Add(soon))
	if _, err := io.WriteString(c, word); err != nil {
		return err
	}
	_, err := io.ReadFull(c, make([]byte, len(word)))
	return err
}

func TestACutResetsWhatIsConnectedAndWhoConnects(t *testing.T) {
	g := NewWithT(t)
	log := record.NewLog(record.SourceSfB)
	v := valve.New(record.SourceSfB, log)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	g.Expect(err).NotTo(HaveOccurred())
	echo(t, v.Listener(l))
	dial := func() net.Conn {
		c, err := net.Dial("tcp", l.Addr().String())
		g.Expect(err).NotTo(HaveOccurred())
		t.Cleanup(func() { _ = c.Close() })
		return c
	}
	before := dial()
	g.Expect(says(before, "hello")).To(Succeed())

	v.Set(valve.State{Cut: true})
	g.Expect(says(before, "hello")).To(Or(MatchError(syscall.ECONNRESET), MatchError(syscall.EPIPE)))
	c, err := net.Dial("tcp", l.Addr().String())
	if err == nil { // the reset may be faster
		g.Expect(says(c, "hello")).To(Or(MatchError(syscall.ECONNRESET), MatchError(syscall.EPIPE), MatchError(io.EOF)))
		_ = c.Close()
	}
	g.Eventually(log.Len).Should(Equal(2))

	v.Set(valve.State{})
	g.Expect(says(dial(), "hello")).To(Succeed())
	g.Expect(kinds(log)).To(Equal([]record.Kind{record.LinkCut, record.LinkRefused, record.LinkHealed}))
	g.Expect(log.All()[1].Party).To(Equal(record.PartyIUT))
}

func TestACutRefusesAndResetsWhatTheFakeConnects(t *testing.T) {
	g := NewWithT(t)
	log := record.NewLog(record.SourceTeams)
	v := valve.New(record.SourceTeams, log)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	g.Expect(err).NotTo(HaveOccurred())
	echo(t, l)
	dial := v.Dialer(nil)
	c, err := dial(t.Context(), "tcp", l.Addr().String())
	g.Expect(err).NotTo(HaveOccurred())
	g.Expect(says(c, "hello")).To(Succeed())

	v.Set(valve.State{Cut: true})
	g.Expect(says(c, "hello")).To(MatchError(net.ErrClosed))
	_, err = dial(t.Context(), "tcp", l.Addr().String())
	g.Expect(errors.Is(err, syscall.ECONNREFUSED)).To(BeTrue(), "%v", err)
	g.Expect(log.All()[1]).To(And(HaveField("Kind", record.LinkRefused), HaveField("Party", record.PartyTester)))

	v.Set(valve.State{})
	c, err = dial(t.Context(), "tcp", l.Addr().String())
	g.Expect(err).NotTo(HaveOccurred())
	g.Expect(says(c, "hello")).To(Succeed())
	g.Expect(c.Close()).To(Succeed())
}

// datagram is about somebody, so that the log can say who.
const datagram = "MESSAGE sip:alix@contoso.test SIP/2.0\r\nFrom: <sip:megan@contoso.test>;tag=1\r\nTo: <sip:alix@contoso.test>\r\nCall-ID: 7\r\n\r\nhi duet-0123456789ab"

func TestDatagramsAreLostAndDoubledAsTheStateSays(t *testing.T) {
	for name, test := range map[string]struct {
		state   valve.State
		arrives int // of six, in either direction
		kind    record.Kind
		events  int
	}{
		"sound":   {valve.State{}, 6, "", 0},
		"cut":     {valve.State{Cut: true}, 0, record.LinkLost, 6},
		"losing":  {valve.State{LoseEvery: 3}, 4, record.LinkLost, 2},
		"doubled": {valve.State{Double: true}, 12, record.LinkDoubled, 6},
	} {
		t.Run(name, func(t *testing.T) {
			g := NewWithT(t)
			log := record.NewLog(record.SourceSfB)
			v := valve.New(record.SourceSfB, log)
			open := func() net.PacketConn {
				pc, err := net.ListenPacket("udp", "127.0.0.1:0")
				g.Expect(err).NotTo(HaveOccurred())
				t.Cleanup(func() { _ = pc.Close() })
				return pc
			}
			ours, theirs := v.Packets(open()), open()
			v.Set(test.state)
			for _, way := range []struct{ from, to net.PacketConn }{{theirs, ours}, {ours, theirs}} {
				for range 6 {
					_, err := way.from.WriteTo([]byte(datagram), way.to.LocalAddr())
					g.Expect(err).NotTo(HaveOccurred())
				}
				buf := make([]byte, 2000)
				for range test.arrives {
					_ = way.to.SetReadDeadline(time.Now().Add(soon))
					n, _, err := way.to.ReadFrom(buf)
					g.Expect(err).NotTo(HaveOccurred())
					g.Expect(string(buf[:n])).To(Equal(datagram))
				}
				_ = way.to.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
				_, _, err := way.to.ReadFrom(buf)
				g.Expect(err).To(HaveOccurred(), "one too many")
			}
			lost := func() []record.Event { return record.Select(log.All(), record.Is(test.kind)) }
			g.Eventually(lost).Should(HaveLen(2 * test.events))
			for _, e := range lost() {
				g.Expect(e).To(And(HaveField("From", "megan@contoso.test"), HaveField("To", "alix@contoso.test"), HaveField("Token", "duet-0123456789ab")))
			}
		})
	}
}

func TestTheControlAPISetsTheValveAndRefusesWhatMakesNoSense(t *testing.T) {
	g := NewWithT(t)
	log := record.NewLog(record.SourceSfB)
	server := httptest.NewServer(valve.New(record.SourceSfB, log).Before(record.Handler(log)))
	defer server.Close()
	g.Expect(valve.Set(t.Context(), server.Client(), server.URL, valve.State{Cut: true})).To(Succeed())
	g.Expect(kinds(log)).To(Equal([]record.Kind{record.LinkCut}))
	for _, wrong := range []valve.State{{LoseEvery: 1}, {LoseEvery: -1}, {Cut: true, Double: true}} {
		g.Expect(valve.Set(t.Context(), server.Client(), server.URL, wrong)).To(MatchError(ContainSubstring("can't be set")))
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	g.Expect(valve.Set(ended, server.Client(), server.URL, valve.State{})).NotTo(Succeed())
}
