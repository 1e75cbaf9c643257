package gateway

import (
	"context"
	"sync/atomic"
	"time"
)

// wrongLine is what a faulty gateway remembers of a user, so that it can be wrong. The line's mutex guards it.
type wrongLine struct {
	reconnected atomic.Bool          // whether the connection to the front end was lost once; guards itself, for DeafAfterReconnecting
	sfbSeen     bool                 // whether the SfB client was ever there
	callSeen    bool                 // whether it was ever in a call
	decided     map[string]place     // by sender; for SticksToFirstDecision
	had         map[string]bool      // peers that ended a session; for RefusesSecondSession
	first       map[string]string    // by sender: the Call-ID of the first session; for ChatPerSession
	said        map[string]string    // by sender; for WritesTranscripts
	counts      map[string]int       // by sender: how many IMs; for CountsFromStart
	sent        map[string]string    // by SfB user: the text that was sent last; for faults that send it again
	again       map[string]string    // what is to be sent over the next connection, by SfB user; for faults that do
	lost        atomic.Bool          // whether the connection was lost since something was sent; for LosesFirstAfterReconnecting
	beside      atomic.Bool          // whether there is to be a second endpoint; for faults that register one
	inviting    map[string]int       // peers that are being invited: how many sessions with each were opened since
	storing     []context.CancelFunc // what is being stored; for DropsStoringWhenOff
	forgot      time.Time            // activity up to here counts for nothing; for ForgetsEndedCalls
}

func newWrongLine() wrongLine {
	return wrongLine{
		decided: map[string]place{}, had: map[string]bool{}, first: map[string]string{}, said: map[string]string{}, inviting: map[string]int{},
		counts: map[string]int{}, sent: map[string]string{},
	}
}

// outlivesTurning says whether a session stays open when its user turns to SfB.
func (s *session) outlivesTurning() bool {
	f := s.l.g.faults
	return f.has(KeepsSessionsWhenOff) && !s.l.now.Interop || f.has(KeepsSessionsTaken) && !s.started || f.has(KeepsSessionsStarted) && s.started
}

// dropsSending says whether what was on its way to SfB is dropped now, because interop was switched off.
func (l *line) dropsSending() bool {
	now, _ := l.view()
	return !now.Interop && l.g.faults.has(DropsSendingWhenOff)
}

// storing is the context in which an IM is stored, and what ends it.
func (l *line) storing(ctx context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	if !l.g.faults.has(DropsStoringWhenOff) {
		return ctx, cancel
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.wrong.storing = append(l.wrong.storing, cancel)
	return ctx, cancel
}

// dropStoring ends what is being stored of a user who switched interop off.
func (l *line) dropStoring(on bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if on {
		return
	}
	for _, drop := range l.wrong.storing {
		drop()
	}
	l.wrong.storing = nil
}

// skipsSetting says whether a change of the setting is not heeded. It is not asked for at the next sign-in either.
func (l *line) skipsSetting(ctx context.Context) bool {
	now, _ := l.view()
	if now.InTeams || !l.g.faults.has(SkipsSettingsWhileSignedOut) || l.reading.take(ctx) != nil {
		return false
	}
	l.asked = true
	l.reading.pass()
	return true
}

// resetSetting forgets the setting of a user who signs out.
func (l *line) resetSetting(a activity) {
	if !a.SignedIn && l.g.faults.has(ForgetsSettingAtSignOut) {
		l.change(func(s *situation) { s.Interop = true })
	}
}

// crowded says whether another user's change of the setting was dealt with a moment ago.
func (r *roster) crowded() bool {
	if !r.g.faults.has(LosesCrowdedSettings) {
		return false
	}
	if !r.g.settling.CompareAndSwap(false, true) {
		return true
	}
	r.g.after(50*time.Millisecond, func() { r.g.settling.Store(false) })
	return false
}

// spreadSetting gives everybody the setting that one user made.
func (l *line) spreadSetting(on bool) {
	if !l.asked || !l.g.faults.has(SettingCountsForAll) {
		return
	}
	for _, other := range l.g.roster.all() {
		other.change(func(s *situation) { s.Interop = on })
	}
}

// spreadActivity takes the activity of one user for that of everybody.
func (l *line) spreadActivity(a activity) {
	if a.LastActive == nil || !l.g.faults.has(MixesUpActivity) {
		return
	}
	for _, other := range l.g.roster.all() {
		other.change(func(s *situation) { s.TeamsActive = later(s.TeamsActive, *a.LastActive) })
	}
}

// misread changes what Teams says of a user, who was in a situation before. The caller has the lock.
func (l *line) misread(a *activity, before situation) {
	f := l.g.faults
	if before.InTeams && !a.SignedIn && f.has(StaysRegistered) {
		a.SignedIn = true
	}
	if a.Endpoints < before.Endpoints && f.has(WithdrawsOnFirstSignOut) {
		a.SignedIn = false
	}
	if a.Endpoints > before.Endpoints && f.has(SignInCountsAsActivity) {
		now := time.Now()
		a.LastActive = &now
	}
}

// misjudge changes what was concluded from the news of the SfB client; ended says that these are the end of a call. The caller
// has the lock.
func (l *line) misjudge(s *situation, ended bool) {
	f, w := l.g.faults, &l.wrong
	w.sfbSeen = w.sfbSeen || s.InSfB
	w.callSeen = w.callSeen || s.OnThePhone
	if w.callSeen && f.has(ForgetsEndedCalls) {
		if ended {
			w.forgot = s.SfBActive
		}
		if !s.SfBActive.After(w.forgot) {
			s.SfBActive = time.Time{}
		}
	}
	if w.callSeen && f.has(NeverReturnsFromCall) {
		s.SfBActive = farFuture
	}
}

// sawSfB says whether the user's SfB client was ever there.
func (l *line) sawSfB() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.wrong.sfbSeen
}

// sawCall says whether the user's SfB client was ever in a call.
func (l *line) sawCall() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.wrong.callSeen
}

// hadSession says whether the peer has ended a session with the user.
func (l *line) hadSession(peer string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.wrong.had[peer]
}

// busyWithOther says whether the user has a session with anybody but the peer.
func (l *line) busyWithOther(peer string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for other := range l.sessions {
		if other != peer {
			return true
		}
	}
	return false
}

// secondCall says whether the peer has written in another session before.
func (l *line) secondCall(peer, callID string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if first, ok := l.wrong.first[peer]; ok {
		return first != callID
	}
	l.wrong.first[peer] = callID
	return false
}

// farFuture is later than anything that happens.
var farFuture = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)
