package people

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/directory"
	"github.com/duet-conformance/duet/fakes/msrtc"
	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

// sfbSession is an SfB client that is signed in, or about to be: its socket, and what runs over it.
type sfbSession struct {
	client   *SfBClient
	scene    *Scene
	endpoint *sipwire.Endpoint
	flow     *sipwire.Flow
	// life ends when the session is closed.
	life context.Context
	die  context.CancelFunc

	registration registration
	publication  publication

	mu            sync.Mutex
	closed        bool
	running       sync.WaitGroup
	dialogs       map[string]dialogue      // by Call-ID and own tag
	conversations map[string]*conversation // the open one with each person, by address
	watches       map[string]*watch        // by address
	calls         []*sfbCall               // ringing or going on, oldest first
	undecided     []*toast                 // what rings while the person hesitates, oldest first
}

// dialogue is what requests within a dialog go to.
type dialogue interface {
	// request handles a request of the other side. It runs on the flow's reader and must not block.
	request(tx *sipwire.ServerTx)
	// acknowledged is told of the ACK to a 2xx of this side.
	acknowledged()
}

// openSfB opens the client's socket. Nothing has been sent to the front end when it returns.
func openSfB(ctx context.Context, c *SfBClient, instance string) (*sfbSession, error) {
	site := c.person.scene.SfB
	if c.person.User.Home == directory.OnPremises && site.OnPremises != "" {
		site.Address = site.OnPremises
	}
	s := &sfbSession{
		client: c, scene: c.person.scene,
		dialogs: map[string]dialogue{}, conversations: map[string]*conversation{}, watches: map[string]*watch{},
	}
	s.life, s.die = context.WithCancel(context.WithoutCancel(ctx))
	s.registration.init(instance)
	s.publication.turn = newTurn()
	s.publication.id, s.publication.herald = msrtc.TupleID(strings.TrimPrefix(instance, "urn:uuid:")), s.newHerald()
	s.endpoint = sipwire.New(sipwire.Config{
		Name: c.String(), Dial: site.Dial, TLS: site.TLS,
		OnRequest: s.onRequest, OnAck: s.onAck, OnFlow: s.onFlow, OnPanic: s.onPanic,
	})
	failed := func(err error) (*sfbSession, error) {
		s.close()
		return nil, fmt.Errorf("%s can't reach the SfB front end at %s over %s: %w", c, site.Address, site.Transport, err)
	}
	if site.Transport == "udp" {
		listen := site.ListenPacket
		if listen == nil {
			listen = net.ListenPacket
		}
		local, err := localAddress(site.Address)
		if err != nil {
			return failed(err)
		}
		pc, err := listen("udp", local)
		if err != nil {
			return failed(err)
		}
		s.endpoint.ServePacket(pc)
	}
	within, cancel := context.WithTimeout(ctx, s.scene.bounds().Registration)
	defer cancel()
	flow, err := s.endpoint.Flow(within, site.Transport, site.Address)
	if err != nil {
		return failed(err)
	}
	s.flow = flow
	return s, nil
}

// localAddress is where a UDP client listens that is to reach the address: the loopback address for a loopback server,
// else any, whose port the kernel chooses.
func localAddress(server string) (string, error) {
	host, _, err := net.SplitHostPort(server)
	if err != nil {
		return "", fmt.Errorf("%q is no host:port: %w", server, err)
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsLoopback() {
		return net.JoinHostPort(host, "0"), nil
	}
	if strings.EqualFold(host, "localhost") {
		return "127.0.0.1:0", nil
	}
	return ":0", nil
}

// begin registers, publishes, and waits until the world knows.
func (s *sfbSession) begin(ctx context.Context) error {
	mark := s.scene.Log.Len()
	if err := s.register(ctx); err != nil {
		return err
	}
	_, err := s.scene.await(ctx, s.scene.bounds().Registration, mark,
		record.And(record.Is(record.Bound), record.By(s.client.Name()), record.With("instance", s.registration.instance)))
	if errors.Is(err, errLate) {
		err = fmt.Errorf("%s registered; the SfB front end's log does not show it within %s (registration)", s.client, s.scene.bounds().Registration)
	}
	if err != nil {
		return err
	}
	return s.publish(ctx, func(*selfState) {})
}

// end says good-bye to everybody and waits for the answers.
func (s *sfbSession) end(ctx context.Context) error {
	var errs []error
	for _, call := range s.openCalls() {
		errs = append(errs, call.hangUp(ctx))
	}
	for _, conv := range s.openConversations() {
		errs = append(errs, conv.bye(ctx))
	}
	for _, w := range s.openWatches() {
		errs = append(errs, w.unsubscribe(ctx))
	}
	errs = append(errs, s.withdraw(ctx), s.deregister(ctx))
	return errors.Join(errs...)
}

// part is end without waiting for anybody but the front end: whoever is at the other end of a call or conversation may
// be the reason why the purpose is over.
func (s *sfbSession) part(ctx context.Context) {
	for _, call := range s.openCalls() {
		call.abandon()
	}
	for _, conv := range s.openConversations() {
		conv.abandon()
	}
	_ = s.withdraw(ctx) // the front end may be gone already
	_ = s.deregister(ctx)
}

// close ends everything that runs, and the socket. A second close does nothing.
func (s *sfbSession) close() {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.die()
	_ = s.endpoint.Close() // its error is about sockets that nobody needs any more
	s.running.Wait()
}

// start runs something beside the reader of the flow until it ends; it must end when the session's life does. After close
// nothing is started any more.
func (s *sfbSession) start(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed {
		s.running.Go(f)
	}
}

// ended says whether the session is being closed.
func (s *sfbSession) ended() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.closed
}

// onFlow notices that the front end closed the connection, which leaves the client blind.
func (s *sfbSession) onFlow(f *sipwire.Flow, open bool) {
	if !open && !s.ended() {
		s.blind(fmt.Errorf("the %s of %s was closed by the SfB front end", f, s.client))
	}
}

func (s *sfbSession) onPanic(said any, stack []byte) {
	s.blind(fmt.Errorf("a handler of %s crashed: %v\n%s", s.client, said, stack))
}

// blind records that from here on the client may not do or see what a client would. That is the tester's trouble.
func (s *sfbSession) blind(err error) {
	s.client.say(record.Event{Kind: record.TesterPanic, From: s.me(), Text: err.Error()})
}

// me is the person's bare address, uri their address of record.
func (s *sfbSession) me() string { return s.client.person.Address() }

func (s *sfbSession) uri() sip.Uri { return sipwire.UserURI(s.me()) }
