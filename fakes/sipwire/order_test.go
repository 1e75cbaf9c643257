package sipwire_test

import (
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/sipwire"
)

func TestProvisionalAndFinalBackToBackBothArrive(t *testing.T) {
	const times = 300
	for _, transport := range []string{"udp", "tcp"} {
		t.Run(transport, func(t *testing.T) {
			var acks atomic.Int32
			acked := make(chan struct{}, times)
			_, addr := serve(t, transport, sipwire.Config{
				OnRequest: func(tx *sipwire.ServerTx) {
					tx.Reliable2xx = true
					if err := errors.Join(tx.Reply(180, ""), tx.Reply(200, "", contact)); err != nil {
						t.Error(err)
					}
				},
				OnAck: func(*sipwire.Flow, *sip.Request) { acks.Add(1); acked <- struct{}{} },
			})
			caller, _ := serve(t, transport, sipwire.Config{})
			f := connect(t, caller, transport, addr)
			for i := range times {
				seen := make(chan int, 8)
				invite := from(sip.INVITE, "")
				_, err := caller.Request(f, invite, func(res *sip.Response, err error) {
					if err != nil {
						return // the transaction ends with the test
					}
					if res.IsSuccess() {
						d, err := sipwire.NewUAC(invite, res, f)
						if err != nil {
							t.Error(err)
							return
						}
						_ = caller.Send(f, d.Ack(invite))
					}
					seen <- res.StatusCode
				})
				if err != nil {
					t.Fatal(err)
				}
				if first, second := await(t, seen, "180"), await(t, seen, "200"); first != 180 || second != 200 {
					t.Fatalf("call %d: got %d then %d; expected 180 then 200", i, first, second)
				}
				await(t, acked, "the ACK")
			}
			if n := acks.Load(); n != times {
				t.Errorf("the callee saw %d ACKs; expected %d", n, times)
			}
		})
	}
}

func TestPipelinedRequestsAreHandledAndAnsweredInOrder(t *testing.T) {
	const count = 1000
	var tapped []string // by one reader only
	got := make(chan string, count)
	_, addr := serve(t, "tcp", sipwire.Config{
		Tap: func(fr sipwire.Frame) {
			if !fr.Out {
				tapped = append(tapped, string(fr.Msg.Body()))
			}
		},
		OnRequest: func(tx *sipwire.ServerTx) {
			got <- string(tx.Request().Body())
			_ = tx.Reply(200, "")
		},
	})
	sender, _ := serve(t, "tcp", sipwire.Config{})
	f := connect(t, sender, "tcp", addr)
	answered := make(chan string, count)
	for i := range count {
		body := fmt.Sprintf("message %d", i)
		_, err := sender.Request(f, from(sip.MESSAGE, body), func(res *sip.Response, err error) {
			if err != nil || res.StatusCode != 200 {
				t.Errorf("%s: %v %v", body, res, err)
			}
			answered <- body
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for i := range count {
		want := fmt.Sprintf("message %d", i)
		if body := await(t, got, want); body != want {
			t.Fatalf("the receiver handled %q where it should have handled %q", body, want)
		}
		if body := await(t, answered, "answer to "+want); body != want {
			t.Fatalf("the answer to %q came where that to %q should have", body, want)
		}
	}
	for i, body := range tapped {
		if want := fmt.Sprintf("message %d", i); body != want {
			t.Fatalf("the tap saw %q as number %d", body, i)
		}
	}
}

func TestLargeDatagramsAreCarriedBothWays(t *testing.T) {
	_, addr := serve(t, "udp", sipwire.Config{OnRequest: func(tx *sipwire.ServerTx) {
		res := tx.Response(200, "")
		sipwire.SetBody(res, "text/plain", tx.Request().Body())
		if err := tx.Respond(res); err != nil {
			t.Error(err)
		}
	}})
	sender, _ := serve(t, "udp", sipwire.Config{})
	f := connect(t, sender, "udp", addr)
	for _, size := range []int{1, 1300, 1301, 1500, 9000, 30_000, 60_000} {
		body := strings.Repeat("x", size)
		res, err := sender.Do(within(t), f, from(sip.MESSAGE, body))
		if err != nil {
			t.Fatal(err)
		}
		if string(res.Body()) != body {
			t.Errorf("sent %d bytes, got %d back", size, len(res.Body()))
		}
	}
	if _, err := sender.Do(within(t), f, from(sip.MESSAGE, strings.Repeat("x", 66_000))); !errors.Is(err, sipwire.ErrTooLarge) {
		t.Errorf("a body that fits in no datagram: %v; expected ErrTooLarge", err)
	}
}
