package sipwire_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/sipwire"
)

func TestCancelWaitsForAProvisionalResponse(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		var reason string
		var cancelledAfter time.Duration
		caller, f, stop := bubble(t, nil, sipwire.Config{}, sipwire.Config{OnRequest: func(tx *sipwire.ServerTx) {
			tx.OnCancel(func(cancel *sip.Request) {
				reason, cancelledAfter = sipwire.Value(cancel, "Reason"), time.Since(began)
				_ = tx.Reply(487, "")
			})
		}})
		defer stop()
		final := make(chan int, 1)
		tx, err := caller.Request(f, from(sip.INVITE, ""), func(res *sip.Response, err error) {
			if err != nil || res.StatusCode >= 200 {
				final <- res.StatusCode
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		const why = `SIP;cause=200;text="Call completed elsewhere"`
		tx.Cancel(sip.NewHeader("Reason", why))
		tx.Cancel() // a second one does nothing
		if status := <-final; status != 487 {
			t.Errorf("got %d; expected 487", status)
		}
		if reason != why || cancelledAfter != 200*time.Millisecond {
			t.Errorf("cancelled after %s with Reason %q; expected after the 100, which comes after 200ms, with %q", cancelledAfter, reason, why)
		}
		tx.Cancel() // neither does one after the end
		<-tx.Done()
	})
}

func TestCancelThatNobodyObeysEndsTheTransaction(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		caller, f, stop := bubble(t, nil, sipwire.Config{}, sipwire.Config{OnRequest: func(tx *sipwire.ServerTx) {
			_ = tx.Reply(180, "")
		}})
		defer stop()
		ended := make(chan error, 1)
		var tx *sipwire.ClientTx
		tx, err := caller.Request(f, from(sip.INVITE, ""), func(_ *sip.Response, err error) {
			if err != nil {
				ended <- err
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		began := time.Now()
		tx.Cancel()
		if err := <-ended; !errors.Is(err, sipwire.ErrTimeout) || time.Since(began) != 32*time.Second {
			t.Errorf("%v after %s; expected ErrTimeout after 32s", err, time.Since(began))
		}
	})
}

func TestCancelOfNothingKnownIsAnswered481(t *testing.T) {
	_, addr := serve(t, "udp", sipwire.Config{OnRequest: func(*sipwire.ServerTx) { t.Error("the CANCEL was handed on") }})
	caller, _ := serve(t, "udp", sipwire.Config{})
	res, err := caller.Do(within(t), connect(t, caller, "udp", addr), from(sip.CANCEL, ""))
	if err != nil || res.StatusCode != 481 {
		t.Errorf("%v %v; expected 481", res, err)
	}
}

func TestAbandonedInviteIsCancelledAndALate2xxIsHungUp(t *testing.T) {
	late := make(chan *sipwire.ServerTx, 1)
	acked, ended := make(chan struct{}, 1), make(chan struct{}, 1)
	_, addr := serve(t, "tcp", sipwire.Config{
		OnRequest: func(tx *sipwire.ServerTx) {
			switch tx.Request().Method {
			case sip.INVITE:
				tx.OnCancel(func(*sip.Request) { late <- tx })
				_ = tx.Reply(180, "")
			case sip.BYE:
				_ = tx.Reply(200, "")
				ended <- struct{}{}
			}
		},
		OnAck: func(*sipwire.Flow, *sip.Request) { acked <- struct{}{} },
	})
	ringing := make(chan struct{}, 1)
	caller, _ := serve(t, "tcp", sipwire.Config{Tap: func(fr sipwire.Frame) {
		if res, ok := fr.Msg.(*sip.Response); ok && !fr.Out && res.StatusCode == 180 {
			ringing <- struct{}{}
		}
	}})
	ctx, cancel := context.WithCancel(within(t))
	go func() { <-ringing; cancel() }()
	_, err := caller.Do(ctx, connect(t, caller, "tcp", addr), from(sip.INVITE, ""))
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v; expected the context's error", err)
	}
	if err := await(t, late, "the CANCEL").Reply(200, "", contact); err != nil {
		t.Error(err)
	}
	await(t, acked, "the ACK")
	await(t, ended, "the BYE")
}
