package walk

import "pgregory.net/rapid"

// draw draws a story, of as many steps on average as the flag -rapid.steps says. Each step is drawn without regard to the
// others, so that rapid can shrink a story by taking steps out of it.
func draw(t *rapid.T) Story {
	story := Story{Walkers: rapid.IntRange(2, len(walkers)).Draw(t, "walkers")}
	t.Repeat(map[string]func(*rapid.T){"step": func(t *rapid.T) {
		story.Steps = append(story.Steps, Step{
			Act:  rapid.SampledFrom(acts).Draw(t, "act"),
			Who:  rapid.IntRange(0, len(walkers)+len(senders)-1).Draw(t, "who"),
			Whom: rapid.IntRange(0, len(walkers)+len(senders)-1).Draw(t, "whom"),
		})
	}})
	return story
}

// acts are what is drawn from: what matters more stands there more often, and what is simple stands in front, where rapid shrinks to.
var acts = []Act{
	Writes, Writes, Writes, Writes, Writes, Writes,
	TypesInTeams, TypesInTeams, TypesInSfB, TypesInSfB,
	Phones, Phones, Phones, DropsCall,
	SignsTeams, SignsSfB, SwitchesInterop,
	BothWrite, OpensChat, WritesInTeams, EndsConversation, EndsConversation,
}
