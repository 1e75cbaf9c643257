package match

import (
	"context"
	"testing"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/harness/judge"
)

// The sender of an IM knows that it arrived when its client was answered. The front end's log may tell of it later.
func TestTheSessionOfAnIMIsKnownOnceTheLogIsUpToDate(t *testing.T) {
	s := newStage()
	im := s.im()
	behind := record.NewLog(record.SourceSfB)
	s.scene.Sync = func(context.Context) error {
		s.syncs++
		s.scene.Log.Adopt(behind.Append(record.Event{
			Kind: record.SIPIn, Party: im.Via, From: s.megan.Address(), To: s.alix.Address(), Token: token,
			Attrs: map[string]string{"call-id": "c1", "method": "MESSAGE"},
		}))
		return nil
	}

	session, err := sessionOf(im)
	if session != "c1" || err != nil || s.syncs != 1 {
		t.Errorf("the session is %q after %d syncs, %v; not c1 after one", session, s.syncs, err)
	}
	if session, err = sessionOf(im); session != "c1" || err != nil || s.syncs != 1 {
		t.Errorf("what is known is asked for again: %q after %d syncs, %v", session, s.syncs, err)
	}
}

func TestALogThatCannotBeBroughtUpToDateIsNoSession(t *testing.T) {
	s := newStage()
	s.scene.Sync = func(context.Context) error { return context.DeadlineExceeded }
	e := expect(s.im())
	if e.To(HaveAnswered("INFO", "200")) {
		t.Error("an answer was found in a log that is incomplete")
	}
	if stops := s.scene.Ledger.Stops(); len(stops) > 0 && stops[0].Verdict == judge.Fail {
		t.Errorf("the IUT is blamed for it: %v", stops)
	}
}
