package world

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"

	"github.com/duet-conformance/duet/fakes/authority"
	"github.com/duet-conformance/duet/fakes/directory"
	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sfb"
	"github.com/duet-conformance/duet/fakes/teams"
	"github.com/duet-conformance/duet/fakes/valve"
	"github.com/duet-conformance/duet/harness/iut"
	"github.com/duet-conformance/duet/harness/judge"
	"github.com/duet-conformance/duet/harness/people"
	"github.com/google/uuid"
)

// Domain is the SIP domain of every run.
const Domain = "contoso.test"

// Config says what world to make.
type Config struct {
	// Host is the address that the IUT is told to listen on, and that embedded fakes listen on.
	Host string
	// Transport is the SIP transport of the IUT and the people: udp, tcp or tls.
	Transport string
	// Network is where the fakes and the people have their sockets. The IUT's are the launcher's business.
	Network Network
	// Fakes serve both sides. Nil means that they are embedded in the tester's process.
	Fakes Fakes
	// InPlace reads the logs of embedded fakes where they are, instead of over the wire as those of any others: for virtual
	// time, where nothing waits and what the wire costs is what a run costs. Without embedded fakes it changes nothing.
	InPlace bool
	// Dialect is the one in which people watch presence: pidf or msrtc. Empty means pidf.
	Dialect string
	// Routing and Topology are those of the SfB side; empty means that endpoints decide, and that everybody is online.
	Routing, Topology string
	// SecureTeams serves the Teams side to the IUT over HTTPS.
	SecureTeams bool
	// Seed is what the tokens of the run follow from.
	Seed uint64
	// Bounds are the IXIT's; none may be zero, but Settle (see [judge.Bounds.OrDefault]).
	Bounds judge.Bounds
	// Launcher starts the IUT. It must not be nil.
	Launcher iut.Launcher
	// Casts are the people of every purpose, by purpose. All of them are in the directory before the IUT starts, or, where it
	// runs already, while it is not asked to do anything yet.
	Casts map[string][]directory.User
	// Kept is what an IUT knows already that is configured once and tested often. Nil: all of it is the run's own.
	Kept *Kept
	// Anew makes fakes that were up before forget what they know of the IUT, which is only right when it starts anew, too.
	Anew bool
	// Restartable says that the IUT may be started anew when it does not recover from what a purpose has broken around it, so that
	// the others are not played against one that is broken.
	Restartable bool
	// Edition tells the fence pair of this run from those of other runs with the same fakes; empty means that there are none.
	Edition string
}

// World is one run's surroundings of the IUT. Make one with [Start]; its methods are safe for concurrent use.
type World struct {
	cfg      Config
	ca       *authority.Authority
	caFile   string
	fakes    Fakes
	places   Places
	env      iut.Env
	key      string // of the control APIs
	control  *http.Client
	web      *http.Client
	timeline *timeline
	said     *record.Log // what the people do and see
	logs     map[string]*record.Log
	tokens   atomic.Uint64
	watchers sync.WaitGroup
	stop     context.CancelFunc // ends the watchers
	closing  sync.Once
	closed   error // what Close came to

	running sync.Mutex // guards subject, amiss and shaken
	subject subject
	amiss   map[string]valve.State // how the network to a fake is, where it is not sound
	shaken  shaken

	fences  sync.Mutex
	fencers fencePair
	cast    castOnStage
}

// The accounts of every run. They are worth nothing outside of it.
const (
	serviceUser     = "interop-service"
	servicePassword = "let the IUT in"
	clientSecret    = "s3cret~of-one-run"
)

// The tenant and the OAuth client of the IUT, the same in every run.
var (
	Tenant   = uuid.NewSHA1(uuid.NameSpaceDNS, []byte(Domain)).String()
	ClientID = uuid.NewSHA1(uuid.NameSpaceDNS, []byte("iut."+Domain)).String()
)

// ErrNotReady is wrapped by the error of [Start] when everything of the tester's is in place and the IUT doesn't serve.
var ErrNotReady = iut.ErrNotReady

// Start makes the fakes, puts everybody into the directory, starts the IUT, and waits until it serves its first user. An
// error that wraps [ErrNotReady] is about the IUT; every other is about the tester. After an error nothing is left
// running; the world is returned all the same, so that what was seen and the IUT's output can be shown.
func Start(ctx context.Context, cfg Config) (*World, error) {
	w := &World{
		cfg:      cfg,
		timeline: newTimeline(),
		said:     record.NewLog(record.SourcePeople),
		logs:     map[string]*record.Log{},
		amiss:    map[string]valve.State{},
		fakes:    cfg.Fakes,
		key:      rand.Text(),
		stop:     func() {},
	}
	if cfg.Kept != nil {
		w.key = cfg.Kept.ControlKey
	}
	if w.fakes == nil {
		w.fakes = &embedded{host: cfg.Host, network: cfg.Network}
	}
	w.control = cfg.Network.controlClient(w.key)
	if err := w.start(ctx); err != nil {
		end, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeTime)
		defer cancel()
		return w, errors.Join(err, w.Close(end))
	}
	return w, nil
}

