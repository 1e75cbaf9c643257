package walk

import (
	"flag"
	"strings"
	"testing"

	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/judge"
)

// handful is how many sentences the story of a mutant may have.
const handful = 8

// Mutants of the routing are found by no more walks than the reference has to pass, and each by a story that says what is wrong.
func TestMutantsAreFoundAndTheirStoriesAreShort(t *testing.T) {
	set(t, "rapid.seed", "7")
	set(t, "rapid.checks", "100")
	set(t, "rapid.shrinktime", "1s")
	t.Run("mutants", func(t *testing.T) { // together they end before the flags are set back
		for _, c := range []struct {
			mutant gateway.Fault
			// says is what the story can't do without.
			says []string
		}{
			{gateway.IgnoresCalls, []string{"calls", "answers the call", "at the SfB client only"}},
			{gateway.ForgetsEndedCalls, []string{"answers the call", "hangs up", "at the SfB client only"}},
			{gateway.NeverReturnsFromCall, []string{"hangs up", "in Teams only"}},
			{gateway.SticksToFirstDecision, []string{"message 1", "message 2"}},
			{gateway.NeverBackOn, []string{"interop off", "interop on"}},
		} {
			t.Run(c.mutant.Name, func(t *testing.T) {
				t.Parallel()
				found := Find(c.mutant.Name)
				t.Logf("\n%s", found)
				story := found.Shortest
				if story.Verdict != judge.Fail || found.Trouble != "" || found.Seed == "" {
					t.Fatal("the mutant was not found")
				}
				if len(story.Told) > handful {
					t.Errorf("its story has %d sentences, more than %d", len(story.Told), handful)
				}
				for _, part := range c.says {
					if !strings.Contains(story.String(), part) {
						t.Errorf("its story does not say %q", part)
					}
				}
			})
		}
	})
}

// set sets a flag of rapid's until the test is over.
func set(t *testing.T, name, value string) {
	t.Helper()
	before := flag.Lookup(name).Value.String()
	if err := flag.Set(name, value); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = flag.Set(name, before) })
}
