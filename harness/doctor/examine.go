package doctor

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/duet-conformance/duet/harness/iut"
	"github.com/duet-conformance/duet/harness/world"
)

// Options say what to examine.
type Options struct {
	Config   iut.Config
	Launcher iut.Launcher
	// Docker says that the run needs containers.
	Docker bool
	// Fakes serve in place of those in the tester's process, and Dial is how they and the people connect; nil: embedded ones,
	// and the network of this machine.
	Fakes world.Fakes
	Dial  func(ctx context.Context, network, address string) (net.Conn, error)
}

// Surroundings looks at what can be seen before anything is started: names, and the Docker daemon where one is needed.
func Surroundings(ctx context.Context, opts Options) []Check {
	checks := names(ctx, opts.Config)
	if opts.Docker {
		checks = append(checks, docker(ctx))
	}
	return checks
}

// NotOpened is the check of what a run needs in containers, when it could not be made.
func NotOpened(err error) Check {
	return bad(Tester, "the containers", err.Error(), "see the sentence; without them nothing can be said of the implementation")
}

// Examine looks at everything that a run of the config needs, in its first environment. It ends with the first group of
// checks that fails on the tester's side: what comes after would fail for that reason alone. The IUT is started, and stopped
// again, as its adapter does it.
func Examine(ctx context.Context, opts Options) []Check {
	cfg := opts.Config.At(opts.Config.Environments()[0])
	checks := Surroundings(ctx, Options{Config: cfg, Docker: opts.Docker})
	seen := &doors{dial: opts.Dial, elsewhere: opts.Fakes != nil}
	of, err := world.For(cfg, seen.watch())
	if opts.Fakes != nil {
		of.Fakes = opts.Fakes
	}
	if cfg.Subject.Adapter == iut.AdapterRemote {
		checks = append(checks, kept(of, cfg.IXIT.Fakes, err))
		if err == nil {
			checks = append(checks, ports(ctx, of, cfg.IXIT.Fakes)...)
		}
	}
	if Verdict(checks) != 0 {
		return checks
	}
	of.Launcher = opts.Launcher
	of.Edition = "doctor-" + time.Now().UTC().Format("20060102150405")
	w, err := world.Start(ctx, of)
	p := patient{cfg: cfg, world: w, doors: seen, ready: err}
	if err == nil {
		p.fence = w.Fence(ctx)
	}
	checks = append(checks, p.certificates(ctx)...)
	checks = append(checks, p.wires(ctx)...)
	end, cancel := w.StopTime(ctx)
	defer cancel()
	if err := w.Close(end); err != nil {
		checks = append(checks, bad(Tester, "the end", err.Error(), "try again; if it stays, it is a fault of duet"))
	}
	return checks
}

// patient is an implementation in its world, as far as it came.
type patient struct {
	cfg   iut.Config
	world *world.World
	doors *doors
	// ready is why it did not become ready, and fence why no IM passed through it. Nil: it did, one did in each direction.
	ready, fence error
}

// certificates checks over TLS, as a stranger would, that each fake shows a certificate for the name that the IUT is told.
func (p patient) certificates(ctx context.Context) []Check {
	var checks []Check
	places := p.world.Places()
	for _, f := range []struct {
		uses           bool
		what, at, name string
	}{
		{p.cfg.IXIT.Transport == "tls", "the certificate of the SfB front end", places.ForTester.SIP["tls"], places.ForIUT.SIP["tls"]},
		{p.cfg.IXIT.TLS, "the certificate of the Teams backend", hostOf(places.ForTester.SecureTeamsURL), hostOf(places.ForIUT.SecureTeamsURL)},
	} {
		if !f.uses || p.world.Trust() == nil || p.gone() {
			continue
		}
		name, _, _ := net.SplitHostPort(f.name)
		checks = append(checks, p.certificate(ctx, f.what, f.at, name))
	}
	return checks
}

func (p patient) certificate(ctx context.Context, what, at, name string) Check {
	ctx, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	dialer := tls.Dialer{Config: &tls.Config{RootCAs: p.world.Trust(), ServerName: name}}
	conn, err := dialer.DialContext(ctx, "tcp", at)
	if err != nil {
		return bad(Tester, what, fmt.Sprintf("at %s, for %s: %v", at, name, err), "state in ixit.fakes.advertise the name that the implementation uses")
	}
	defer conn.Close()
	leaf := conn.(*tls.Conn).ConnectionState().PeerCertificates[0]
	return good(what, "it is for %s, and valid until %s", name, leaf.NotAfter.UTC().Format(time.DateOnly))
}

// gone says whether the world has closed already, which it does when it can't start.
func (p patient) gone() bool { return p.ready != nil }

// ofTester says whether it was the tester who failed.
func (p patient) ofTester() bool { return p.ready != nil && !errors.Is(p.ready, world.ErrNotReady) }
