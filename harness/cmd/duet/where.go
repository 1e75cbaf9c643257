package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/duet-conformance/duet/harness/iut"
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
	case noContainers != "" && f.inContainers(cfg.Subject):
		return errors.New(noContainers)
	case f.fakes == fakesContainers && cfg.Subject.Adapter == iut.AdapterRemote:
		return fmt.Errorf("--fakes %s: a remote implementation finds the fakes on the addresses of ixit.fakes, where no container is", f.fakes)
	}
	return nil
}

// inContainers says whether anything of the run is in a container.
func (f *runFlags) inContainers(subject iut.Subject) bool {
	return f.fakes == fakesContainers || subject.Adapter == iut.AdapterImage
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
