package doctor

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/duet-conformance/duet/harness/iut"
	"github.com/duet-conformance/duet/harness/world"
)

// lookTime bounds one question to the surroundings: a name, a connection.
const lookTime = 3 * time.Second

// names checks that the names in the config can be resolved from here.
func names(ctx context.Context, cfg iut.Config) []Check {
	said := []struct{ key, name string }{{"ixit.listenHost", cfg.IXIT.ListenHost}}
	if cfg.Subject.Adapter == iut.AdapterRemote {
		said = append(said, struct{ key, name string }{"ixit.fakes.advertise", cfg.IXIT.Fakes.Name()})
	}
	var checks []Check
	for _, s := range said {
		what := "the name in " + s.key
		if net.ParseIP(s.name) != nil {
			checks = append(checks, good(what, "%s is an address, and needs no resolution", s.name))
			continue
		}
		ctx, cancel := context.WithTimeout(ctx, lookTime)
		found, err := net.DefaultResolver.LookupHost(ctx, s.name)
		cancel()
		if err != nil {
			checks = append(checks, bad(Tester, what, err.Error(),
				fmt.Sprintf("add %s to the DNS or to /etc/hosts, here and where the implementation runs, or state an address", s.name)))
			continue
		}
		checks = append(checks, good(what, "%s is %s", s.name, strings.Join(found, ", ")))
	}
	return checks
}

// ports checks that the stated addresses are free, unless the fakes are up there already.
func ports(ctx context.Context, of world.Config, at iut.Fakes) []Check {
	up, err := world.IsUp(ctx, of, at)
	if err != nil {
		return []Check{bad(Tester, "the fakes that are up", err.Error(), "stop that duet fakes up, and start it anew")}
	}
	if up {
		return []Check{good("the fakes", "they are up, and serve")}
	}
	var checks []Check
	for _, p := range []struct{ key, network, address string }{
		{"sfb.udp", "udp", iut.HostPort(at.Host, at.SfB.UDP)},
		{"sfb.tcp", "tcp", iut.HostPort(at.Host, at.SfB.TCP)},
		{"sfb.tls", "tcp", iut.HostPort(at.Host, at.SfB.TLS)},
		{"sfb.exchange", "tcp", iut.HostPort(at.Host, at.SfB.Exchange)},
		{"sfb.control", "tcp", iut.HostPort(at.Control, at.SfB.Control)},
		{"teams.http", "tcp", iut.HostPort(at.Host, at.Teams.HTTP)},
		{"teams.https", "tcp", iut.HostPort(at.Host, at.Teams.HTTPS)},
		{"teams.control", "tcp", iut.HostPort(at.Control, at.Teams.Control)},
	} {
		if err := free(p.network, p.address); err != nil {
			checks = append(checks, portTaken(p.key, p.address, err))
		}
	}
	if checks == nil {
		checks = append(checks, good("the stated ports", "all are free on %s, and %s for the control APIs", at.Host, at.Control))
	}
	return checks
}

func free(network, address string) error {
	if network == "udp" {
		pc, err := net.ListenPacket(network, address)
		if err != nil {
			return err
		}
		return pc.Close()
	}
	l, err := net.Listen(network, address)
	if err != nil {
		return err
	}
	return l.Close()
}

func portTaken(key, address string, err error) Check {
	key = "ixit.fakes." + key
	do := "state another port in " + key
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		do = fmt.Sprintf("find what listens there (ss -lpn), and end it, or %s", do)
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		do = "state an address of this machine in ixit.fakes.host and ixit.fakes.control (ip address lists them)"
	case errors.Is(err, syscall.EACCES):
		do += ", above 1023"
	}
	return bad(Tester, "the stated port "+key, fmt.Sprintf("%s is not free: %v", address, err), do)
}

// kept checks what is kept in the state directory for an implementation that was configured once.
func kept(of world.Config, at iut.Fakes, wrong error) Check {
	const what = "the certificate authority"
	if wrong != nil {
		return bad(Tester, what, wrong.Error(),
			fmt.Sprintf("remove the files in %s, and have the new %s trusted", at.State, filepath.Base(at.State)+"/ca.pem"))
	}
	if _, err := os.Stat(of.Kept.CAFile()); err != nil {
		return bad(Tester, what, err.Error(), "make "+at.State+" readable")
	}
	return good(what, "%s is valid until %s", of.Kept.CAFile(), of.Kept.Authority.Expires().UTC().Format(time.DateOnly))
}
