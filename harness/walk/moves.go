package walk

import (
	"context"
	"fmt"

	"github.com/duet-conformance/duet/harness/match"
)

func (p *planner) teams(act Act, who, sender string) {
	l := p.lives[who]
	if !l.inTeams || act == WritesInTeams && !l.interop {
		return // what becomes of an IM that is written while interop is off is another suite's business
	}
	l.actInTeams(p.now)
	switch act {
	case OpensChat:
		p.add(func(ctx context.Context, s *stage) { s.cast[who].Teams.Open(ctx, s.cast[sender]) }, "%s opens the chat with %s in Teams", who, sender)
	case WritesInTeams:
		text := p.text()
		p.add(func(ctx context.Context, s *stage) {
			im := s.cast[who].Teams.Send(ctx, s.cast[sender], text)
			s.Expect(im).To(match.ArriveOnlyAt(s.cast[sender].SfB))
		}, "%s writes %q to %s in Teams: it must arrive", who, text, sender)
	default:
		p.add(func(ctx context.Context, s *stage) { s.cast[who].Teams.Type(ctx) }, "%s types in Teams", who)
	}
}

func (p *planner) typeInSfB(who string) {
	if l := p.lives[who]; l.inSfB {
		l.actInSfB(p.now)
		p.add(func(ctx context.Context, s *stage) { s.cast[who].SfB.Type(ctx) }, "%s types in SfB", who)
	}
}

func (p *planner) signTeams(who string) {
	l := p.lives[who]
	l.signTeams(!l.inTeams)
	if l.inTeams {
		p.add(func(ctx context.Context, s *stage) { s.cast[who].Teams.SignIn(ctx) }, "%s signs in to Teams", who)
		return
	}
	registered := l.interop
	p.add(func(ctx context.Context, s *stage) {
		s.cast[who].Teams.SignOut(ctx)
		if registered {
			s.Expect(s.cast[who]).To(match.BeDeregistered())
		}
	}, "%s signs out of Teams", who)
}

// signSfB leaves out who has a call: that they sign out ends it for the other side too, and when that is told nobody says.
func (p *planner) signSfB(who string) {
	l := p.lives[who]
	switch {
	case l.call != idle:
	case l.inSfB:
		l.signSfB(false)
		p.add(func(ctx context.Context, s *stage) { s.cast[who].SfB.SignOut(ctx) }, "%s signs out of SfB", who)
	default:
		l.signSfB(true)
		p.add(func(ctx context.Context, s *stage) { s.cast[who].SfB.SignIn(ctx) }, "%s signs in to SfB", who)
	}
}

func (p *planner) switchInterop(who string) {
	l := p.lives[who]
	l.interop = !l.interop
	if l.interop {
		p.add(func(ctx context.Context, s *stage) { s.cast[who].Teams.SetInterop(ctx, true) }, "%s switches interop on", who)
		return
	}
	registered := l.inTeams
	p.add(func(ctx context.Context, s *stage) {
		s.cast[who].Teams.SetInterop(ctx, false)
		if registered {
			s.Expect(s.cast[who]).To(match.BeDeregistered())
		}
	}, "%s switches interop off", who)
}

// text is the text of the next IM.
func (p *planner) text() string {
	p.written++
	return fmt.Sprintf("message %d", p.written)
}
