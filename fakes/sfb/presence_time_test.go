package sfb

import (
	"context"
	"errors"
	"net"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	. "github.com/onsi/gomega"

	"github.com/duet-conformance/duet/fakes/msrtc"
	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

// pipes is a network of one listener in memory, so that a test can run on virtual time.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once

	mu   sync.Mutex
	port int
}

// pipe is one end of a connection with addresses of its own.
type pipe struct {
	net.Conn
	local, remote net.Addr
}

func (p pipe) LocalAddr() net.Addr  { return p.local }
func (p pipe) RemoteAddr() net.Addr { return p.remote }

var server = &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 5060}

func newPipes() *pipes {
	return &pipes{conns: make(chan net.Conn), done: make(chan struct{}), port: 40_000}
}

func (n *pipes) Addr() net.Addr { return server }

func (n *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-n.conns:
		return c, nil
	case <-n.done:
		return nil, net.ErrClosed
	}
}

func (n *pipes) Close() error {
	n.once.Do(func() { close(n.done) })
	return nil
}

func (n *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	n.mu.Lock()
	n.port++
	client := &net.TCPAddr{IP: net.IPv4(192, 0, 2, 2), Port: n.port}
	n.mu.Unlock()
	near, far := net.Pipe()
	select {
	case n.conns <- pipe{far, server, client}:
		return pipe{near, client, server}, nil
	case <-n.done:
		return nil, errors.New("nobody listens")
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// virtualSite is a front end in memory. Its waits never end by themselves: virtual time would run ahead to their end.
func virtualSite(t *testing.T, config Config) *site {
	s := emptySite(t, config)
	network := newPipes()
	s.virtual, s.dial, s.tcp = 1000*time.Hour, network.dial, server.String()
	s.ServeStream("tcp", network)
	return s
}

// pass lets virtual time pass, which takes none.
func pass(d time.Duration) { <-time.NewTimer(d).C }

func TestPublicationExpires(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := NewWithT(t)
		s := virtualSite(t, Config{})
		iut, megan := s.join("tcp", "alix"), s.join("tcp", "megan")
		megan.subscribe(200, alixAddress)
		megan.notified()
		began := time.Now()
		iut.publish(200, of(alixAddress, "teams", imOnly), [2]string{"Expires", "600"})
		_, doc := megan.notified()
		g.Expect(doc.IMOnly()).To(BeTrue())
		_, doc = megan.notified()
		g.Expect(time.Since(began)).To(Equal(600 * time.Second))
		g.Expect(doc.Tuples).To(BeEmpty())
		e := s.wait("the expiry", record.Is(record.Withdrawn))
		g.Expect(e.Attr("reason")).To(Equal("expired"))
		g.Expect(e.Attr("serial")).To(Equal("2"))
		g.Expect(e.Party).To(BeEmpty())
	})
}

func TestRefreshedPublicationLivesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := NewWithT(t)
		s := virtualSite(t, Config{})
		iut := s.join("tcp", "alix")
		began := time.Now()
		tag := sipwire.Value(iut.publish(200, of(alixAddress, "teams", imOnly), [2]string{"Expires", "60"}), "SIP-ETag")
		for range 5 {
			pass(59 * time.Second)
			tag = sipwire.Value(iut.publish(200, nil, [2]string{"Expires", "60"}, [2]string{"SIP-If-Match", tag}), "SIP-ETag")
		}
		e := s.wait("the expiry", record.Is(record.Withdrawn))
		g.Expect(e.Time.Sub(began)).To(Equal(5*59*time.Second + time.Minute))
		g.Expect(e.Attr("etag")).To(Equal(tag))
	})
}

func TestSubscriptionExpires(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := NewWithT(t)
		s := virtualSite(t, Config{DefaultExpires: 90 * time.Second})
		megan := s.join("tcp", "megan")
		began := time.Now()
		_, res := megan.subscribe(200, alixAddress)
		g.Expect(sipwire.Value(res, "Expires")).To(Equal("90"))
		megan.notified()
		notify, _ := megan.notified()
		g.Expect(time.Since(began)).To(Equal(90 * time.Second))
		g.Expect(sipwire.Value(notify, "Subscription-State")).To(Equal("terminated;reason=timeout"))
		g.Expect(s.wait("the end", record.Is(record.Unsubscribed)).Attr("reason")).To(Equal("expired"))
	})
}

