package walk

import (
	"slices"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/harness/judge"
)

// close shows that the clients at which something was absent see an IM when they should, so that the absence counts. It comes
// last, and only where the walk has not shown it, so that the walk stays what it was drawn as. A control can need another one, so
// close is to be called until it has nothing more to show.
func (p *planner) close(s *stage) []move {
	from := len(p.moves)
	shown := func(client string) bool {
		return len(record.Select(s.scene.Log.All(), record.And(record.Is(record.IMShown), record.By(client)))) > 0
	}
	blind := slices.DeleteFunc(s.absent(), shown)
	// The IUT has a part in every walk, if only here.
	if !slices.ContainsFunc(p.walkers, func(who string) bool { return shown(s.cast[who].Teams.Name()) }) {
		blind = append(blind, s.cast[p.walkers[0]].Teams.Name())
	}
	for _, who := range p.everybody {
		if slices.Contains(blind, s.cast[who].Teams.Name()) {
			p.home(who)
			p.now++
			p.teams(TypesInTeams, who, "")
			p.write(who, senders[0])
		}
		if slices.Contains(blind, s.cast[who].SfB.Name()) {
			p.home(who)
			p.now++
			p.typeInSfB(who)
			p.now++
			p.write(who, senders[0])
		}
	}
	return p.moves[from:]
}

// home brings a person back to both clients.
func (p *planner) home(who string) {
	l := p.lives[who]
	p.drop(who)
	if !l.interop {
		p.switchInterop(who)
	}
	if !l.inTeams {
		p.signTeams(who)
	}
	if !l.inSfB {
		p.signSfB(who)
	}
}

// absent are the clients at which something was claimed not to have been seen.
func (s *stage) absent() []string {
	var observers []string
	for _, c := range s.scene.Ledger.Claims() {
		if a, ok := c.(judge.Absent); ok {
			for _, absence := range a.Absences() {
				observers = append(observers, absence.Observer)
			}
		}
	}
	return observers
}
