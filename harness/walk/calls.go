package walk

import "context"

// phone takes a call one step on: it is placed, answered, or ended. Nobody has two at once.
func (p *planner) phone(who, whom string) {
	l, other := p.lives[who], p.lives[whom]
	switch l.call {
	case ringing:
		caller := l.peer
		l.connect(p.now)
		p.lives[caller].connect(p.now)
		p.add(func(ctx context.Context, s *stage) { s.cast[who].SfB.Answer(ctx, s.cast[caller]) }, "%s answers the call of %s", who, caller)
	case placing, talking:
		p.drop(who)
	case idle:
		if who == whom || !l.inSfB || !other.inSfB || other.call != idle {
			return
		}
		l.place(p.now, whom)
		other.ring(who)
		p.add(func(ctx context.Context, s *stage) { s.cast[who].SfB.Call(ctx, s.cast[whom]) }, "%s calls %s from SfB", who, whom)
	}
}

// drop ends a call in whatever state it is.
func (p *planner) drop(who string) {
	l := p.lives[who]
	state, peer := l.call, l.peer
	if state == idle {
		return
	}
	l.hangUp(p.now)
	p.lives[peer].hangUp(p.now)
	switch state {
	case ringing:
		p.add(func(ctx context.Context, s *stage) { s.cast[who].SfB.Decline(ctx, s.cast[peer]) }, "%s declines the call of %s", who, peer)
	case placing:
		p.add(func(ctx context.Context, s *stage) { s.cast[who].SfB.EndCall(ctx) }, "%s takes the call to %s back", who, peer)
	default:
		p.add(func(ctx context.Context, s *stage) { s.cast[who].SfB.EndCall(ctx) }, "%s hangs up", who)
	}
}
