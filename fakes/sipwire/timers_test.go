package sipwire_test

import (
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/sipwire"
)

// sendTimes collects when an endpoint sends messages that start with the given text, in milliseconds from the start.
func sendTimes(start string, times *[]int64) func(sipwire.Frame) {
	began := time.Now()
	return func(fr sipwire.Frame) {
		if fr.Out && len(fr.Raw) > len(start) && string(fr.Raw[:len(start)]) == start {
			*times = append(*times, time.Since(began).Milliseconds())
		}
	}
}

func everything(int) bool { return true }

func TestRetransmissionsInAVoid(t *testing.T) {
	for _, c := range []struct {
		method sip.RequestMethod
		want   []int64
	}{
		{sip.INVITE, []int64{0, 500, 1500, 3500, 7500, 15500, 31500}},                              // timer A
		{sip.MESSAGE, []int64{0, 500, 1500, 3500, 7500, 11500, 15500, 19500, 23500, 27500, 31500}}, // timer E
	} {
		synctest.Test(t, func(t *testing.T) {
			var times []int64
			caller, f, stop := bubble(t, everything, sipwire.Config{Tap: sendTimes(string(c.method), &times)}, sipwire.Config{})
			defer stop()
			began := time.Now()
			_, err := caller.Do(t.Context(), f, from(c.method, ""))
			if !errors.Is(err, sipwire.ErrTimeout) || time.Since(began) != 32*time.Second {
				t.Errorf("%s: %v after %s; expected ErrTimeout after 32s", c.method, err, time.Since(began))
			}
			if !slices.Equal(times, c.want) {
				t.Errorf("%s was sent at %v ms; expected %v", c.method, times, c.want)
			}
		})
	}
}

func TestRetransmittedRequestIsHandledOnceAndAnsweredAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		handled := 0
		// The path towards the caller is clear; the first two copies of the request are lost on their way.
		caller, f, stop := bubble(t, func(n int) bool { return n <= 2 }, sipwire.Config{}, sipwire.Config{
			OnRequest: func(tx *sipwire.ServerTx) {
				handled++
				time.AfterFunc(5*time.Second, func() { _ = tx.Reply(200, "") }) // after the third and the fourth copy
			},
		})
		defer stop()
		began := time.Now()
		res, err := caller.Do(t.Context(), f, from(sip.MESSAGE, "lunch?"))
		if err != nil || res.StatusCode != 200 {
			t.Fatalf("%v %v", res, err)
		}
		if handled != 1 || time.Since(began) != 6500*time.Millisecond {
			t.Errorf("handled %d times, answered after %s; expected once and 6.5s", handled, time.Since(began))
		}
	})
}

// Whose answers are lost sends its request again; whoever forgets what they answered takes it for a new one.
func TestLostAnswersAndForgottenRequests(t *testing.T) {
	for _, forgets := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			handled := 0
			caller, f, stop := bubble(t, func(int) bool { return false },
				sipwire.Config{Loses: func(_ *sipwire.Flow, req *sip.Request) bool { return req.Method == sip.MESSAGE }},
				sipwire.Config{
					OnRequest: func(tx *sipwire.ServerTx) {
						handled++
						_ = tx.Reply(200, "")
					},
					Forgets: func(*sip.Request) bool { return forgets },
				})
			defer stop()
			began := time.Now()
			res, err := caller.Do(t.Context(), f, from(sip.MESSAGE, "lunch?"))
			if err != nil || res.StatusCode != 200 || time.Since(began) != 500*time.Millisecond {
				t.Fatalf("%v %v after %s; expected 200 after 500ms", res, err, time.Since(began))
			}
			if want := map[bool]int{false: 1, true: 2}[forgets]; handled != want {
				t.Errorf("forgetting is %t: handled %d times; expected %d", forgets, handled, want)
			}
			if _, err := caller.Do(t.Context(), f, from(sip.OPTIONS, "")); err != nil || time.Since(began) != 500*time.Millisecond {
				t.Errorf("what is not to be lost was answered after %s: %v", time.Since(began), err)
			}
		})
	}
}

