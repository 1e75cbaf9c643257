package iut

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"time"
)

// hookTime bounds how long the program of [Subject.Restart] may take.
const hookTime = time.Minute

// What the program of [Subject.Restart] is called for, as its last argument.
const (
	hookStart = "start"
	hookStop  = "stop"
	hookKill  = "kill"
)

// Remote attends to an implementation that runs elsewhere, and runs before the tester comes and after it has gone. Its
// environment is what its vendor configured, once.
//
// Where subject.Restart names a program, the implementation is the tester's to start and to stop after all. It is called with
// one more argument, in the environment that [Command] would start the implementation in: "start" runs the implementation
// with the contract's variables of the environment, afresh if it runs already; "stop" asks it to stop, as SIGTERM does, and
// waits; "kill" ends it without asking. What it says is the output of the implementation. Where there is none, start and
// stop do nothing.
//
// Name, Restart, Dir and Env of the subject are used.
func Remote(subject Subject) Launcher { return remote{subject} }

type remote struct{ subject Subject }

func (l remote) Name() string      { return l.subject.Name }
func (l remote) Adapter() string   { return AdapterRemote }
func (l remote) Command() []string { return slices.Clone(l.subject.Restart) }

func (l remote) Start(ctx context.Context, env Env) (Process, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrNotStarted, l.subject.Name, err)
	}
	// The start's context bounds the start only, so what comes later hangs on one of its own.
	life, end := context.WithCancel(context.WithoutCancel(ctx))
	var p *process
	p = newProcess(l.subject.Name, func() { go l.farewell(life, env, p) }, func() {
		end()
		go l.finish(context.WithoutCancel(ctx), env, p)
	})
	if err := l.hook(ctx, hookStart, env, &p.output); err != nil {
		end()
		return nil, fmt.Errorf("%w: %w", ErrNotStarted, err)
	}
	return p, nil
}

// farewell lets the implementation stop, and ends the process with how that went, unless it is killed meanwhile.
func (l remote) farewell(ctx context.Context, env Env, p *process) {
	err := l.hook(ctx, hookStop, env, &p.output)
	switch {
	case ctx.Err() != nil: // finish ends it
	case err != nil:
		p.end("with an error: "+err.Error(), false)
	default:
		p.end("without an error", true)
	}
}

// finish kills the implementation, and ends the process.
func (l remote) finish(ctx context.Context, env Env, p *process) {
	if err := l.hook(ctx, hookKill, env, &p.output); err != nil {
		p.close(fmt.Errorf("%w: %w", ErrNotKilled, err))
		return
	}
	p.end("by a kill", false)
}

// hook calls the vendor's program, if there is one, and keeps what it says.
func (l remote) hook(ctx context.Context, what string, env Env, output *tail) error {
	if len(l.subject.Restart) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, hookTime)
	defer cancel()
	// Not a pipe: an implementation that the program leaves running in the background may go on to write.
	said, err := os.CreateTemp("", "duet-restart-*")
	if err != nil {
		return fmt.Errorf("keep what iut.restart says: %w", err)
	}
	defer os.Remove(said.Name())
	defer said.Close()

	command := append(slices.Clone(l.subject.Restart), what)
	cmd := exec.CommandContext(ctx, program(l.subject.Dir, command[0]), command[1:]...)
	cmd.Dir, cmd.Env = l.subject.Dir, environ(l.subject, env)
	cmd.Stdout, cmd.Stderr = said, said
	inOwnGroup(cmd)
	cmd.Cancel = func() error { killGroup(cmd); return nil }
	err = runOnThread(cmd)
	text, unread := os.ReadFile(said.Name())
	_, _ = output.Write(text)
	switch {
	case err == nil:
		return unread
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		err = fmt.Errorf("it took longer than %s", hookTime)
	case ctx.Err() != nil:
		err = ctx.Err()
	}
	return fmt.Errorf("iut.restart (%s): %w%s", strings.Join(command, " "), err, lastWords(string(text)))
}

// lastWords quotes the last line of an output, if there is any.
func lastWords(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	if last := lines[len(lines)-1]; last != "" {
		return "; it said: " + last
	}
	return ""
}

// runOnThread runs a command to its end on a thread of its own: on Linux a process lives no longer than the thread that started it.
func runOnThread(cmd *exec.Cmd) error {
	done := make(chan error)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		done <- cmd.Run()
	}()
	return <-done
}
