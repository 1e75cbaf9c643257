package walk

import (
	"context"
	"fmt"

	"github.com/duet-conformance/duet/harness/people"
)

// Act is a sort of thing that somebody does in a walk.
type Act int

// What is done depends on where the person is: who is signed in to Teams signs out of it, who rings is answered, and so on. What
// can't be done just then is left out, so a walk from which a step was taken is a walk still.
const (
	// TypesInTeams, OpensChat, WritesInTeams and TypesInSfB are activity. The chat is one with the other person, the IM goes to them.
	TypesInTeams Act = iota
	OpensChat
	WritesInTeams
	TypesInSfB
	// SignsTeams and SignsSfB sign in or out; SwitchesInterop switches it off or on.
	SignsTeams
	SignsSfB
	SwitchesInterop
	// Phones calls the other person, answers the call that rings, or hangs up. DropsCall declines a call, takes it back or hangs up.
	Phones
	DropsCall
	// Writes is an IM from the other person's SfB client. BothWrite are two, from both senders at once.
	Writes
	BothWrite
	// EndsConversation ends the other person's conversation with this one.
	EndsConversation
)

// Step is one step of a walk. Who and Whom count the people, and begin again at the first when there are fewer.
type Step struct {
	Act       Act
	Who, Whom int
}

// Story is a walk: how many people with both clients take part (two or three), and what is done.
type Story struct {
	Walkers int
	Steps   []Step
}

// walkers are licensed for both clients and begin signed in to both; senders have SfB.
var (
	walkers = []string{"alix", "bert", "cleo"}
	senders = []string{"megan", "nina"}
)

// cast says who takes part, each with their role.
func (s Story) cast() map[string]people.Role {
	cast := map[string]people.Role{}
	for _, handle := range walkers[:s.Walkers] {
		cast[handle] = people.OnBoth
	}
	for _, handle := range senders {
		cast[handle] = people.OnSfB
	}
	return cast
}

// move is a step that can be taken: a sentence, and how it is done. done is false when there turned out to be nothing to do.
type move struct {
	says string
	do   func(ctx context.Context, s *stage) (done bool)
}

// planner lets the people of a walk live through its steps, and writes down the moves.
type planner struct {
	walkers, everybody []string
	lives              map[string]*life
	now, written       int
	moves              []move
}

func newPlanner(walking int) *planner {
	p := &planner{walkers: walkers[:walking], lives: map[string]*life{}}
	for _, handle := range p.walkers {
		p.lives[handle] = &life{interop: true, inTeams: true, inSfB: true}
	}
	for _, handle := range senders {
		p.lives[handle] = &life{inSfB: true}
	}
	p.everybody = append(append(p.everybody, p.walkers...), senders...)
	return p
}

// plan are the moves of a story. It is pure: the same story has the same moves.
func (p *planner) plan(steps []Step) []move {
	from := len(p.moves)
	for _, s := range steps {
		p.now++
		p.take(s)
	}
	return p.moves[from:]
}

// take takes one step, if it can be taken.
func (p *planner) take(s Step) {
	who, whom := nth(p.walkers, s.Who), nth(p.everybody, s.Whom)
	switch s.Act {
	case TypesInTeams, OpensChat, WritesInTeams:
		p.teams(s.Act, who, nth(senders, s.Whom))
	case TypesInSfB:
		p.typeInSfB(who)
	case SignsTeams:
		p.signTeams(who)
	case SignsSfB:
		p.signSfB(who)
	case SwitchesInterop:
		p.switchInterop(who)
	case Phones:
		p.phone(nth(p.everybody, s.Who), whom)
	case DropsCall:
		p.drop(nth(p.everybody, s.Who))
	case Writes:
		p.write(who, whom)
	case BothWrite:
		p.write(who, senders...)
	case EndsConversation:
		p.endConversation(whom, who, false)
	}
}

func nth(handles []string, n int) string { return handles[n%len(handles)] }

// add writes down a move that is always made.
func (p *planner) add(do func(ctx context.Context, s *stage), format string, args ...any) {
	p.moves = append(p.moves, move{fmt.Sprintf(format, args...), func(ctx context.Context, s *stage) bool {
		do(ctx, s)
		return true
	}})
}
