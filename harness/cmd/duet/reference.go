package main

import (
	"os"

	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/spf13/cobra"
)

func referenceCommand() *cobra.Command {
	var (
		faults      []string
		sessionOnly bool
		dialect     string
		routing     string
	)
	c := &cobra.Command{
		Use:   "reference",
		Short: "Serve as the reference implementation",
		Long: "Serve as the reference implementation, until SIGTERM. Where the world is comes from the environment variables\n" +
			"of the contract (DUET_SFB_PROXY, DUET_TEAMS_URL and so on), as for any implementation.",
		Args: cobra.NoArgs,
		RunE: work(func(c *cobra.Command) error {
			cfg, err := gateway.ConfigFromEnv(os.Getenv)
			if err != nil {
				return usage{err}
			}
			cfg.Faults, cfg.SessionOnly = faults, sessionOnly
			cfg.Dialect, cfg.Routing = dialect, routing
			g, err := gateway.New(cfg)
			if err != nil {
				return usage{err}
			}
			return g.Run(c.Context())
		}),
	}
	c.Flags().StringSliceVar(&faults, "fault", nil, "be wrong in the way with this `name` (see duet list --mutants)")
	c.Flags().BoolVar(&sessionOnly, "session-only", false, "refuse IMs outside of a session, as one that claims no pager mode does")
	c.Flags().StringVar(&dialect, "dialect", gateway.DialectPIDF, "the `dialect` of presence to speak: pidf or msrtc")
	c.Flags().StringVar(&routing, "routing", gateway.EndpointDecides, "`who` decides where an IM arrives: endpoint-decides, or registrar-decides, which needs the activity published")
	return c
}
