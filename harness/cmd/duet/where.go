package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/duet-conformance/duet/harness/iut"
	"github.com/spf13/cobra"
)

// fakesWhere takes what --fakes says over into the config, where it was said.
func fakesWhere(c *cobra.Command, fakes string, cfg *iut.Config) error {
	switch {
	case !c.Flags().Changed("fakes"):
	case fakes != iut.FakesEmbedded && fakes != iut.FakesContainers:
		return fmt.Errorf("--fakes %s: it must be %s or %s", fakes, iut.FakesEmbedded, iut.FakesContainers)
	default:
		cfg.IXIT.FakesIn = fakes
	}
	if noContainers != "" && cfg.InContainers() {
		return errors.New(noContainers)
	}
	if cfg.IXIT.FakesIn == iut.FakesContainers && cfg.Subject.Adapter == iut.AdapterRemote {
		return fmt.Errorf("--fakes %s: a remote implementation finds the fakes on the addresses of ixit.fakes, where no container is", fakes)
	}
	return nil
}

// registerFakes adds the option for [fakesWhere].
func registerFakes(c *cobra.Command, fakes *string) {
	c.Flags().StringVar(fakes, "fakes", iut.FakesEmbedded, "`where` the fakes run: embedded in this process, or in containers (default: ixit.fakesIn of the config)")
}

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

// unlessEmbedded writes the option for the command that repeats a run.
func unlessEmbedded(fakes string) string {
	if fakes == iut.FakesEmbedded {
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
