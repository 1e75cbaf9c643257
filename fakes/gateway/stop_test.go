package gateway

import (
	"context"
	"net"
	"sync/atomic"
	"testing"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sfb"
)

// deaf is a connection whose peer can be kept from being heard.
type deaf struct {
	net.Conn
	ears *atomic.Pointer[chan struct{}] // closed: it hears
}

func (d deaf) Read(p []byte) (int, error) {
	n, err := d.Conn.Read(p)
	<-*d.ears.Load()
	return n, err
}

// A gateway that is told to stop while the front end's answer to a PUBLISH is on its way waits for it: the answer has the name
// by which the publication is taken back.
func TestNothingIsLeftBehindThatWasAskedForLast(t *testing.T) {
	s := newSite(t, sfb.Config{})
	s.config.Routing = RegistrarDecides // so that it publishes what the user does
	var ears atomic.Pointer[chan struct{}]
	open := make(chan struct{})
	close(open)
	ears.Store(&open)
	s.config.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := (&net.Dialer{}).DialContext(ctx, network, address)
		if err != nil || address != s.sip {
			return conn, err
		}
		return deaf{conn, &ears}, nil
	}
	g, err := New(s.config)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	ended := make(chan error, 1)
	mark := s.teamsLog.Len()
	go func() { ended <- g.Run(ctx) }()
	for range watched {
		mark = s.teamsEvent(mark, record.Is(record.SubscriptionCreated)) + 1
	}
	alix := s.inTeams("alix")
	s.registered(0, "alix")
	// Once it has answered the news of what it published, it has heard everything before.
	alix.acts()
	at := s.sfbEvent(0, record.And(record.Is(record.Published), record.By(record.PartyIUT), func(e record.Event) bool { return e.Attr("last-input") != "" }))
	serial := s.sfbLog.From(at)[0].Attr("serial")
	s.sfbEvent(at, record.And(record.Is(record.Notified), record.By(record.PartyIUT), record.With("serial", serial)))

	unheard := make(chan struct{})
	ears.Store(&unheard)
	mark = s.sfbLog.Len()
	alix.acts()
	mark = s.sfbEvent(mark, record.And(record.Is(record.Published), record.By(record.PartyIUT))) + 1
	stop()
	close(unheard)
	if err := <-ended; err != nil {
		t.Errorf("the gateway ended with: %v", err)
	}
	s.sfbEvent(mark, record.And(record.Is(record.Withdrawn), record.From(alix.user.Address)))
	s.sfbEvent(mark, record.And(record.Is(record.Unbound), record.With("reason", "deregistered")))
	s.clean()
}
