package walk

import (
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/duet-conformance/duet/harness/match"
	"github.com/duet-conformance/duet/harness/people"
	"github.com/duet-conformance/duet/harness/purpose"
	"github.com/onsi/gomega/types"
)

// write lets SfB clients write to a person, at once if there are several, and claims of each IM what the oracle says.
func (p *planner) write(to string, from ...string) {
	from = slices.DeleteFunc(slices.Clone(from), func(sender string) bool { return sender == to || !p.lives[sender].inSfB })
	if len(from) == 0 {
		return
	}
	for _, sender := range from {
		p.lives[sender].actInSfB(p.now) // sending is activity
	}
	l := p.lives[to]
	situation := l.situation()
	place := situation.Arrives()
	if place == InTeams {
		// What is said in a session between two SfB clients stays there, whatever the IUT does; a new one is for it to decide.
		for _, sender := range from {
			p.endConversation(sender, to, true)
		}
	}
	point := openPoint(l)
	texts, quoted := make([]string, len(from)), make([]string, len(from))
	for i := range from {
		texts[i] = p.text()
		quoted[i] = `"` + texts[i] + `"`
	}
	verb := "writes"
	if len(from) > 1 {
		verb = "at once write"
	}
	p.add(func(ctx context.Context, s *stage) {
		receiver := s.cast[to]
		for _, im := range s.atOnce(from, func(i int) *people.IM { return s.cast[from[i]].SfB.Send(ctx, receiver, texts[i]) }) {
			s.Expect(im).To(arrival(place, receiver, point))
		}
	}, "%s %s %s to %s: it %s", strings.Join(from, " and "), verb, strings.Join(quoted, " and "), to, place)
}

func arrival(place Place, receiver *people.Person, point purpose.OpenPoint) types.GomegaMatcher {
	switch place {
	case InTeams:
		return match.ArriveOnlyAt(receiver.Teams)
	case AtSfB:
		return match.ArriveOnlyAt(receiver.SfB)
	case Nowhere:
		return match.ArriveNowhere()
	}
	return match.BeObserved(point)
}

// openPoint is what of the person's life the document does not decide, if it decides nothing.
func openPoint(l *life) purpose.OpenPoint {
	switch {
	case l.call == talking:
		return purpose.ActivityDuringCall
	case l.doubt:
		return purpose.CallThatOnlyRang
	}
	return purpose.HowActivityIsMeasured
}

// endConversation ends the session that a client has with a person, if there is one; between only if it is with the
// person's SfB client.
func (p *planner) endConversation(who, with string, between bool) {
	if who == with {
		return
	}
	p.moves = append(p.moves, move{who + " ends the conversation with " + with, func(ctx context.Context, s *stage) bool {
		client, other := s.cast[who].SfB, s.cast[with].SfB
		mine, open := client.InConversation(s.cast[with])
		theirs, also := other.InConversation(s.cast[who])
		if !open || between && (!also || mine != theirs) {
			return false
		}
		client.EndConversation(ctx, s.cast[with])
		return true
	}})
}

// atOnce lets several people send, each on a goroutine of their own. What ends the walk for one of them ends it for all.
func (s *stage) atOnce(who []string, send func(i int) *people.IM) []*people.IM {
	ims, ended := make([]*people.IM, len(who)), make([]any, len(who))
	var sending sync.WaitGroup
	for i := range who {
		sending.Go(func() {
			defer func() { ended[i] = recover() }()
			ims[i] = send(i)
		})
	}
	sending.Wait()
	for _, why := range ended {
		if why != nil {
			panic(why)
		}
	}
	return ims
}
