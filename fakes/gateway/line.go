package gateway

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/duet-conformance/duet/fakes/msrtc"
	"github.com/duet-conformance/duet/fakes/pidf"
)

// line is what the gateway is for one user: it knows the user's situation, keeps the endpoint at the front end, and holds
// the user's open IM sessions. It is safe for concurrent use.
type line struct {
	g       *Gateway
	user    user
	address string
	id      identity

	endpoint     *endpoint
	watch        *selfWatch
	publication  lease
	registration *registration

	reading turn // had while Teams is asked about the user, so that an older answer can't replace a newer one
	asked   bool // whether the setting was read; guarded by reading

	mu       sync.Mutex
	now      situation
	sfb      pidf.Document       // what the user's SfB client published last
	calledAt time.Time           // when the call was first seen
	started  bool                // whether the endpoint runs
	sessions map[string]*session // by the SfB user's address
	wrong    wrongLine           // what only a faulty gateway needs to know
	stale    time.Time           // the first activity that was published; the endpoint's alone, only for PublishesStaleActivity
}

func newLine(g *Gateway, u user, address string) *line {
	l := &line{g: g, user: u, address: address, id: identityOf(address), sessions: map[string]*session{}, reading: newTurn(), wrong: newWrongLine()}
	if g.faults.has(TakesNewInstances) {
		l.id = identityOf(g.clientState + address) // which is another one in every gateway
	}
	l.now.Interop = true
	l.watch = &selfWatch{l: l, ask: bindingLife, heard: documentTold}
	l.publication = &publication{l: l, ask: bindingLife}
	if g.config.Dialect == DialectMSRTC {
		l.id.tuple = msrtc.TupleID(strings.TrimPrefix(l.id.instance, "urn:uuid:"))
		l.watch.heard = roamingTold
		l.publication = &categories{l: l, ask: bindingLife}
	}
	l.registration = newRegistration(l)
	l.endpoint = newEndpoint(l)
	return l
}

func (l *line) log() *slog.Logger { return l.g.log.With("user", l.address) }

// view is the user's situation, and what the SfB client published.
func (l *line) view() (situation, pidf.Document) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.now, l.sfb
}

// wanted says whether the user should have an endpoint at the front end.
func (l *line) wanted() bool {
	s, _ := l.view()
	if s.InSfB && l.g.faults.has(LeavesToSfB) {
		return false
	}
	return s.InTeams && (s.Interop || l.g.faults.has(IgnoresSetting))
}

// turnedFrom says whether the user has turned to SfB while the session's own first message is still on its way: the session
// stays until that is sent, and takes nothing more.
func (l *line) turnedFrom(s *session) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return s.opening && decide(l.now, l.g.faults) != inTeams && !s.outlivesTurning()
}

// change puts a change of the situation into force. Sessions through which IMs would now arrive at the wrong place are
// ended before it returns: the next IM of the other side finds none, comes as a new invitation, and is decided anew.
func (l *line) change(apply func(s *situation)) {
	l.mu.Lock()
	before := l.now
	apply(&l.now)
	var over []*session
	if decide(l.now, l.g.faults) != inTeams {
		for peer, s := range l.sessions {
			if s.opening || s.outlivesTurning() {
				continue
			}
			delete(l.sessions, peer)
			over = append(over, s)
		}
	}
	begin := !l.started && l.now.InTeams
	l.started = l.started || begin
	changed := l.now != before
	l.mu.Unlock()
	for _, s := range over {
		s.hangUp()
	}
	if begin {
		l.g.start(func() { l.endpoint.run(l.g.life) })
	} else if changed {
		l.endpoint.poke()
	}
}

// readActivity asks Teams what the user does there, and puts it into force.
func (l *line) readActivity(ctx context.Context) error {
	if err := l.reading.take(ctx); err != nil {
		return err
	}
	defer l.reading.pass()
	a, err := l.g.teams.activity(ctx, l.user.ID)
	if err != nil {
		return err
	}
	if !l.asked && a.SignedIn {
		if err := l.setting(ctx); err != nil {
			return err
		}
	}
	l.activityIs(a)
	return nil
}

// readSetting asks Teams whether the user wants interop, and puts it into force.
func (l *line) readSetting(ctx context.Context) error {
	if err := l.reading.take(ctx); err != nil {
		return err
	}
	defer l.reading.pass()
	return l.setting(ctx)
}

// readSettingAgain is readSetting for a user of whom it was read before: it may have changed while nobody was told, whether the user
// was signed in or not. Of anybody else it is read when they sign in.
func (l *line) readSettingAgain(ctx context.Context) error {
	if err := l.reading.take(ctx); err != nil {
		return err
	}
	defer l.reading.pass()
	if !l.asked {
		return nil
	}
	return l.setting(ctx)
}

func (l *line) setting(ctx context.Context) error {
	on, err := l.g.teams.interopOn(ctx, l.user.ID)
	if err != nil {
		return err
	}
	l.spreadSetting(on)
	l.dropStoring(on)
	l.asked = true
	l.change(func(s *situation) { s.Interop = on && (s.Interop || !l.g.faults.has(NeverBackOn)) })
	return nil
}

// activityIs puts into force what the user does in Teams.
func (l *line) activityIs(a activity) {
	l.spreadActivity(a)
	l.resetSetting(a)
	l.change(func(s *situation) {
		l.misread(&a, *s)
		s.InTeams, s.Endpoints = a.SignedIn, a.Endpoints
		if a.LastActive != nil {
			s.TeamsActive = later(s.TeamsActive, *a.LastActive)
		}
	})
}

// presenceChanged puts into force what the front end says of the user. What the gateway itself published is left out;
// the rest is the SfB client's.
func (l *line) presenceChanged(d pidf.Document) {
	d.Tuples = slices.DeleteFunc(d.Tuples, func(t pidf.Tuple) bool { return l.id.owns(t.ID) || !t.Open })
	d.People = slices.DeleteFunc(d.People, func(p pidf.Person) bool { return l.id.owns(p.ID) })
	calling := d.OnThePhone()
	if calling && l.g.faults.has(IgnoresCalls) {
		return
	}
	l.mu.Lock()
	l.sfb = d
	l.mu.Unlock()
	l.change(func(s *situation) {
		ended := s.OnThePhone && !calling
		if calling && !s.OnThePhone {
			l.calledAt = time.Now()
		}
		s.InSfB, s.OnThePhone = len(d.Tuples) > 0, calling
		active := d.LastInput()
		if ended && !active.After(l.calledAt) {
			active = time.Now() // ending a call is doing something, whether the client says when or not
		}
		s.SfBActive = later(s.SfBActive, active)
		l.misjudge(s, ended)
	})
}

// later is the later of two times.
func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