func TestFinalResponseIsRepeatedUntilItsAck(t *testing.T) {
	for _, status := range []int{200, 486} {
		synctest.Test(t, func(t *testing.T) {
			var times []int64
			var server *sipwire.ServerTx
			acked := 0
			// The first three ACKs are lost; the INVITE is the first datagram.
			lose := func(n int) bool { return n >= 2 && n <= 4 }
			var caller *sipwire.Endpoint
			invite := from(sip.INVITE, "")
			caller, f, stop := bubble(t, lose, sipwire.Config{}, sipwire.Config{
				OnRequest: func(tx *sipwire.ServerTx) {
					server = tx
					tx.Reliable2xx = true
					_ = tx.Reply(status, "", contact)
				},
				OnAck: func(*sipwire.Flow, *sip.Request) { acked++ },
				Tap:   sendTimes("SIP/2.0", &times),
			})
			defer stop()
			_, err := caller.Request(f, invite, func(res *sip.Response, err error) {
				if err == nil && res.IsSuccess() {
					d, err := sipwire.NewUAC(invite, res, f)
					if err != nil {
						t.Error(err)
						return
					}
					_ = caller.Send(f, d.Ack(invite))
				}
			})
			if err != nil {
				t.Fatal(err)
			}
			began := time.Now()
			synctest.Wait()
			<-server.Done()
			ended := time.Since(began)
			synctest.Wait() // what the handlers noted is there to be read
			if want := []int64{0, 500, 1500, 3500}; !slices.Equal(times, want) {
				t.Errorf("%d was sent at %v ms; expected %v", status, times, want)
			}
			if want := 1; status == 200 && acked != want || status != 200 && acked != 0 {
				t.Errorf("%d: the owner saw %d ACKs; expected %d for a 2xx and none otherwise", status, acked, want)
			}
			// Timer L for the 2xx; timer I after the ACK for the other.
			if want := map[int]time.Duration{200: 32 * time.Second, 486: 8500 * time.Millisecond}[status]; ended != want {
				t.Errorf("%d: the transaction ended after %s; expected %s", status, ended, want)
			}
		})
	}
}

func TestUnacknowledged2xxIsReported(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var times []int64
		reported := make(chan struct{})
		caller, f, stop := bubble(t, func(n int) bool { return n > 1 }, sipwire.Config{}, sipwire.Config{
			OnRequest: func(tx *sipwire.ServerTx) {
				tx.Reliable2xx = true
				tx.OnNoAck(func() { close(reported) })
				_ = tx.Reply(200, "", contact)
			},
			Tap: sendTimes("SIP/2.0", &times),
		})
		defer stop()
		began := time.Now()
		if _, err := caller.Request(f, from(sip.INVITE, ""), nil); err != nil {
			t.Fatal(err)
		}
		<-reported
		synctest.Wait()
		if time.Since(began) != 32*time.Second {
			t.Errorf("reported after %s; expected 32s", time.Since(began))
		}
		if want := []int64{0, 500, 1500, 3500, 7500, 11500, 15500, 19500, 23500, 27500, 31500}; !slices.Equal(times, want) {
			t.Errorf("the 200 was sent at %v ms; expected %v", times, want)
		}
	})
}

func TestTryingIsSentWhenNobodyAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		servers := make(chan *sipwire.ServerTx, 1)
		caller, f, stop := bubble(t, nil, sipwire.Config{}, sipwire.Config{OnRequest: func(tx *sipwire.ServerTx) { servers <- tx }})
		defer stop()
		began := time.Now()
		type seen struct {
			status int
			after  time.Duration
		}
		responses := make(chan seen, 4)
		_, err := caller.Request(f, from(sip.INVITE, ""), func(res *sip.Response, err error) {
			if err == nil {
				responses <- seen{res.StatusCode, time.Since(began)}
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := <-responses; got != (seen{100, 200 * time.Millisecond}) {
			t.Errorf("got %v; expected a 100 after 200ms", got)
		}
		// A proceeding INVITE has no limit: a person may take minutes.
		server := <-servers
		time.AfterFunc(10*time.Minute, func() { _ = server.Reply(480, "") })
		if got := <-responses; got.status != 480 {
			t.Errorf("got %v; expected the 480", got)
		}
	})
}
