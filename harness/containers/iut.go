package containers

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/duet-conformance/duet/harness/iut"
)

const (
	// roleIUT is the implementation's name on the network, and the host that it is told to listen on.
	roleIUT = "iut"
	// caFile is where the container of an implementation has the run's certificate authority.
	caFile = "/duet-ca.pem"
)

// IUT launches an implementation in a container of the group. Name, Image, Command (instead of the image's own) and Env of the
// subject are used. A start after a stop starts the same container again, with what it wrote to its file system.
func (g *Group) IUT(subject iut.Subject) iut.Launcher { return &launcher{group: g, subject: subject} }

// Named is a launcher that says what would be launched, and launches nothing, for where a run is only spoken of.
func Named(subject iut.Subject) iut.Launcher { return &launcher{subject: subject} }

type launcher struct {
	group   *Group
	subject iut.Subject

	mu   sync.Mutex
	made *container // nil until the first start
}

func (l *launcher) Name() string    { return l.subject.Name }
func (l *launcher) Adapter() string { return iut.AdapterImage }
func (l *launcher) Command() []string {
	return append([]string{l.subject.Image}, l.subject.Command...)
}

func (l *launcher) Start(ctx context.Context, env iut.Env) (iut.Process, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.make(ctx, env); err != nil {
		return nil, fmt.Errorf("%w: %s: %w", iut.ErrNotStarted, l.subject.Name, err)
	}
	c := l.made
	process, output, end := iut.Attend(l.subject.Name, func() { c.signal("SIGTERM") }, func() { c.signal("SIGKILL") }, c.pause, c.unpause)
	err := c.start(ctx, output, func(status int64, err error) {
		if err != nil {
			end(fmt.Sprintf("in a way that could not be seen (%v)", err), false)
			return
		}
		end(fmt.Sprintf("with exit status %d", status), status == 0)
	})
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", iut.ErrNotStarted, l.subject.Name, err)
	}
	return process, nil
}

// make makes the container, if that has not been done.
func (l *launcher) make(ctx context.Context, env iut.Env) error {
	if l.made != nil {
		return nil
	}
	if l.group == nil {
		return errors.New("it is a container image, and nothing was opened to run containers in")
	}
	s := spec{role: roleIUT, image: l.subject.Image, args: slices.Clone(l.subject.Command), env: maps.Clone(l.subject.Env), files: map[string][]byte{}}
	if s.env == nil {
		s.env = map[string]string{}
	}
	if env.CAFile != "" {
		authority, err := os.ReadFile(env.CAFile)
		if err != nil {
			return fmt.Errorf("read the certificate authority of the run: %w", err)
		}
		s.files[caFile], env.CAFile = authority, caFile
	}
	env.ListenHost = roleIUT
	for _, line := range env.Environ() {
		name, value, _ := strings.Cut(line, "=")
		s.env[name] = value
	}
	var err error
	l.made, err = l.group.create(ctx, s)
	return err
}
