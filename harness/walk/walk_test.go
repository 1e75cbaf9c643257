package walk

import (
	"testing"

	"github.com/duet-conformance/duet/harness/judge"
)

// TestWalks plays walks against the reference: 100, or as many as -rapid.checks says. Where they begin is random unless
// -rapid.seed says it.
func TestWalks(t *testing.T) {
	found := Find()
	if found.Shortest.Verdict != judge.Pass {
		t.Fatalf("\n%s", found)
	}
	t.Log(found)
}

// A story that is told again has the same moves, and what can't be done at a moment is left out of them.
func TestPlan(t *testing.T) {
	story := Story{Walkers: 2, Steps: []Step{
		{TypesInTeams, 0, 0},
		{Writes, 0, 3},
		{Phones, 2, 0},
		{SignsSfB, 0, 0},
		{Phones, 0, 0},
		{Writes, 0, 1},
		{DropsCall, 2, 0},
		{DropsCall, 2, 0},
		{SwitchesInterop, 0, 0},
		{SignsSfB, 0, 0},
		{Writes, 0, 2},
		{WritesInTeams, 0, 0},
	}}
	want := `2
alix types in Teams
nina ends the conversation with alix
nina writes "message 1" to alix: it must arrive in Teams only
megan calls alix from SfB
alix answers the call of megan
bert writes "message 2" to alix: it must arrive at the SfB client only
megan hangs up
alix switches interop off
alix signs out of SfB
megan writes "message 3" to alix: it must arrive nowhere
`
	for range 2 {
		if got := nameOf(story); got != want {
			t.Errorf("the moves are\n%s\nand should be\n%s", got, want)
		}
	}
	if o := Play(story); o.Verdict != judge.Pass || len(o.Told) < 9 {
		t.Errorf("played, it came to\n%s", o)
	}
}
