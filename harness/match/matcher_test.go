package match

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/onsi/gomega"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/harness/judge"
)

// A matcher comes back with the event that it waits for, not with its bound.
func TestMatchersWaitForTheEvent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage()
		im, begun := s.im(), time.Now()
		time.AfterFunc(2*time.Second, func() { s.scene.Log.Append(shows(im, s.alix.Teams)) })
		if e := expect(im); !e.To(ArriveAt(s.alix.Teams)) {
			t.Errorf("it is not met: %s", *e.failure)
		}
		if took := time.Since(begun); took != 2*time.Second {
			t.Errorf("it took %s, and the event came after 2s", took)
		}
	})
}

// What never comes has its bound, counted from when the IM was sent.
func TestMatchersEndWithTheirBound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage()
		im, begun := s.im(), time.Now()
		e := expect(im)
		if e.To(ArriveOnlyAt(s.alix.Teams)) {
			t.Fatal("it is met, and nothing came")
		}
		want := `expected that megan's IM "lunch?" arrives only at alix's Teams client within 5s (delivery), but it was shown nowhere, and megan was told nothing`
		if *e.failure != want {
			t.Errorf("the message is\n%s\nnot\n%s", *e.failure, want)
		}
		if took := time.Since(begun); took != judge.DefaultBounds.Delivery {
			t.Errorf("it took %s", took)
		}
		if s.syncs != 1 {
			t.Errorf("the log was brought up to date %d times before the IM was given up", s.syncs)
		}
	})
}

// An event that came in time, and that the tester learns of late, came in time.
func TestWhatIsToldLateHasNotComeLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage()
		im := s.im()
		s.scene.Sync = func(context.Context) error {
			e := shows(im, s.alix.Teams)
			e.Time = im.SentAt.Add(4 * time.Second)
			s.scene.Log.Append(e)
			return nil
		}
		if e := expect(im); !e.To(ArriveAt(s.alix.Teams)) {
			t.Errorf("it is not met: %s", *e.failure)
		}
	})
}

func TestALogThatCannotBeCompletedIsNoFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage()
		s.scene.Sync = func(context.Context) error { return errors.New("the front end is gone") }
		e := expect(s.im())
		if e.To(ArriveAt(s.alix.Teams)) || !strings.Contains(*e.failure, "the log is not complete: the front end is gone") {
			t.Errorf("the message is %q", *e.failure)
		}
		s.scene.Log.Close()
		if e = expect(s.im()); e.To(ArriveAt(s.alix.Teams)) || !strings.Contains(*e.failure, record.ErrClosed.Error()) {
			t.Errorf("the message is %q", *e.failure)
		}
	})
}

// A matcher has no memory: used again, it judges again, and what failed once stays in the ledger.
func TestAMatcherReusedInARetryLoop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage()
		im, matcher := s.im(), ArriveAt(s.alix.Teams)
		for range 3 {
			if expect(im).To(matcher) {
				t.Fatal("it is met, and nothing came in time")
			}
			late := shows(im, s.alix.Teams)
			late.Time = im.SentAt.Add(6 * time.Second)
			s.scene.Log.Append(late) // and each time once more
		}
		other := s.im()
		other.Token = "duet-00000000000b"
		s.scene.Log.Append(shows(other, s.alix.Teams))
		if e := expect(other); !e.To(matcher) {
			t.Errorf("the same matcher fails for an IM that arrived: %s", *e.failure)
		}
		if s.verdict() != judge.Fail {
			t.Errorf("the verdict is %s, although three attempts of four failed", s.verdict())
		}
	})
}

// Polling does not turn a claim that failed into one that holds.
func TestEventuallyDoesNotHelp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage()
		im := s.im()
		im.SentAt = time.Now().Add(-time.Minute)
		time.AfterFunc(time.Second, func() { s.scene.Log.Append(shows(im, s.alix.Teams)) })
		g := gomega.NewGomega(func(string, ...int) {})
		if g.Eventually(im).WithTimeout(3 * time.Second).Should(ArriveAt(s.alix.Teams)) {
			t.Error("it is met in the end, a minute too late")
		}
	})
}

func TestNegationsAreRefused(t *testing.T) {
	s := newStage()
	im := s.im()
	s.scene.Log.Append(shows(im, s.alix.SfB))
	for name, refuse := range map[string]func(expectation) bool{
		"ToNot":     func(e expectation) bool { return e.ToNot(ArriveAt(s.alix.Teams)) },
		"NotTo":     func(e expectation) bool { return e.NotTo(ArriveAt(s.alix.SfB)) },
		"ShouldNot": func(e expectation) bool { return e.ShouldNot(ArriveAt(s.alix.SfB)) },
		"Not":       func(e expectation) bool { return e.To(gomega.Not(ArriveAt(s.alix.Teams))) },
		"And":       func(e expectation) bool { return e.ToNot(gomega.And(ArriveAt(s.alix.SfB))) },
	} {
		e := expect(im)
		if refuse(e) || !strings.Contains(*e.failure, "match.ArriveAt can't be negated") || !strings.Contains(*e.failure, "match.ArriveNowhere") {
			t.Errorf("%s: the message is %q", name, *e.failure)
		}
	}
	if len(s.claims()) != 0 {
		t.Errorf("what was refused was claimed all the same: %v", s.claims())
	}
}

func TestAnAbsenceIsFencedAndJudgedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage()
		im := s.im()
		claim := judge.Arrives{
			IM: sent(im), At: s.alix.Teams.Name(), Only: true, Elsewhere: []string{s.alix.SfB.Name()}, Within: delivery(im),
		}
		s.scene.Log.Append(shows(im, s.alix.Teams))
		f, err := decide(s.scene, claim)
		if err != nil || f.Verdict != judge.Pass || s.fences != 1 {
			t.Fatalf("with %d fences: %s (%v)", s.fences, f.Sentence, err)
		}
		s.scene.Fence = func(context.Context) error {
			s.scene.Log.Append(shows(im, s.alix.SfB)) // a copy that the fence pushes out
			return nil
		}
		if f, err = decide(s.scene, claim); err != nil || !errors.Is(f.Guarantee, judge.ErrOnePlace) {
			t.Errorf("a copy that came before the fence: %s %s (%v)", f.Verdict, f.Sentence, err)
		}
	})
}

func TestALostFenceIsNoAbsence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newStage()
		s.scene.Fence = func(context.Context) error { return errors.New("the fence to alix's SfB client was lost") }
		s.scene.Log.Append(record.Event{Kind: record.SignedIn, Party: s.alix.SfB.Name(), From: s.alix.Address()})
		e := expect(s.alix.SfB)
		want := "it can't be said whether alix's SfB client is still signed in and can be reached within 5s (fence): the fence to alix's SfB client was lost"
		if e.To(BeUndisturbed()) || *e.failure != want {
			t.Errorf("the message is %q", *e.failure)
		}
		if s.verdict() != judge.Inconclusive {
			t.Errorf("the verdict is %s", s.verdict())
		}
	})
}
