package containers

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/moby/moby/client"
	"github.com/testcontainers/testcontainers-go"
	"github.com/testcontainers/testcontainers-go/network"
	"golang.org/x/sync/errgroup"
)

// closeTime bounds how long the daemon may take to remove what a run made.
const closeTime = 30 * time.Second

// Group is what one run has in containers, with a network of its own. Make one with [Daemon.Open] and end it with
// [Group.Close]; its methods are safe for concurrent use.
type Group struct {
	daemon  *Daemon
	claim   *claim
	network *testcontainers.DockerNetwork
	gateway netip.Addr

	mu      sync.Mutex
	members map[string]*container // by role, which is its name on the network
	images  []string
}

// Open makes the network of a run. It first removes what runs on this machine left that died without doing so themselves.
func (d *Daemon) Open(ctx context.Context) (_ *Group, err error) {
	if _, err := d.Sweep(ctx); err != nil {
		return nil, err
	}
	g := &Group{daemon: d, members: map[string]*container{}}
	if g.claim, err = newClaim(uuid.NewString()[:8]); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, g.Close())
		}
	}()
	if g.network, err = network.New(ctx, network.WithLabels(g.claim.labels())); err != nil {
		return nil, fmt.Errorf("make a network for the run: %w", err)
	}
	seen, err := d.api.NetworkInspect(ctx, g.network.ID, client.NetworkInspectOptions{})
	if err != nil {
		return nil, fmt.Errorf("look at the network of the run: %w", err)
	}
	for _, of := range seen.Network.IPAM.Config {
		g.gateway = of.Gateway
	}
	if !isOurs(g.gateway) {
		return nil, fmt.Errorf("the Docker daemon at %s is not on this machine: the gateway of its networks (%s) is no address here, so the tester and the containers can't reach each other; run duet where the daemon is", d.api.DaemonHost(), g.gateway)
	}
	return g, nil
}

// Gateway is the address of this machine on the run's network, by which containers reach what listens here.
func (g *Group) Gateway() string { return g.gateway.String() }

// Dial is [net.Dialer.DialContext] for the tester, who is not on the network: the names of the containers lead to them.
func (g *Group) Dial(ctx context.Context, protocol, address string) (net.Conn, error) {
	if host, port, err := net.SplitHostPort(address); err == nil {
		if c := g.member(host); c != nil {
			address = net.JoinHostPort(c.Address(), port)
		}
	}
	return (&net.Dialer{}).DialContext(ctx, protocol, address)
}

// Claim is the file that is locked while the run lives, by which [AwaitEnd] knows of its end.
func (g *Group) Claim() string { return g.claim.path }

func (g *Group) member(role string) *container {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.members[role]
}

// Close removes everything that the run made, and returns what could not be removed. It doesn't ask anything to stop.
func (g *Group) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), closeTime)
	defer cancel()
	err := g.daemon.remove(ctx, g.claim.everything())
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, image := range g.images {
		err = errors.Join(err, g.daemon.removeImage(ctx, image))
	}
	for _, c := range g.members {
		c.detached.Wait()
	}
	g.claim.drop()
	return err
}

// remove removes the containers that a filter matches, and then the networks.
func (d *Daemon) remove(ctx context.Context, which client.Filters) error {
	containers, err := d.api.ContainerList(ctx, client.ContainerListOptions{All: true, Filters: which})
	if err != nil {
		return fmt.Errorf("list the containers to remove: %w", err)
	}
	var removals errgroup.Group
	for _, c := range containers.Items {
		removals.Go(func() error { return d.removeContainer(ctx, c.ID) })
	}
	if err := removals.Wait(); err != nil {
		return err
	}
	networks, err := d.api.NetworkList(ctx, client.NetworkListOptions{Filters: which})
	if err != nil {
		return fmt.Errorf("list the networks to remove: %w", err)
	}
	for _, n := range networks.Items {
		if err := d.removeNetwork(ctx, n.ID); err != nil {
			return err
		}
	}
	return nil
}
