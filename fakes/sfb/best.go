package sfb

import (
	"slices"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/sipwire"
)

// best chooses among the final answers of branches when none took the request (RFC 3261 §16.7 step 6): a 6xx before
// everything; else the lowest class; within 4xx first those that the asker can do something about. Among the rest an
// answer of a person (busy, say) stands before "this endpoint can't do that", that before "not available", and that before
// "you cancelled it" and "nothing came". The first branch wins among equals.
func best(branches []*branch) *branch {
	return slices.MinFunc(branches, func(a, b *branch) int { return merit(a.status) - merit(b.status) })
}

// merit orders answers; less is better.
func merit(status int) int {
	class := status / 100
	if class == 6 {
		return 0
	}
	order := 1
	switch status {
	case 401, 407, 415, 420, 484:
		order = 0
	case 488:
		order = 2
	case 480, 430:
		order = 3
	case 487:
		order = 4
	case 408:
		order = 5
	}
	return class*10 + order
}

// addChallenges gives the asker the challenges of all branches when the best answer is one (RFC 3261 §16.7 step 7).
func addChallenges(answer *sip.Response, branches []*branch, chosen *branch) {
	if answer.StatusCode != 401 && answer.StatusCode != 407 {
		return
	}
	for _, b := range branches {
		if b == chosen || b.res == nil || b.status != 401 && b.status != 407 {
			continue
		}
		for _, name := range []string{"WWW-Authenticate", "Proxy-Authenticate"} {
			for _, h := range b.res.GetHeaders(name) {
				answer.AppendHeader(sipwire.CloneHeader(h))
			}
		}
	}
}
