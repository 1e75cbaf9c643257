package iut

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

// pipeGrace is how long the output of a process is still read after it ended, for the case that a child which it left
// behind holds the pipe open. The child is killed then.
const pipeGrace = 250 * time.Millisecond

// Command launches a program as a process of its own, in a process group of its own, so that what it starts ends with
// it. It gets the tester's environment without the contract's names, then subject.Env, then the contract's variables.
// Name, Command, Dir and Env of the subject are used; a relative program or an empty Dir is taken from the tester's
// working directory.
func Command(subject Subject) Launcher { return command{subject} }

type command struct{ subject Subject }

func (l command) Name() string      { return l.subject.Name }
func (l command) Adapter() string   { return AdapterCommand }
func (l command) Command() []string { return slices.Clone(l.subject.Command) }

func (l command) Start(ctx context.Context, env Env) (Process, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrNotStarted, l.subject.Name, err)
	}
	if len(l.subject.Command) == 0 {
		return nil, fmt.Errorf("%w: %s has no command", ErrNotStarted, l.subject.Name)
	}
	cmd := exec.Command(program(l.subject.Dir, l.subject.Command[0]), l.subject.Command[1:]...)
	cmd.Dir = l.subject.Dir
	cmd.Env = environ(l.subject, env)
	cmd.WaitDelay = pipeGrace
	inOwnGroup(cmd)

	p := newProcess(l.subject.Name, func() { terminateGroup(cmd) }, func() { killGroup(cmd) })
	p.halt, p.letGo = func() error { return haltGroup(cmd) }, func() error { return resumeGroup(cmd) }
	cmd.Stdout, cmd.Stderr = &p.output, &p.output
	if err := attend(cmd, p); err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrNotStarted, strings.Join(l.subject.Command, " "), err)
	}
	return p, nil
}

// attend starts the command and stays with it until it has ended, on a thread of its own: on Linux the process lives no
// longer than the thread that started it.
func attend(cmd *exec.Cmd, p *process) error {
	started := make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		started <- err
		if err != nil {
			return
		}
		err = cmd.Wait()
		killGroup(cmd) // what it left behind
		p.end(exit(cmd.ProcessState, err))
	}()
	return <-started
}

// environ is the tester's environment without the contract's names, then the subject's own variables, then the contract's.
func environ(subject Subject, env Env) []string {
	all := withoutContract(os.Environ())
	for _, name := range slices.Sorted(maps.Keys(subject.Env)) {
		all = append(all, name+"="+subject.Env[name])
	}
	return append(all, env.Environ()...)
}

// program is the first word of a command, found from a directory when it is a path.
func program(dir, word string) string {
	if !strings.ContainsRune(word, filepath.Separator) || filepath.IsAbs(word) {
		return word
	}
	if abs, err := filepath.Abs(filepath.Join(dir, word)); err == nil {
		return abs
	}
	return word
}

// exit puts the end of a process in words that go on from "it ended". Only status 0 is proper: the contract asks for it,
// and a process that dies of the SIGTERM had no chance to withdraw what it registered.
func exit(state *os.ProcessState, err error) (how string, proper bool) {
	switch {
	case state == nil:
		return fmt.Sprintf("in a way that could not be seen (%v)", err), false
	case state.Success():
		if err != nil && !errors.Is(err, exec.ErrWaitDelay) {
			return fmt.Sprintf("with exit status 0, but its output could not be read (%v)", err), true
		}
		return "with exit status 0", true
	case state.Exited():
		return fmt.Sprintf("with exit status %d", state.ExitCode()), false
	default:
		return "by a " + state.String(), false
	}
}
