package main

import (
	"cmp"
	"fmt"
	"os"

	"github.com/duet-conformance/duet/fakes/authority"
	"github.com/duet-conformance/duet/fakes/sfb"
	"github.com/duet-conformance/duet/fakes/teams"
	"github.com/duet-conformance/duet/harness/world"
	"github.com/spf13/cobra"
)

// anyPort lets the kernel choose a port on the loopback interface.
const anyPort = "127.0.0.1:0"

func fakesCommand() *cobra.Command {
	c := &cobra.Command{
		Use:   "fakes",
		Short: "Serve the fakes alone",
		Long: "Serve both fakes for an implementation that runs by itself (up), or one of them alone, until it is interrupted.\n" +
			"Each prints where it serves, and is provisioned and read through its control API (PUT users, GET log, POST\n" +
			"faults, POST reset, under /control/v1).",
	}
	c.AddCommand(fakesUpCommand(), fakeSfBCommand(), fakeTeamsCommand())
	return c
}

func fakeSfBCommand() *cobra.Command {
	var (
		cfg                      sfb.Config
		ports                    world.SfBPorts
		caOut, caIn              string
		onPremises, onPremSecure string
		iutUDP, iutTCP, iutTLS   string
	)
	c := &cobra.Command{
		Use:   "sfb",
		Short: "Serve the SfB front end",
		Args:  cobra.NoArgs,
		RunE: work(func(c *cobra.Command) error {
			ca, err := authorityOf(caIn, caOut)
			if err != nil {
				return err
			}
			ports.ControlKey = os.Getenv(world.ControlKeyVariable)
			if onPremises != "" {
				ports.Hybrid = true
				ports.OnPremises = map[string]string{"udp": onPremises, "tcp": onPremises, "tls": onPremSecure}
			}
			if iutUDP+iutTCP+iutTLS != "" {
				ports.IUT = map[string]string{"udp": cmp.Or(iutUDP, anyPort), "tcp": cmp.Or(iutTCP, anyPort), "tls": cmp.Or(iutTLS, anyPort)}
			}
			server, err := world.ServeSfB(cfg, ports, ca)
			if err != nil {
				return err
			}
			for _, transport := range []string{"udp", "tcp", "tls"} {
				fmt.Fprintf(c.OutOrStdout(), "%-8s %s\n", transport, server.URI(transport))
			}
			fmt.Fprintf(c.OutOrStdout(), "%-8s %s\n", "control", server.ControlURL)
			fmt.Fprintf(c.OutOrStdout(), "%-8s %s\n", "exchange", server.ExchangeURL)
			<-c.Context().Done()
			return server.Close()
		}),
	}
	flags := c.Flags()
	flags.StringVar(&ports.Exchange, "exchange", anyPort, "serve the mailbox service on `host:port`")
	flags.StringVar(&cfg.Domain, "domain", world.Domain, "the SIP `domain`")
	flags.StringVar(&cfg.ServiceUser, "service-user", "interop-service", "the digest `name` of the account that may register any user")
	flags.StringVar(&cfg.ServicePassword, "service-password", "let the IUT in", "its `password`")
	flags.BoolVar(&cfg.Challenge, "challenge", true, "ask for digest credentials")
	flags.StringVar((*string)(&cfg.Routing), "routing", string(sfb.EndpointDecides), "`who` decides where an IM arrives: endpoint-decides or registrar-decides")
	flags.DurationVar(&cfg.MinExpires, "min-expires", 0, "answer 423 to a registration for less than this `time`")
	flags.StringVar(&ports.UDP, "udp", anyPort, "serve UDP on `host:port`")
	flags.StringVar(&ports.TCP, "tcp", anyPort, "serve TCP on `host:port`")
	flags.StringVar(&ports.TLS, "tls", anyPort, "serve TLS on `host:port`")
	flags.StringVar(&iutUDP, "iut-udp", "", "serve UDP for the implementation alone, which the tester can cut off, on `host:port`")
	flags.StringVar(&iutTCP, "iut-tcp", "", "the same for TCP on `host:port`")
	flags.StringVar(&iutTLS, "iut-tls", "", "the same for TLS on `host:port`")
	flags.StringVar(&ports.Control, "control", anyPort, "serve the control API on `host:port`")
	flags.StringVar(&onPremises, "on-premises", "", "have a pool on premises, which serves UDP and TCP on `host:port`")
	flags.StringVar(&onPremSecure, "on-premises-tls", "", "serve TLS at the pool on premises on `host:port`")
	flags.StringVar(&caOut, "ca-out", "", "write the certificate authority to a PEM `file`")
	flags.StringVar(&caIn, "authority", "", "use the certificate authority in this `directory` (ca.pem and ca.key)")
	return c
}

func fakeTeamsCommand() *cobra.Command {
	var (
		cfg   teams.Config
		ports world.TeamsPorts
		caOut string
		caIn  string
	)
	c := &cobra.Command{
		Use:   "teams",
		Short: "Serve the Teams chat backend",
		Args:  cobra.NoArgs,
		RunE: work(func(c *cobra.Command) error {
			ca, err := authorityOf(caIn, caOut)
			if err != nil {
				return err
			}
			ports.ControlKey = os.Getenv(world.ControlKeyVariable)
			server, err := world.ServeTeams(cfg, ports, ca)
			if err != nil {
				return err
			}
			fmt.Fprintf(c.OutOrStdout(), "%-8s %s\n%-8s %s\n%-8s %s\n", "http", server.URL, "https", server.SecureURL, "control", server.ControlURL)
			<-c.Context().Done()
			return server.Close()
		}),
	}
	flags := c.Flags()
	flags.StringVar(&cfg.Tenant, "tenant", world.Tenant, "the tenant's `GUID`")
	flags.StringVar(&cfg.ClientID, "client-id", world.ClientID, "the `GUID` of the implementation's OAuth client")
	flags.StringVar(&cfg.ClientSecret, "client-secret", "s3cret~of-one-run", "its `secret`")
	flags.StringVar(&ports.HTTP, "http", anyPort, "serve HTTP on `host:port`")
	flags.StringVar(&ports.HTTPS, "https", anyPort, "serve HTTPS on `host:port`")
	flags.StringVar(&ports.IUTHTTP, "iut-http", "", "serve HTTP for the implementation alone, which the tester can cut off, on `host:port`")
	flags.StringVar(&ports.IUTHTTPS, "iut-https", anyPort, "the same for HTTPS on `host:port`")
	flags.StringVar(&ports.Control, "control", anyPort, "serve the control API on `host:port`")
	flags.StringVar(&caOut, "ca-out", "", "write the certificate authority to a PEM `file`")
	flags.StringVar(&caIn, "authority", "", "use the certificate authority in this `directory` (ca.pem and ca.key)")
	return c
}

// authorityOf reads the certificate authority that a directory holds, or makes one when none is named. It writes its
// certificate to a file, when one is named.
func authorityOf(dir, file string) (*authority.Authority, error) {
	ca, err := authority.New("duet fakes")
	if dir != "" {
		ca, err = authority.Read(dir)
	}
	if err != nil || file == "" {
		return ca, err
	}
	if err := os.WriteFile(file, ca.PEM(), 0o644); err != nil {
		return nil, fmt.Errorf("write the certificate authority: %w", err)
	}
	return ca, nil
}
