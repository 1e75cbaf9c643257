package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/duet-conformance/duet/harness/iut"
	"github.com/duet-conformance/duet/harness/world"
	"github.com/spf13/cobra"
)

const fakesUpLong = `Serve both fakes on the addresses that ixit.fakes states, until interrupted, for an implementation that is
configured once and runs by itself. It prints what to configure, and writes it to iut.env in the state directory,
and to docker.env as docker run --env-file takes it, beside the certificate authority; all of it is the same the next time. While the fakes are up, duet run with the
same configuration uses them, as often as you like.`

// envFile holds the contract's variables for a remote implementation, in the state directory. dockerFile does for docker run
// --env-file, which takes a quotation mark for what it is.
const (
	envFile    = "iut.env"
	dockerFile = "docker.env"
)

func fakesUpCommand() *cobra.Command {
	var config string
	c := &cobra.Command{
		Use:   "up",
		Short: "Serve both fakes for an implementation that already runs somewhere",
		Long:  fakesUpLong,
		Args:  cobra.NoArgs,
		RunE:  work(func(c *cobra.Command) error { return fakesUp(c, config) }),
	}
	c.Flags().StringVar(&config, "config", "duet.yaml", "the vendor's `file`, whose iut.adapter is remote")
	return c
}

func fakesUp(c *cobra.Command, config string) error {
	cfg, err := iut.Load(config)
	if err != nil {
		return usage{err}
	}
	if cfg.Subject.Adapter != iut.AdapterRemote {
		return usage{fmt.Errorf("%s: iut.adapter is %s: only a remote implementation needs fakes that are up beforehand", config, cfg.Subject.Adapter)}
	}
	here := cfg.Environments()[0]
	cfg = cfg.At(here)
	of, err := world.For(cfg, world.Network{})
	if err != nil {
		return err
	}
	places, end, err := world.Up(c.Context(), of, cfg.IXIT.Fakes)
	if err != nil {
		return err
	}
	out := c.OutOrStdout()
	fmt.Fprintf(out, "duet: both fakes are up, for %s (%s)\n", cfg.Subject.Name, here)
	fmt.Fprintf(out, "      control APIs, for duet alone: %s and %s\n", places.SfBControl, places.TeamsControl)
	if err := tellRemote(out, cfg, of); err != nil {
		_ = end()
		return err
	}
	fmt.Fprintln(out, "duet: they serve until you interrupt this (Ctrl-C)")
	<-c.Context().Done()
	return end()
}

// tellRemote says what a remote implementation has to be configured with, and writes it to a file that a shell can read.
func tellRemote(out io.Writer, cfg iut.Config, of world.Config) error {
	env := world.Told(of, cfg.IXIT.Fakes)
	fmt.Fprintf(out, "\nConfigure %s once with:\n\n", cfg.Subject.Name)
	for _, v := range env.Variables() {
		fmt.Fprintf(out, "  # %s\n  %s\n", v.Meaning, assigned(v))
	}
	path, err := keepEnv(env, cfg.IXIT.Fakes.State)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "\nThe same is in %s; in a shell: set -a; . %s; set +a\n", path, quoted(path))
	fmt.Fprintf(out, "For a container it is in %s: docker run --env-file\n\n", filepath.Join(cfg.IXIT.Fakes.State, dockerFile))
	return nil
}

// keepEnv writes the variables to the files in the state directory, and returns the path of the one for a shell.
func keepEnv(env iut.Env, state string) (path string, err error) {
	path = filepath.Join(state, envFile)
	var file strings.Builder
	for _, v := range env.Variables() {
		file.WriteString(assigned(v) + "\n")
	}
	for name, text := range map[string]string{envFile: file.String(), dockerFile: strings.Join(env.Environ(), "\n") + "\n"} {
		if err := os.WriteFile(filepath.Join(state, name), []byte(text), 0o600); err != nil {
			return "", fmt.Errorf("write down what the implementation is told: %w", err)
		}
	}
	return path, nil
}

// remind says, before a run, with what a remote implementation must be configured that nobody starts.
func remind(out io.Writer, cfg iut.Config) error {
	if cfg.Subject.Adapter != iut.AdapterRemote || len(cfg.Subject.Restart) > 0 {
		return nil
	}
	cfg = cfg.At(cfg.Environments()[0])
	of, err := world.For(cfg, world.Network{})
	if err != nil {
		return err
	}
	path, err := keepEnv(world.Told(of, cfg.IXIT.Fakes), cfg.IXIT.Fakes.State)
	if err == nil {
		fmt.Fprintf(out, "duet: %s must be running, with the variables of %s, within %s\n", cfg.Subject.Name, path, cfg.IXIT.Bounds.Ready)
	}
	return err
}

// assigned is a variable as a line of a shell.
func assigned(v iut.Variable) string { return v.Name + "=" + quoted(v.Value) }

// quoted is a text as one word of a shell.
func quoted(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }
