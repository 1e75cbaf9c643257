package sfb

import (
	"fmt"
	"testing"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/directory"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

// BenchmarkRegister measures REGISTERs of different users over one TCP connection, up to 100 under way, with recording
// and all checks.
func BenchmarkRegister(b *testing.B) {
	s := newSite(b, Config{})
	users := make([]directory.User, 1000)
	for i := range users {
		users[i] = person(fmt.Sprintf("user%d", i))
	}
	if err := s.Provision(users...); err != nil {
		b.Fatal(err)
	}
	p := s.phone("tcp", "alix")
	b.ReportAllocs()
	pipeline(b, func(done func(*sip.Response, error)) {
		u := users[0]
		users = append(users[1:], u)
		p.address = u.Address
		if _, err := p.Request(p.flow, p.registration(gatewayInstance(u.Address)), done); err != nil {
			b.Fatal(err)
		}
	})
}

// BenchmarkRelay measures MESSAGEs in a dialog from one TCP connection to another and their answers back, up to 100 under
// way, with recording and all checks.
func BenchmarkRelay(b *testing.B) {
	s := newSite(b, Config{})
	megan, alix := s.phone("tcp", "megan").signIn(), s.phone("tcp", "alix").signIn()
	uac, _ := talk(megan, alix)
	over := make(chan struct{})
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			select {
			case tx := <-alix.requests:
				_ = tx.Reply(200, "")
			case <-over:
				return
			}
		}
	}()
	b.ReportAllocs()
	pipeline(b, func(done func(*sip.Response, error)) {
		if _, err := megan.Request(megan.flow, says(uac, "a message of sixty-four bytes, as the figures of others are too."), done); err != nil {
			b.Fatal(err)
		}
	})
	close(over)
	<-stopped
}

// pipeline sends requests with at most 100 under way, and fails unless each is answered 200.
func pipeline(b *testing.B, send func(done func(*sip.Response, error))) {
	window := make(chan struct{}, 100)
	b.ResetTimer()
	for range b.N {
		window <- struct{}{}
		send(func(res *sip.Response, err error) {
			if err != nil || res.StatusCode != 200 {
				b.Errorf("answered %s, %v", sipwire.StartLine(res), err)
			}
			<-window
		})
	}
	for range cap(window) {
		window <- struct{}{}
	}
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "requests/s")
}
