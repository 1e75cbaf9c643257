package iut

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"strings"

	"github.com/duet-conformance/duet/fakes/gateway"
)

// Reference launches the reference implementation in the tester's process. Of the config only what a gateway can't learn
// from its environment is used: SessionOnly, Faults, Passed, the sockets, Timers and Log (nil: into the process's output).
func Reference(config gateway.Config) Launcher {
	name := Default().Subject.Name
	if len(config.Faults) > 0 {
		name += " with " + strings.Join(config.Faults, ", ")
	}
	return reference{config: config, inProcess: inProcess{name: name, adapter: AdapterReference}}
}

type reference struct {
	inProcess
	config gateway.Config
}

// Start refuses a fault that doesn't exist, so that a misspelt one is not taken for a fault of the implementation.
func (l reference) Start(ctx context.Context, env Env) (Process, error) {
	for _, name := range l.config.Faults {
		if _, err := gateway.FaultNamed(name); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrNotStarted, err)
		}
	}
	plug := newPlug()
	return l.start(ctx, env, func(ctx context.Context, getenv func(string) string, output io.Writer) error {
		return l.serve(ctx, getenv, output, plug)
	}, plug)
}

func (l reference) serve(ctx context.Context, getenv func(string) string, output io.Writer, plug *plug) error {
	told, err := gateway.ConfigFromEnv(getenv)
	if err != nil {
		return err
	}
	own := plug.behind(l.config)
	told.SessionOnly, told.Faults, told.Passed, told.Timers, told.Log = own.SessionOnly, own.Faults, own.Passed, own.Timers, own.Log
	told.Dial, told.Listen, told.ListenPacket, told.Killed = own.Dial, own.Listen, own.ListenPacket, own.Killed
	if told.Log == nil {
		told.Log = slog.New(slog.NewTextHandler(output, nil))
	}
	g, err := gateway.New(told)
	if err != nil {
		return err
	}
	return g.Run(ctx)
}

// Launcher is the one that the config asks for.
func (c Config) Launcher() Launcher {
	switch c.Subject.Adapter {
	case AdapterCommand:
		return Command(c.Subject)
	case AdapterRemote:
		return Remote(c.Subject)
	}
	return Reference(gateway.Config{SessionOnly: c.ICS.SessionOnly()})
}
