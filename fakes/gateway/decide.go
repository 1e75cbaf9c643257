package gateway

import "time"

// place is where an IM for a user belongs.
type place int

const (
	// notTeams: the gateway declines. The IM arrives at the user's SfB client if that is signed in, and nowhere if not;
	// the front end sees to both.
	notTeams place = iota
	// inTeams: the gateway takes it.
	inTeams
)

// situation is what the gateway knows of a user when an IM comes for them.
type situation struct {
	// Interop is the user's setting.
	Interop bool
	// InTeams and InSfB say where the user is signed in.
	InTeams, InSfB bool
	// Endpoints is at how many Teams clients the user is signed in.
	Endpoints int
	// OnThePhone: the user is in a call at the SfB client.
	OnThePhone bool
	// TeamsActive and SfBActive are when the user last did something at each; zero for never. Signing in is not doing
	// something; the end of a call at the SfB client is.
	TeamsActive, SfBActive time.Time
}

// decide is the whole routing rule: the last active endpoint is honoured.
//
// It is a function of nothing but the situation, so that the gateway gives every sender the same answer, and gives it at
// once: a gateway that waits to see whether someone else answers can't tell "not yet" from "never".
func decide(s situation, f faults) place {
	switch {
	case !s.InTeams:
		return notTeams
	case !s.Interop && !f.has(IgnoresSetting):
		return notTeams
	case !s.InSfB:
		return inTeams
	case f.has(IgnoresTeamsActivity):
		return notTeams
	case f.has(IgnoresSfBActivity), f.has(ClaimsEternalActivity):
		return inTeams
	case s.OnThePhone:
		return notTeams
	}
	if f.has(RoundsToSeconds) {
		s.TeamsActive, s.SfBActive = s.TeamsActive.Truncate(time.Second), s.SfBActive.Truncate(time.Second)
	}
	if f.has(PrefersLeastActive) {
		s.TeamsActive, s.SfBActive = s.SfBActive, s.TeamsActive
	}
	if s.SfBActive.After(s.TeamsActive) {
		return notTeams
	}
	return inTeams
}
