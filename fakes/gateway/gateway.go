package gateway

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
)

// Gateway is a gateway between Teams and SfB. Make one with [New] and let it [Gateway.Run].
type Gateway struct {
	config Config
	faults faults
	log    *slog.Logger
	trust  *tls.Config

	teams   *teamsClient
	trunk   trunk
	roster  *roster
	courier *courier
	watches watches

	watchers sync.Map // self-subscriptions by Call-ID
	sessions sync.Map // IM sessions by dialog id

	clientState string       // the secret that change notifications must know
	fromSfB     atomic.Int64 // counts IMs; only for faults
	copies      copies       // only for CopiesToSfB
	repeated    sync.Map     // requests that came again, by the names of their messages; only for AnswersOnce
	withdrawn   atomic.Bool  // whether the subscriptions to Teams were ended for good; only for LeavesTeamsToo
	settling    atomic.Bool  // only for LosesCrowdedSettings
	choked      atomic.Bool  // nothing from SfB is served; only for the faults that choke on SIP
	deaf        atomic.Bool  // no notification is heeded; only for the faults that choke on JSON

	life     context.Context // ends when the gateway is to stop
	farewell context.Context // outlives life, for taking leave; ends when the gateway is killed
	began    time.Time       // when it took up service

	mu      sync.Mutex
	stopped bool // no more work is started
	work    sync.WaitGroup
}

// New makes a gateway and opens nothing yet. It is an error when the configuration can't be used (a proxy URI that is
// none, a certificate file that can't be read) or names an unknown fault, dialect or way of routing.
func New(config Config) (*Gateway, error) {
	switch config.Routing {
	case "", EndpointDecides, RegistrarDecides:
	default:
		return nil, fmt.Errorf("routing %q: it must be %s or %s", config.Routing, EndpointDecides, RegistrarDecides)
	}
	g := &Gateway{config: config, faults: faults{names: map[string]bool{}, passed: config.Passed}, log: config.Log, clientState: uuid.NewString()}
	if g.log == nil {
		g.log = slog.New(slog.DiscardHandler)
	}
	for _, name := range config.Faults {
		f, err := FaultNamed(name)
		if err != nil {
			return nil, err
		}
		g.faults.names[f.Name] = true
	}
	switch g.config.Dialect {
	case "":
		g.config.Dialect = DialectPIDF
	case DialectPIDF, DialectMSRTC:
	default:
		return nil, fmt.Errorf("the reference implementation has no dialect %q; it has %s and %s", config.Dialect, DialectPIDF, DialectMSRTC)
	}
	var err error
	if g.trunk.transport, g.trunk.address, err = where(config.SFBProxy); err != nil {
		return nil, err
	}
	g.trunk.username, g.trunk.password = config.SIPUsername, config.SIPPassword
	g.trunk.domain.Scheme, g.trunk.domain.Host = "sip", config.SIPDomain
	if g.trust, err = trustOf(config.CAFile); err != nil {
		return nil, err
	}
	client := &http.Client{Transport: transportOf(config, g.faults.trustInTeams(g.trust, config.TeamsURL))}
	root := strings.TrimRight(config.TeamsURL, "/")
	g.teams = &teamsClient{root: root, http: client, faults: g.faults, tokens: &tokens{
		url:      root + "/" + config.TeamsTenant + "/oauth2/v2.0/token",
		clientID: config.TeamsClientID, clientSecret: config.TeamsClientSecret, http: client, fetching: newTurn(),
	}, account: config.SIPUsername + ":" + config.SIPPassword}
	g.roster, g.courier = newRoster(g), newCourier(g)
	g.watches.g, g.watches.granted = g, make(chan struct{}, 1)
	return g, nil
}

// Run serves until the context ends; then it ends its conversations, withdraws every endpoint and subscription that it
// made, and returns nil with nothing left running. It returns an error when it can't start. It may be called once.
func (g *Gateway) Run(ctx context.Context) error {
	life, stop := context.WithCancel(ctx)
	defer stop()
	// The context that ends the gateway must not end its farewell.
	farewell, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	g.life, g.farewell = life, farewell
	over := make(chan struct{})
	defer close(over)
	go func() {
		select {
		case <-g.config.Killed:
			cut()
		case <-over:
		}
	}()
	webhook, err := g.serveWebhook()
	if err != nil {
		return err
	}
	g.watches.url = webhook.url
	if err = g.openTrunk(); err == nil {
		err = g.begin(life)
	}
	if err == nil || g.faults.has(AnswersNothing) {
		<-ctx.Done()
		err = nil
	} else if ctx.Err() != nil {
		err = nil // told to stop while it started
	}
	stop()
	return errors.Join(err, g.finish(webhook))
}

// begin takes up service. The subscriptions come before the questions, so that nothing that changes in between is missed.
func (g *Gateway) begin(ctx context.Context) error {
	g.began = time.Now()
	if err := g.watches.begin(ctx); err != nil {
		return fmt.Errorf("subscribe to change notifications: %w", err)
	}
	if err := g.roster.readAll(ctx); err != nil {
		return fmt.Errorf("read who is signed in: %w", err)
	}
	if err := g.lookBack(ctx); err != nil {
		return fmt.Errorf("read what was written before: %w", err)
	}
	g.start(func() { g.watches.keep(ctx) })
	g.log.Info("serving", "sfb", g.config.SFBProxy, "teams", g.config.TeamsURL)
	return nil
}

// finish ends what the gateway began, in the order in which others notice least: conversations and endpoints first (their
// goroutines do that when the gateway's life ends), then the subscriptions, then the sockets.
func (g *Gateway) finish(webhook *webhookServer) error {
	ctx, cancel := context.WithTimeout(g.farewell, answerBound)
	defer cancel()
	g.sessions.Range(func(_, s any) bool {
		s.(*session).hangUp()
		return true
	})
	g.mu.Lock()
	g.stopped = true
	g.mu.Unlock()
	g.work.Wait()
	ended := g.watches.end(ctx)
	ended = errors.Join(ended, webhook.stop(ctx))
	g.teams.http.CloseIdleConnections()
	if g.trunk.sip != nil {
		ended = errors.Join(ended, g.trunk.sip.Close())
	}
	if ended != nil {
		// A backend or front end that is gone already needs no farewell.
		g.log.Warn("not everything was ended in order", "error", ended)
	}
	return nil
}

// start runs a job on a goroutine that the gateway waits for when it stops. When it has stopped, the job is not run.
func (g *Gateway) start(job func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if !g.stopped {
		g.work.Go(job)
	}
}

// after runs a job after a while, unless the gateway stops before. Only faults do things late.
func (g *Gateway) after(while time.Duration, job func()) {
	g.start(func() {
		timer := time.NewTimer(while)
		defer timer.Stop()
		select {
		case <-timer.C:
			job()
		case <-g.life.Done():
		}
	})
}
