package match

import (
	"time"

	"github.com/onsi/gomega/types"

	"github.com/duet-conformance/duet/harness/judge"
	"github.com/duet-conformance/duet/harness/people"
)

// BeUndisturbed succeeds when a client has been signed in without a break since its last sign-in, and a fence that is sent
// now comes through to it.
//
//	Expect(alix.SfB).To(match.BeUndisturbed())
func BeUndisturbed() types.GomegaMatcher {
	return matcher{
		name: "BeUndisturbed", instead: "no matcher: a client that is disturbed is never right",
		fenceFirst: true,
		claim: func(actual any, now time.Time) (*people.Scene, judge.Claim, error) {
			client, ok := actual.(Client)
			if !ok {
				return nil, nil, wrong(actual, "a client")
			}
			scene := client.Person().Scene()
			within := judge.Window{From: now, Bound: scene.Bounds.OrDefault().Fence, Name: "fence"}
			return scene, judge.Undisturbed{Client: client.Name(), Within: within}, nil
		},
	}
}
