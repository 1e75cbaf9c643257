package walk

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/duet-conformance/duet/harness/judge"
	"pgregory.net/rapid"
)

// Found is what a number of walks found out.
type Found struct {
	// Walks is how many walks were played until one did not pass, Shrinking how many more to shrink that one.
	Walks, Shrinking int
	// Shortest is what became of the walk that did not pass when it was shrunk; its verdict is Pass when all did.
	Shortest Outcome
	// Story is that walk.
	Story Story
	// Seed is what the walk was drawn from, as the flag -rapid.seed takes it; "" when all passed.
	Seed string
	// Trouble is what rapid has to say when a walk that failed did so once only; "" else.
	Trouble string
}

// Find plays as many walks as the flag -rapid.checks says against the reference with the faults, beginning at -rapid.seed if
// that is not 0. The first one that does not pass is shrunk by rapid, for as long as the flag -rapid.shrinktime says, and
// then until no single step can be left out of it any more.
func Find(faults ...string) Found {
	var found Found
	known := map[string]Outcome{} // shrinking comes by the same walk often
	try := func(story Story) Outcome {
		name := nameOf(story)
		o, played := known[name]
		if !played {
			o = Play(story, faults...)
			known[name] = o
			if found.Shortest.Verdict == judge.Pass {
				found.Walks++
			} else {
				found.Shrinking++
			}
		}
		if o.Verdict != judge.Pass {
			found.Shortest, found.Story = o, story
		}
		return o
	}
	heard := &listener{}
	rapid.Check(heard, func(t *rapid.T) {
		switch try(draw(t)).Verdict {
		case judge.Pass:
		case judge.Fail: // rapid knows a failure again by its words and its line
			t.Fatal("the implementation failed")
		default:
			t.Fatal("the walk could not be judged")
		}
	})
	if found.Shortest.Verdict == judge.Pass {
		return found
	}
	if seed := seedOf.FindStringSubmatch(heard.said); seed != nil {
		found.Seed = seed[1]
	}
	if strings.Contains(heard.said, "flaky") {
		found.Trouble = "a walk that failed did not fail again, so it could not be shrunk"
		return found
	}
	shorten(&found, try)
	return found
}

var seedOf = regexp.MustCompile(`-rapid\.seed=(\d+)`)

// shorten leaves out every step without which the walk ends in the same way.
func shorten(found *Found, try func(Story) Outcome) {
	shortest, verdict := found.Story, found.Shortest.Verdict
	outcome := found.Shortest
	for i := len(shortest.Steps) - 1; i >= 0; i-- {
		shorter := Story{shortest.Walkers, slices.Delete(slices.Clone(shortest.Steps), i, i+1)}
		if o := try(shorter); o.Verdict == verdict && len(o.Told) <= len(outcome.Told) {
			shortest, outcome = shorter, o
			i = len(shortest.Steps) // what could not be left out with it may be without it
		}
	}
	found.Story, found.Shortest = shortest, outcome
}

// nameOf is the same for two stories exactly if the same is done in them.
func nameOf(story Story) string {
	var b strings.Builder
	fmt.Fprintln(&b, story.Walkers)
	for _, m := range newPlanner(story.Walkers).plan(story.Steps) {
		fmt.Fprintln(&b, m.says)
	}
	return b.String()
}

// String tells what was found: the story, and the command that finds it again.
func (f Found) String() string {
	switch {
	case f.Shortest.Verdict == judge.Pass:
		return fmt.Sprintf("%d walks, and all passed", f.Walks)
	case f.Trouble != "":
		return f.Trouble + ":\n" + f.Shortest.String()
	}
	return fmt.Sprintf("%sfound by walk %d, shrunk in %d more; to see it again:\n  go test ./harness/walk -run '^TestWalks$' -rapid.seed=%s\n",
		f.Shortest, f.Walks, f.Shrinking, f.Seed)
}
