package sipwire_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/sipwire"
)

func TestClosedFlowEndsItsTransactionsAndIsTold(t *testing.T) {
	flows := make(chan bool, 4)
	got := make(chan *sipwire.ServerTx, 1)
	_, addr := serve(t, "tcp", sipwire.Config{
		OnRequest: func(tx *sipwire.ServerTx) { got <- tx },
		OnFlow:    func(_ *sipwire.Flow, open bool) { flows <- open },
	})
	caller, _ := serve(t, "tcp", sipwire.Config{})
	f := connect(t, caller, "tcp", addr)
	if !await(t, flows, "the new flow") {
		t.Error("the flow closed before it opened")
	}
	failed := make(chan error, 1)
	tx, err := caller.Request(f, from(sip.INVITE, ""), func(_ *sip.Response, err error) { failed <- err })
	if err != nil {
		t.Fatal(err)
	}
	server := await(t, got, "the INVITE")
	server.Flow().Close()
	if err := await(t, failed, "the end of the transaction"); !errors.Is(err, sipwire.ErrFlowClosed) {
		t.Errorf("got %v; expected ErrFlowClosed", err)
	}
	await(t, tx.Done(), "the end of the client transaction")
	await(t, server.Done(), "the end of the server transaction")
	await(t, f.Done(), "the end of the flow")
	if await(t, flows, "the closed flow") {
		t.Error("another flow opened")
	}
	if err := server.Reply(200, ""); !errors.Is(err, sipwire.ErrFlowClosed) {
		t.Errorf("answering over a closed flow: %v; expected ErrFlowClosed", err)
	}
	if _, err := caller.Request(f, from(sip.MESSAGE, ""), nil); !errors.Is(err, sipwire.ErrFlowClosed) {
		t.Errorf("sending over a closed flow: %v; expected ErrFlowClosed", err)
	}
	if again := connect(t, caller, "tcp", addr); again == f || again.ID() == f.ID() {
		t.Errorf("%s was given out again after it closed", f)
	}
}

func TestWhatWasSentBeforeCloseArrives(t *testing.T) {
	const count = 200
	got := make(chan struct{}, count)
	_, addr := serve(t, "tcp", sipwire.Config{OnRequest: func(*sipwire.ServerTx) { got <- struct{}{} }})
	caller, _ := serve(t, "tcp", sipwire.Config{})
	f := connect(t, caller, "tcp", addr)
	for range count {
		if _, err := caller.Request(f, from(sip.MESSAGE, "bye"), nil); err != nil {
			t.Fatal(err)
		}
	}
	f.Close()
	for range count {
		await(t, got, "a message that was sent before the close")
	}
}

func TestPeerThatDoesNotReadHoldsUpNobody(t *testing.T) {
	const count, size = 300, 50_000 // more than any socket buffer holds, less than an outbox does
	handled := make(chan struct{}, count+1)
	_, addr := serve(t, "tcp", sipwire.Config{OnRequest: func(tx *sipwire.ServerTx) {
		res := tx.Response(200, "")
		sipwire.SetBody(res, "text/plain", make([]byte, size))
		if err := tx.Respond(res); err != nil {
			t.Error(err)
		}
		handled <- struct{}{}
	}})
	deaf, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = deaf.Close() }()
	for i := range count {
		req := from(sip.OPTIONS, "")
		req.PrependHeader(sip.NewHeader("Via", fmt.Sprintf("SIP/2.0/TCP 127.0.0.1;branch=z9hG4bK%d", i)))
		if _, err := deaf.Write(sipwire.Marshal(req)); err != nil {
			t.Fatal(err)
		}
	}
	for range count {
		await(t, handled, "a request of the deaf peer")
	}
	caller, _ := serve(t, "tcp", sipwire.Config{})
	if res, err := caller.Do(within(t), connect(t, caller, "tcp", addr), from(sip.OPTIONS, "")); err != nil || len(res.Body()) != size {
		t.Errorf("somebody else's request: %v", err)
	}
}

func TestOneConnectionForAllWhoDialAtOnce(t *testing.T) {
	_, addr := serve(t, "tcp", sipwire.Config{})
	caller, _ := serve(t, "tcp", sipwire.Config{})
	var all sync.WaitGroup
	ids := make(chan string, 20)
	for range cap(ids) {
		all.Go(func() {
			if f, err := caller.Flow(within(t), "tcp", addr); err != nil {
				t.Error(err)
			} else {
				ids <- f.ID()
			}
		})
	}
	all.Wait()
	close(ids)
	first := <-ids
	for id := range ids {
		if id != first {
			t.Errorf("there are two flows, %s and %s; expected one", first, id)
		}
	}
}

func TestTLS(t *testing.T) {
	certified := httptest.NewUnstartedServer(nil) // only for its certificate
	certified.StartTLS()
	defer certified.Close()
	callee, _ := serve(t, "tcp", sipwire.Config{OnRequest: func(tx *sipwire.ServerTx) { _ = tx.Reply(200, tx.Flow().Transport()) }})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	callee.ServeStream("tls", tls.NewListener(l, &tls.Config{Certificates: certified.TLS.Certificates}))

	roots := x509.NewCertPool()
	roots.AddCert(certified.Certificate())
	caller, _ := serve(t, "tcp", sipwire.Config{TLS: &tls.Config{RootCAs: roots}})
	f := connect(t, caller, "tls", l.Addr().String())
	res, err := caller.Do(within(t), f, from(sip.OPTIONS, ""))
	if err != nil || res.Reason != "tls" || res.Via().Transport != "TLS" {
		t.Errorf("%v %v; expected a 200 over TLS", res, err)
	}
	doubting, _ := serve(t, "tcp", sipwire.Config{})
	if _, err := doubting.Flow(within(t), "tls", l.Addr().String()); err == nil {
		t.Error("a certificate that nobody vouches for was accepted")
	}
}
