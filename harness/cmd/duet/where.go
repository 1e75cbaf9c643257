package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/duet-conformance/duet/harness/containers"
	"github.com/duet-conformance/duet/harness/iut"
	"github.com/duet-conformance/duet/harness/report"
	"github.com/duet-conformance/duet/harness/runner"
	"github.com/spf13/cobra"
)

// Where the fakes of a run may be.
const (
	fakesEmbedded   = "embedded"
	fakesContainers = "containers"
)

// override names another implementation than the config does. What is claimed of it, and every bound, stays as the config has
// it: without one, everything is claimed.
func override(cfg *iut.Config, by string) error {
	kind, what, _ := strings.Cut(by, ":")
	if by == "" {
		return nil
	}
	subject := iut.Subject{Adapter: kind, Env: cfg.Subject.Env}
	switch words := strings.Fields(what); {
	case kind == iut.AdapterReference && what == "":
		subject.Name, subject.Env = iut.Default().Subject.Name, nil
	case kind == iut.AdapterRemote && what == "":
		if cfg.Subject.Adapter != iut.AdapterRemote {
			return fmt.Errorf("--iut remote needs a --config with the adapter remote, which says where the fakes serve")
		}
		return nil
	case kind == iut.AdapterCommand && len(words) > 0:
		subject.Name, subject.Command = filepath.Base(words[0]), words
	case kind == iut.AdapterImage && len(words) == 1:
		subject.Name, subject.Image = words[0], words[0]
		if cfg.Subject.Adapter == iut.AdapterImage {
			subject.Command = cfg.Subject.Command
		}
	default:
		return fmt.Errorf("--iut %s: it must be reference, command:PROGRAM ARGUMENTS, image:NAME or remote", by)
	}
	cfg.Subject = subject
	return nil
}

// wanted checks that the run's ways go together.
func wanted(f runFlags, cfg iut.Config) error {
	switch {
	case f.fakes != fakesEmbedded && f.fakes != fakesContainers:
		return fmt.Errorf("--fakes %s: it must be %s or %s", f.fakes, fakesEmbedded, fakesContainers)
	case f.fakes == fakesContainers && cfg.Subject.Adapter == iut.AdapterRemote:
		return fmt.Errorf("--fakes %s: a remote implementation finds the fakes on the addresses of ixit.fakes, where no container is", f.fakes)
	}
	return nil
}

// inContainers says whether anything of the run is in a container.
func (f *runFlags) inContainers(subject iut.Subject) bool {
	return f.fakes == fakesContainers || subject.Adapter == iut.AdapterImage
}

// alone plays a part that lies in one environment in this process. It opens what the run needs in containers, if anything,
// says what it found, and removes all of it in the end.
func (f *runFlags) alone(ctx context.Context, c *cobra.Command, opts runner.Options) (report.Result, error) {
	subject := opts.Config.Subject
	image := subject.Adapter == iut.AdapterImage
	if !f.inContainers(subject) {
		return runner.Run(ctx, opts)
	}
	daemon, err := containers.Connect(ctx)
	if err != nil {
		return report.Result{}, err
	}
	for _, note := range daemon.Notes {
		fmt.Fprintf(c.OutOrStdout(), "containers: %s\n", note)
	}
	group, err := daemon.Open(ctx)
	if err != nil {
		return report.Result{}, err
	}
	defer func() {
		if err := group.Close(); err != nil {
			fmt.Fprintf(c.ErrOrStderr(), "duet: %v; duet clean removes what is left\n", err)
		}
	}()
	// The implementation, and the fakes that are not in containers, listen where containers can reach them.
	opts.Config.IXIT.ListenHost = group.Gateway()
	if image {
		opts.Launcher = group.IUT(subject)
	}
	if f.fakes == fakesContainers {
		opts.Fakes = group.Fakes(image)
	} else {
		opts.Network.Dial = group.Dial
	}
	return runner.Run(ctx, opts)
}

// unlessEmbedded writes the option for the command that repeats a run.
func unlessEmbedded(fakes string) string {
	if fakes == fakesEmbedded {
		return ""
	}
	return fakes
}

// shellWord is a text as one word of a shell, without needless quotes.
func shellWord(text string) string {
	if strings.ContainsRune(text, ' ') {
		return quoted(text)
	}
	return text
}
