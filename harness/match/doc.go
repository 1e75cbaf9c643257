// Package match has gomega matchers in the language of the requirements:
//
//	Expect(im).To(match.ArriveOnlyAt(alix.Teams))
//	Expect(alix).To(match.BeShownAs("IM Only", megan.SfB))
//	Expect(call).To(match.RingOnlyAt(alix.SfB))
//
// A matcher enters a claim (package judge) in the ledger of the scene, waits until the events decide it, and sends a
// fence where something must not have come. So nothing has to be polled around it, and what it said is
// judged again at the end of the run.
//
// Matchers keep no state: one may be used as often as one likes, and a claim that failed once stays in the ledger,
// whatever a second attempt says. A wrong actual value or an empty expectation is an error. None can be negated: what
// must not happen has a matcher of its own, which knows what shows that it did not.
package match
