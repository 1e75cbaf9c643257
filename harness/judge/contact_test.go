package judge_test

import (
	"testing"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/harness/judge"
	. "github.com/onsi/gomega"
)

func TestAContactNamesNoTransportThatIsNotClaimed(t *testing.T) {
	began := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	within := judge.Window{From: began, Bound: time.Second, Name: "registration"}
	for _, test := range []struct {
		contact, transport string
		verdict            judge.Verdict
	}{
		{"sip:alix@127.0.0.1:5060;transport=tcp", "udp", judge.Pass},
		{"sip:alix@127.0.0.1:5060;transport=tcp", "tls", judge.Pass},
		{"sip:alix@127.0.0.1:5060;transport=tcp", "tcp", judge.Fail},
		{"sip:alix@127.0.0.1:5060;ob;transport=UDP", "udp", judge.Fail},
		{"sip:alix@127.0.0.1:5060;Transport=tls?Subject=x", "tls", judge.Fail},
		{"sip:alix@127.0.0.1:5060", "udp", judge.Pass},
		{"sip:alix@127.0.0.1:5060?transport=udp", "udp", judge.Pass},
		{"sips:alix@127.0.0.1:5061;transport=tcp", "tls", judge.Fail},
		{"sips:alix@127.0.0.1:5061", "tcp", judge.Pass},
	} {
		t.Run(test.contact+" without "+test.transport, func(t *testing.T) {
			claim := judge.NamesNot{Address: "alix@contoso.test", Transport: test.transport, Within: within}
			bound := record.Event{
				Kind: record.Bound, Party: record.PartyIUT, From: claim.Address, Time: began,
				Attrs: map[string]string{"contact": test.contact},
			}
			NewWithT(t).Expect(claim.Judge([]record.Event{bound}, began).Verdict).To(Equal(test.verdict))
		})
	}
	g := NewWithT(t)
	claim := judge.NamesNot{Address: "alix@contoso.test", Transport: "udp", Within: within}
	g.Expect(claim.Judge(nil, began).Open).To(BeTrue())
	g.Expect(claim.Judge(nil, began.Add(time.Second))).To(And(HaveField("Verdict", judge.Fail), HaveField("Sentence", ContainSubstring("it did not register"))))
}
