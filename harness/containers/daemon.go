package containers

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"

	"github.com/moby/moby/client"
	"github.com/testcontainers/testcontainers-go"
	"github.com/testcontainers/testcontainers-go/log"
)

// Daemon is a Docker daemon that answers. Make one with [Connect]; its methods are safe for concurrent use.
type Daemon struct {
	api *client.Client
	// Notes say in sentences what was found, and what testcontainers was told of it.
	Notes []string
}

// ErrNoDaemon is wrapped by the error of [Connect] when no Docker daemon answers.
var ErrNoDaemon = errors.New("no Docker daemon answers")

const (
	// ryukVariable and hostVariable are read by testcontainers. What is set by the user stays as it is.
	ryukVariable = "TESTCONTAINERS_RYUK_DISABLED"
	hostVariable = "TESTCONTAINERS_HOST_OVERRIDE"
	// insideFile is what testcontainers takes for a sign that it runs in a container, and the daemon outside of that.
	insideFile = "/.dockerenv"
	// ryukImage is the one that testcontainers v0.45 uses.
	ryukImage = "testcontainers/ryuk:0.14.0"
	// bridge is the network that every Docker daemon has.
	bridge = "bridge"
)

// Connect finds the daemon that the docker command would use (DOCKER_HOST, the current context, the usual socket).
func Connect(ctx context.Context) (*Daemon, error) {
	log.SetDefault(log.NewNoopLogger()) // what matters of its work is said in our own words
	// testcontainers would go on to another daemon than the one that was asked for.
	if _, asked := os.LookupEnv(client.EnvOverrideHost); asked {
		if err := answers(ctx); err != nil {
			return nil, noDaemon(err)
		}
	}
	d := &Daemon{}
	ryuk := d.decideRyuk(ctx)
	docker, err := testcontainers.NewDockerClientWithOpts(ctx)
	if err != nil {
		return nil, noDaemon(err)
	}
	d.api = docker.Client
	version, err := d.api.ServerVersion(ctx, client.ServerVersionOptions{})
	if err != nil {
		return nil, noDaemon(fmt.Errorf("%s: %w", d.api.DaemonHost(), err))
	}
	d.Notes = append(d.Notes, fmt.Sprintf("Docker %s at %s; %s", version.Version, d.api.DaemonHost(), ryuk))
	return d, d.decideHost(ctx)
}

// answers says whether the daemon does that the environment names.
func answers(ctx context.Context) error {
	api, err := client.New(client.FromEnv)
	if err != nil {
		return err
	}
	defer api.Close()
	_, err = api.Ping(ctx, client.PingOptions{})
	return err
}

func noDaemon(err error) error {
	return fmt.Errorf("%w, so nothing can be run in containers: %w (start one, set DOCKER_HOST, or run with embedded fakes and a command)", ErrNoDaemon, err)
}

// decideRyuk lets testcontainers use Ryuk, which removes what a dead tester left, where its image is at hand. It is not pulled:
// what it does is done without it as well.
func (d *Daemon) decideRyuk(ctx context.Context) (note string) {
	if set, ok := os.LookupEnv(ryukVariable); ok {
		return ryukVariable + " is " + set
	}
	if api, err := client.New(client.FromEnv); err == nil {
		defer api.Close()
		if _, err := api.ImageInspect(ctx, ryukImage); err == nil {
			return "with Ryuk (" + ryukImage + ")"
		}
	}
	_ = os.Setenv(ryukVariable, "true")
	return "without Ryuk (there is no " + ryukImage + "), duet removes what it makes"
}

// decideHost tells testcontainers that the daemon is on this machine, where it would think otherwise and that is so.
func (d *Daemon) decideHost(ctx context.Context) error {
	_, statErr := os.Stat(insideFile)
	if _, told := os.LookupEnv(hostVariable); told || os.IsNotExist(statErr) {
		return nil
	}
	network, err := d.api.NetworkInspect(ctx, bridge, client.NetworkInspectOptions{})
	if err != nil {
		return fmt.Errorf("look at Docker's network %q: %w", bridge, err)
	}
	for _, of := range network.Network.IPAM.Config {
		if isOurs(of.Gateway) {
			d.Notes = append(d.Notes, fmt.Sprintf("%s exists, and the daemon is on this machine all the same: %s is 127.0.0.1", insideFile, hostVariable))
			return os.Setenv(hostVariable, "127.0.0.1")
		}
	}
	return nil
}

// isOurs says whether an address is one of this machine's.
func isOurs(address netip.Addr) bool {
	ours, err := net.InterfaceAddrs()
	if err != nil {
		return false
	}
	for _, a := range ours {
		if prefix, err := netip.ParsePrefix(a.String()); err == nil && prefix.Addr().Unmap() == address.Unmap() {
			return true
		}
	}
	return false
}
