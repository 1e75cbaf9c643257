package containers

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path"
	"strings"

	"golang.org/x/sync/errgroup"

	sfbfake "github.com/duet-conformance/duet/fakes/sfb"
	"github.com/duet-conformance/duet/harness/world"
)

// The fakes' names on the network, and the directory in their containers with the run's certificate authority.
const (
	roleSfB      = "sfb"
	roleTeams    = "teams"
	authorityDir = "/authority"
)

// Fakes serve both sides of worlds from containers of the group, one world after the other. inside says whether the IUT is
// in a container of the group too, and so finds them by their names.
func (g *Group) Fakes(inside bool) world.Fakes { return &fakes{group: g, inside: inside} }

type fakes struct {
	group      *Group
	inside     bool
	sfb, teams *fake
}

func (f *fakes) Serve(ctx context.Context, order world.Order) (world.Places, error) {
	image, err := f.group.ownImage(ctx)
	if err != nil {
		return world.Places{}, err
	}
	files, err := order.Authority.Files()
	if err != nil {
		return world.Places{}, err
	}
	common := spec{image: image, env: map[string]string{world.ControlKeyVariable: order.ControlKey}, files: map[string][]byte{}}
	for name, content := range files {
		common.files[path.Join(authorityDir, name)] = content
	}
	var starts errgroup.Group
	starts.Go(func() (err error) {
		f.sfb, err = f.group.startFake(ctx, "the SfB front end", roleSfB, common, sfbArgs(order))
		return err
	})
	starts.Go(func() (err error) {
		f.teams, err = f.group.startFake(ctx, "the Teams chat backend", roleTeams, common, teamsArgs(order))
		return err
	})
	if err := starts.Wait(); err != nil {
		return world.Places{}, err
	}
	sfb, teams := f.sfb.container.Address(), f.teams.container.Address()
	places := world.Places{
		ForTester:    site(sfb, teams, order.Hybrid),
		ForIUT:       site(sfb, teams, order.Hybrid),
		SfBControl:   "http://" + sfb + portControl,
		TeamsControl: "http://" + teams + portControl,
	}
	if f.inside {
		places.ForIUT = site(roleSfB, roleTeams, order.Hybrid)
	}
	places.ForIUT = behindValve(places.ForIUT)
	return places, nil
}

// The ports of the fakes, each in a container of its own.
const (
	portSIP             = ":5060"
	portSIPS            = ":5061"
	portOnPremises      = ":5070"
	portOnPremisesSIPS  = ":5071"
	portExchange        = ":8080"
	portHTTP, portHTTPS = ":8080", ":8443"
	portControl         = ":9090"

	// Those of the IUT alone, which are behind a valve.
	portIUTSIP                = ":6060"
	portIUTSIPS               = ":6061"
	portIUTHTTP, portIUTHTTPS = ":6080", ":6443"
)

// behindValve is the same place as the IUT comes to it.
func behindValve(s world.Site) world.Site {
	other := strings.NewReplacer(portSIP, portIUTSIP, portSIPS, portIUTSIPS, portHTTP, portIUTHTTP, portHTTPS, portIUTHTTPS)
	s.SIP = maps.Clone(s.SIP)
	for transport, address := range s.SIP {
		s.SIP[transport] = other.Replace(address)
	}
	s.TeamsURL, s.SecureTeamsURL = other.Replace(s.TeamsURL), other.Replace(s.SecureTeamsURL)
	return s
}

func sfbArgs(order world.Order) []string {
	args := []string{
		"fakes", "sfb", "--authority", authorityDir, "--domain", order.SfB.Domain,
		"--service-user", order.SfB.ServiceUser, "--service-password", order.SfB.ServicePassword,
		"--udp", roleSfB + portSIP, "--tcp", roleSfB + portSIP, "--tls", roleSfB + portSIPS,
		"--exchange", roleSfB + portExchange, "--control", roleSfB + portControl,
		"--iut-udp", roleSfB + portIUTSIP, "--iut-tcp", roleSfB + portIUTSIP, "--iut-tls", roleSfB + portIUTSIPS,
	}
	if order.SfB.Routing != "" {
		args = append(args, "--routing", string(order.SfB.Routing))
	}
	if order.Hybrid {
		args = append(args, "--on-premises", roleSfB+portOnPremises, "--on-premises-tls", roleSfB+portOnPremisesSIPS)
	}
	return args
}

func teamsArgs(order world.Order) []string {
	return []string{
		"fakes", "teams", "--authority", authorityDir,
		"--tenant", order.Teams.Tenant, "--client-id", order.Teams.ClientID, "--client-secret", order.Teams.ClientSecret,
		"--http", roleTeams + portHTTP, "--https", roleTeams + portHTTPS, "--control", roleTeams + portControl,
		"--iut-http", roleTeams + portIUTHTTP, "--iut-https", roleTeams + portIUTHTTPS,
	}
}

// site is where the fakes serve that are reached at the two hosts.
func site(sfb, teams string, hybrid bool) world.Site {
	s := world.Site{
		SIP:      map[string]string{"udp": sfb + portSIP, "tcp": sfb + portSIP, "tls": sfb + portSIPS},
		TeamsURL: "http://" + teams + portHTTP, SecureTeamsURL: "https://" + teams + portHTTPS,
		ExchangeURL: "http://" + sfb + portExchange + sfbfake.ExchangePath,
	}
	if hybrid {
		s.OnPremises = map[string]string{"udp": sfb + portOnPremises, "tcp": sfb + portOnPremises, "tls": sfb + portOnPremisesSIPS}
	}
	return s
}

// Close ends the fakes' containers at once: what they know is in the timeline. One that had ended before is an error.
func (f *fakes) Close() error {
	var errs []error
	for _, one := range []*fake{f.sfb, f.teams} {
		if one == nil {
			continue
		}
		errs = append(errs, one.trouble())
		ctx, cancel := context.WithTimeout(context.Background(), closeTime)
		errs = append(errs, f.group.daemon.removeContainer(ctx, one.container.id))
		cancel()
	}
	return errors.Join(errs...)
}

// fake is a fake in a container.
type fake struct {
	name      string
	container *container
	output    *output
}

// startFake starts a fake and waits until it says that it serves.
func (g *Group) startFake(ctx context.Context, name, role string, s spec, args []string) (*fake, error) {
	s.role, s.args, s.env = role, args, maps.Clone(s.env)
	c, err := g.create(ctx, s)
	if err != nil {
		return nil, fmt.Errorf("start %s in a container: %w", name, err)
	}
	f := &fake{name: name, container: c, output: newOutput()}
	if err := c.start(ctx, f.output, f.output.end); err != nil {
		return f, fmt.Errorf("start %s in a container: %w", name, err)
	}
	ctx, cancel := context.WithTimeout(ctx, serveTime)
	defer cancel()
	if err := f.output.await(ctx, "control "); err != nil {
		return f, fmt.Errorf("%s did not serve in its container within %s: %w; it said: %s", name, serveTime, err, strings.TrimSpace(f.output.String()))
	}
	return f, nil
}

// trouble says how a fake ended that should not have.
func (f *fake) trouble() error {
	how, ended := f.output.ended()
	if !ended {
		return nil
	}
	return fmt.Errorf("%s ended by itself in its container, %s; it said: %s", f.name, how, strings.TrimSpace(f.output.String()))
}