func TestGrantShortensPublicationsAndSubscriptions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := NewWithT(t)
		s := virtualSite(t, Config{})
		_, err := s.faults.inject(Fault{Name: FaultGrant, User: alixAddress, Params: map[string]string{"seconds": "2"}})
		g.Expect(err).NotTo(HaveOccurred())
		iut := s.join("tcp", "alix")
		began := time.Now()
		res := iut.publish(200, of(alixAddress, "teams", imOnly), [2]string{"Expires", "3600"})
		g.Expect(sipwire.Value(res, "Expires")).To(Equal("2"))
		_, res = iut.subscribe(200, alixAddress, [2]string{"Expires", "3600"})
		g.Expect(sipwire.Value(res, "Expires")).To(Equal("2"))
		s.wait("the end of both", record.Is(record.Withdrawn))
		s.wait("the end of both", record.Is(record.Unsubscribed))
		g.Expect(time.Since(began)).To(Equal(2 * time.Second))
	})
}

func TestWatcherThatNeverAnswersIsForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := NewWithT(t)
		s := virtualSite(t, Config{})
		mute := s.join("tcp", "megan")
		mute.answer = func(*sipwire.ServerTx) {}
		began := time.Now()
		mute.subscribe(200, alixAddress)
		e := s.wait("the end", record.Is(record.Unsubscribed))
		g.Expect(e.Attr("reason")).To(Equal("the NOTIFY was not answered"))
		g.Expect(time.Since(began)).To(Equal(32*time.Second), "timer F")
		g.Expect(s.events(record.Notified)[0].Attr("status")).To(Equal("408"))
	})
}

func TestClosedAgentIsStill(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := NewWithT(t)
		s := virtualSite(t, Config{})
		alix := s.join("tcp", "alix")
		alix.publish(200, of(alixAddress, "teams", imOnly), [2]string{"Expires", "60"})
		alix.subscribe(200, alixAddress, [2]string{"Expires", "60"})
		alix.notified()
		s.wait("the answer", record.Is(record.Notified))
		s.presence.close()
		before := s.log.Len()
		pass(time.Hour)
		g.Expect(record.Select(s.log.From(before), record.Is(record.Withdrawn, record.Unsubscribed))).To(BeEmpty())
		g.Expect(alix.notifies).To(BeEmpty())
	})
}

func TestCategoriesOfATimeRunOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := NewWithT(t)
		s := virtualSite(t, Config{})
		iut, megan := s.join("tcp", "alix"), s.join("tcp", "megan")
		megan.subscribe(200, alixAddress)
		megan.notified()
		began := time.Now()
		for version := range uint32(3) {
			iut.service(200, inCategory(version, msrtc.ExpireTime, imOnly)...)
			pass(599 * time.Second)
		}
		_, doc := megan.notified()
		g.Expect(doc.IMOnly()).To(BeTrue())
		e := s.wait("the expiry", record.Is(record.Withdrawn))
		g.Expect(e.Time.Sub(began)).To(Equal(2*599*time.Second + 600*time.Second))
		g.Expect(e.Attr("reason")).To(Equal("expired"))
		g.Expect(e.Party).To(BeEmpty())
		for _, p := range s.events(record.Published) {
			if p.Attr("basic") == "closed" {
				g.Expect(p.Party).To(BeEmpty(), "nobody published that a part ran out")
			}
		}
		iut.service(200, inCategory(0, msrtc.ExpireTime, imOnly)...)
	})
}

func TestBatchExpires(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := NewWithT(t)
		s := virtualSite(t, Config{DefaultExpires: 90 * time.Second})
		megan := s.join("tcp", "megan")
		began := time.Now()
		megan.batch(200, []string{alixAddress, "theo@contoso.test"}, piggyback)
		g.Expect(sipwire.Value(megan.nextNotify(), "Subscription-State")).To(Equal("terminated;reason=timeout"))
		g.Expect(time.Since(began)).To(Equal(90 * time.Second))
		g.Expect(s.events(record.Unsubscribed)).To(HaveLen(2))
	})
}
