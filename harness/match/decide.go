package match

import (
	"context"
	"fmt"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/harness/judge"
	"github.com/duet-conformance/duet/harness/people"
)

// decide waits until the events decide a claim, or its bound has passed. Where it says that something did not come, a
// fence bounds that. The error is about the tester's means, not about the claim.
func decide(scene *people.Scene, claim judge.Claim) (judge.Finding, error) {
	finding, err := await(scene, claim)
	if err != nil || finding.Verdict != judge.Pass || !needsFence(claim) {
		return finding, err
	}
	if err := fence(scene, claim); err != nil {
		return finding, err
	}
	return claim.Judge(scene.Log.All(), undecided), nil
}

// undecided is the time for a log that may have gaps: nothing follows from what has not come.
var undecided time.Time

// await judges a claim whenever the log has grown, for as long as it is open. When its bound has passed, what the
// observers still had on the way is brought in first: what came in time and is told late has not failed to come.
func await(scene *people.Scene, claim judge.Claim) (judge.Finding, error) {
	finding := claim.Judge(scene.Log.All(), undecided)
	if !finding.Open {
		return finding, nil
	}
	within, cancel := context.WithDeadline(context.Background(), finding.Until)
	defer cancel()
	err := scene.Log.Until(within, func(events []record.Event) bool {
		finding = claim.Judge(events, undecided)
		return !finding.Open
	})
	if err == nil {
		return finding, nil
	}
	if within.Err() == nil {
		return finding, fmt.Errorf("while it was awaited that %s: %w", claim, err)
	}
	passed := time.Now()
	if err := caughtUp(scene); err != nil {
		return finding, fmt.Errorf("the bound has passed while it was awaited that %s, and the log is not complete: %w", claim, err)
	}
	return claim.Judge(scene.Log.All(), passed), nil
}

// caughtUp brings the log up to date.
func caughtUp(scene *people.Scene) error {
	if scene.Sync == nil {
		return nil // a log that nobody has to bring in is always up to date
	}
	ctx, cancel := context.WithTimeout(context.Background(), scene.Bounds.OrDefault().Fence)
	defer cancel()
	return scene.Sync(ctx)
}

// needsFence says whether the claim counts on a fence at a client. Where something else is the fence, the purpose makes it
// happen.
func needsFence(claim judge.Claim) bool {
	absent, ok := claim.(judge.Absent)
	if !ok {
		return false
	}
	for _, a := range absent.Absences() {
		if a.Fence == nil {
			return true
		}
	}
	return false
}

// fence sends a fence and waits for it. A lost one shows nothing about the IUT, and nothing that was absent counts: it ends
// the purpose, which comes to no conclusion.
func fence(scene *people.Scene, claim judge.Claim) error {
	// Scene.Fence keeps the bound for each of its steps; this one is for a fence that hangs.
	ctx, cancel := context.WithTimeout(context.Background(), 4*scene.Bounds.OrDefault().Fence)
	defer cancel()
	if err := scene.Fence(ctx); err != nil {
		err = fmt.Errorf("it can't be said whether %s: %w", claim, err)
		scene.Ledger.Stop(judge.Finding{Verdict: judge.Inconclusive, Sentence: err.Error()})
		return err
	}
	return nil
}
