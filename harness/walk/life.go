package walk

// life is what the oracle knows of a person: what they did, as far as it decides where an IM for them arrives.
//
// Where the document leaves open what counts, both readings are followed, and only what they agree on is taken for certain:
// activity at a client from before its last sign-in may count or not; so may a call that rang and was not answered.
type life struct {
	interop, inTeams, inSfB bool
	teams, sfb              activity

	call callState
	peer string // the other side of the call
	// acted: the person did something in Teams since the call began.
	acted bool
	// doubt: since a call rang in vain, or while one rings, nothing was done that decides.
	doubt bool
}

// activity is when a person was last active at a client, as the number of the step; 0 is never.
type activity struct {
	ever, signedIn int // signedIn counts from the last sign-in on
}

type callState int

const (
	idle callState = iota
	placing
	ringing
	talking
)

func (l *life) actInTeams(now int) {
	l.teams = activity{now, now}
	switch l.call {
	case idle:
		l.doubt = false
	case placing:
		l.doubt = true // placing the call was SfB, and what comes of it is not known yet
	case talking:
		l.acted = true
	case ringing:
	}
}

func (l *life) actInSfB(now int) {
	l.sfb = activity{now, now}
	if l.call != ringing {
		l.doubt = false
	}
}

// signTeams and signSfB sign in, or out.
func (l *life) signTeams(in bool) { l.inTeams, l.teams.signedIn = in, 0 }
func (l *life) signSfB(in bool)   { l.inSfB, l.sfb.signedIn = in, 0 }

// place, ring: a call was placed to the peer, and rings there.
func (l *life) place(now int, peer string) {
	l.actInSfB(now)
	l.call, l.peer = placing, peer
}

func (l *life) ring(peer string) { l.call, l.peer, l.doubt = ringing, peer, true }

// connect: the call was answered; for who answers it that is activity.
func (l *life) connect(now int) {
	l.acted = l.call == placing && l.doubt
	if l.call == ringing {
		l.sfb = activity{now, now}
	}
	l.call, l.doubt = talking, false
}

// hangUp: the call is over, whoever ended it. After one that was answered the person has just been in SfB.
func (l *life) hangUp(now int) {
	if l.call == talking {
		l.sfb, l.doubt = activity{now, now}, false
	}
	l.call, l.peer, l.acted = idle, "", false
}

// situation is what the table asks for.
func (l *life) situation() Situation {
	s := Situation{Interop: l.interop, InTeams: l.inTeams, InSfB: l.inSfB}
	if l.call == talking {
		s.Phone = InCall
		if l.acted {
			s.Phone = InCallActedInTeams
		}
	}
	ever, signedIn := later(l.teams.ever, l.sfb.ever), later(l.teams.signedIn, l.sfb.signedIn)
	if !l.doubt && ever == signedIn {
		s.Later = ever
	}
	return s
}

func later(teams, sfb int) Later {
	switch {
	case teams > sfb:
		return LaterInTeams
	case sfb > teams:
		return LaterAtSfB
	}
	return Unclear
}
