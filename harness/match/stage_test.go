package match

import (
	"context"
	"testing"
	"time"

	"github.com/onsi/gomega"
	"github.com/onsi/gomega/types"
	"go.uber.org/goleak"

	"github.com/duet-conformance/duet/fakes/directory"
	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/harness/judge"
	"github.com/duet-conformance/duet/harness/people"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// stage is a scene whose log is written by hand: alix, megan and bob are there, and nobody is signed in anywhere.
type stage struct {
	scene            *people.Scene
	alix, megan, bob *people.Person
	fences, syncs    int
}

const token = "duet-00000000000a"

func newStage() *stage {
	s := &stage{}
	s.scene = &people.Scene{
		Purpose: "ROUT-001",
		Log:     record.NewLog("scene"),
		Ledger:  &judge.Ledger{},
		Fence:   func(context.Context) error { s.fences++; return nil },
		Sync:    func(context.Context) error { s.syncs++; return nil },
	}
	person := func(handle string) *people.Person {
		address := handle + ".rout-001@contoso.test"
		return people.New(s.scene, handle, directory.User{Address: address, ID: directory.ID(address), Password: "x"})
	}
	s.alix, s.megan, s.bob = person("alix"), person("megan"), person("bob")
	return s
}

// im is an IM of megan to alix, sent now.
func (s *stage) im() *people.IM {
	return &people.IM{
		Token: token, Text: "lunch?", From: s.megan, To: s.alix, Via: s.megan.SfB.Name(),
		Mark: s.scene.Log.Len(), SentAt: time.Now(), ToldAt: time.Now(),
	}
}

// call is an audio call of megan to alix, made now.
func (s *stage) call() *people.Call {
	return &people.Call{
		ID: "x", From: s.megan, To: []*people.Person{s.alix}, Modalities: []string{"audio"}, Via: s.megan.SfB.Name(), SentAt: time.Now(),
	}
}

// shows is the event that an IM is shown at a client.
func shows(im *people.IM, client Client) record.Event {
	return record.Event{
		Kind: record.IMShown, Party: client.Name(), From: im.From.Address(), To: im.To.Address(), Token: im.Token, Text: im.Text + " " + im.Token,
	}
}

// expectation is an expectation that keeps what gomega makes of it.
type expectation struct {
	types.Assertion
	failure *string
}

// expect is gomega's Expect, without the end of the test when it is not met.
func expect(actual any) expectation {
	failure := new(string)
	g := gomega.NewGomega(func(message string, _ ...int) { *failure = message })
	return expectation{Assertion: g.Expect(actual), failure: failure}
}

// claims are the sentences of what was claimed.
func (s *stage) claims() []string {
	var all []string
	for _, c := range s.scene.Ledger.Claims() {
		all = append(all, c.String())
	}
	return all
}

func (s *stage) verdict() judge.Verdict {
	verdict, _ := judge.Conclude(judge.Case{Claims: s.scene.Ledger.Claims(), Events: s.scene.Log.All(), Now: time.Now()})
	return verdict
}