func (w *World) start(ctx context.Context) error {
	if err := w.serve(ctx); err != nil {
		return err
	}
	if err := w.lookBack(ctx); err != nil {
		return err
	}
	w.follow(ctx)
	if err := w.provision(ctx); err != nil {
		return err
	}
	if w.cfg.Launcher == nil {
		return errors.New("there is no IUT to start")
	}
	process, err := w.cfg.Launcher.Start(ctx, w.env)
	if err != nil {
		return err
	}
	w.nowIs(func(s *subject) { s.runs(process) })
	return w.awaitReady(ctx, process)
}

// serve starts both fakes, and writes down for the IUT where they are.
func (w *World) serve(ctx context.Context) error {
	err := w.trust()
	if err != nil {
		return err
	}
	w.places, err = w.fakes.Serve(ctx, w.cfg.order(w.ca, w.key))
	if err != nil {
		return err
	}
	w.env = w.cfg.told(w.places.ForIUT)
	if w.cfg.usesTLS() && w.cfg.Kept == nil {
		if w.caFile, err = writeTemp("duet-ca-*.pem", w.ca.PEM()); err != nil {
			return err
		}
		w.env.CAFile = w.caFile
	}
	w.web = w.cfg.Network.client(&tls.Config{RootCAs: w.ca.Pool()})
	return nil
}

// follow keeps the timeline up to date with the fakes and the people until the world closes.
func (w *World) follow(ctx context.Context) {
	ctx, w.stop = context.WithCancel(context.WithoutCancel(ctx))
	watch := func(name string, read func() error) {
		w.watchers.Go(func() {
			if err := read(); ctx.Err() == nil {
				w.timeline.lose(fmt.Errorf("the tester lost sight of %s: %w", name, err))
			}
		})
	}
	for _, fake := range w.observers() {
		after := w.timeline.have(fake.source)
		watch(fake.name, func() error { return fake.follow(ctx, after, w.timeline.adopt) })
	}
}

// say records what a person did or saw. It goes into the timeline before say returns, so a person's own acts are always
// in front of their consequences.
func (w *World) say(e record.Event) { _ = w.timeline.adopt(w.said.Append(e)) }

func (w *World) provision(ctx context.Context) error {
	users := w.fencers.users(w.cfg.Edition)
	for _, cast := range w.cfg.Casts {
		users = append(users, cast...)
	}
	for purpose, cast := range w.cfg.Casts {
		w.openScene(purpose, cast)
	}
	w.openScene(fenceScene, w.fencers.users(w.cfg.Edition))
	if err := w.sfbControl().PutUsers(ctx, users...); err != nil {
		return err
	}
	return (&teams.Control{URL: w.places.TeamsControl, HTTP: w.control}).PutUsers(ctx, users)
}

func (w *World) openScene(name string, cast []directory.User) {
	var addresses []string
	for _, u := range cast {
		addresses = append(addresses, u.Address)
	}
	w.logs[name] = w.timeline.scene(name, addresses)
}

// Scene is where the people of a purpose act. Its Halt is the caller's to set.
func (w *World) Scene(purpose string) *people.Scene {
	here := w.places.ForTester
	return &people.Scene{
		Purpose: purpose,
		Log:     w.logs[purpose],
		Say:     w.say,
		Token:   func() string { return record.Token(w.cfg.Seed, w.tokens.Add(1)) },
		Bounds:  w.cfg.Bounds,
		Ledger:  &judge.Ledger{},
		Sync:    w.Sync,
		Power:   w,
		Breaker: w,

		Subscriptions: w.timeline.watched,
		Secrets:       w.secrets,
		SfB: people.SfBSite{
			Transport: w.cfg.Transport,
			Address:   here.SIP[w.cfg.Transport],
			Domain:    Domain,

			OnPremises: here.OnPremises[w.cfg.Transport],
			Routing:    sfb.Routing(w.cfg.Routing),
			TLS:        &tls.Config{RootCAs: w.ca.Pool(), ServerName: hostOf(here.SIP["tls"])},
			Dial:       w.cfg.Network.Dial, ListenPacket: w.cfg.Network.ListenPacket,
			Control: w.sfbControl(),

			Dialect: w.cfg.Dialect,
		},
		Teams: people.TeamsSite{
			// People are on plain HTTP in any run, so that what is done to the IUT's connections over TLS is done to nobody else's.
			URL:     here.TeamsURL,
			Tenant:  Tenant,
			HTTP:    w.web,
			Control: &teams.Control{URL: w.places.TeamsControl, HTTP: w.control},
		},
	}
}

// Places are where the fakes serve.
func (w *World) Places() Places { return w.places }

// Trust are the roots that people trust; nil before the fakes serve.
func (w *World) Trust() *x509.CertPool {
	if w.ca == nil {
		return nil
	}
	return w.ca.Pool()
}

// sfbControl is the client of the front end's control API.
func (w *World) sfbControl() *sfb.Control {
	return &sfb.Control{URL: w.places.SfBControl, HTTP: w.control}
}

// Env is what the IUT was told.
func (w *World) Env() iut.Env { return w.env }

// Blind says why the timeline is not to be trusted: a fake went away, or its log broke off. Nil means that it is.
func (w *World) Blind() error { return w.timeline.blind() }

// Mark is how many events were recorded so far, of all observers.
func (w *World) Mark() int { return w.timeline.all.Len() }

// Events returns what was recorded between two marks, of all observers, in the order in which it became known.
func (w *World) Events(from, to int) []record.Event {
	events := w.timeline.all.From(from)
	return events[:min(max(to-from, 0), len(events))]
}
