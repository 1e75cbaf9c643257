package sipwire_test

import (
	"testing"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/sipwire"
)

func BenchmarkParse(b *testing.B) {
	plain := sipwire.Marshal(func() sip.Message {
		req := from(sip.MESSAGE, "lunch?")
		req.PrependHeader(&sip.ViaHeader{
			ProtocolName: "SIP", ProtocolVersion: "2.0", Transport: "TCP", Host: "127.0.0.1", Port: 5060,
			Params: sip.HeaderParams{{K: "branch", V: sipwire.NewBranch()}},
		})
		return req
	}())
	for name, raw := range map[string][]byte{"message": plain, "register with quotes": []byte(registerOfSfB)} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := sipwire.Parse(raw); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkCheck(b *testing.B) {
	msg, err := sipwire.Parse([]byte(registerOfSfB))
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		sipwire.Check(msg, []byte(registerOfSfB))
	}
}

// BenchmarkTransaction is one MESSAGE and its 200 between two endpoints on loopback, in pipelines of up to 50.
func BenchmarkTransaction(b *testing.B) {
	for _, transport := range []string{"udp", "tcp"} {
		b.Run(transport, func(b *testing.B) {
			_, addr := serve(b, transport, sipwire.Config{
				OnRequest: func(tx *sipwire.ServerTx) { _ = tx.Reply(200, "") },
			})
			caller, _ := serve(b, transport, sipwire.Config{})
			f := connect(b, caller, transport, addr)
			slots := make(chan struct{}, 50)
			b.ReportAllocs()
			for b.Loop() {
				slots <- struct{}{}
				_, err := caller.Request(f, from(sip.MESSAGE, "lunch?"), func(res *sip.Response, err error) {
					if err != nil || res.StatusCode != 200 {
						b.Errorf("%v %v", res, err)
					}
					<-slots
				})
				if err != nil {
					b.Fatal(err)
				}
			}
			for range cap(slots) {
				slots <- struct{}{}
			}
		})
	}
}
