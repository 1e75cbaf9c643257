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
			g, err := gateway.New(cfg)
			if err != nil {
				return usage{err}
			}
			return g.Run(c.Context())
		}),
	}
	c.Flags().StringSliceVar(&faults, "fault", nil, "be wrong in the way with this `name` (see duet list --mutants)")
	c.Flags().BoolVar(&sessionOnly, "session-only", false, "refuse IMs outside of a session, as one that claims no pager mode does")
	return c
}
