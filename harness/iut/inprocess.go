package iut

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
)

// Run is an implementation that lives in the tester's process: it reads the contract's variables with getenv, prints what
// it has to say to output, serves until the context ends, and returns nil after a proper end. When the tester kills it, the
// cause of that end ([context.Cause]) is [ErrKilled]: then it must close its sockets and return, and take leave of nobody. It
// must not share state with another Run.
type Run func(ctx context.Context, getenv func(string) string, output io.Writer) error

// InProcess launches an implementation as a goroutine of the tester. It is for a vendor whose implementation is a Go
// package, and for the reference; a panic in the goroutine that called run is an end like any other, one in a goroutine
// that run started ends the tester.
func InProcess(name string, run Run) Launcher {
	return inProcess{name: name, adapter: AdapterInProcess, run: run}
}

// AdapterInProcess is the adapter of [InProcess], which no config names.
const AdapterInProcess = "in-process"

// ErrKilled is the cause of the end of an implementation's context when the tester kills it.
var ErrKilled = errors.New("the IUT is killed")

type inProcess struct {
	name, adapter string
	run           Run
}

func (l inProcess) Name() string      { return l.name }
func (l inProcess) Adapter() string   { return l.adapter }
func (l inProcess) Command() []string { return nil }

func (l inProcess) Start(ctx context.Context, env Env) (Process, error) {
	return l.start(ctx, env, l.run, nil)
}

// start starts run, whose sockets are behind the plug; nil: they are its own.
func (l inProcess) start(ctx context.Context, env Env, run Run, plug *plug) (Process, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrNotStarted, l.name, err)
	}
	// The start's context bounds the start only, so the life of the goroutine hangs on one of its own.
	life, end := context.WithCancelCause(context.WithoutCancel(ctx))
	kill := func() {
		if plug != nil {
			plug.pull()
		}
		end(ErrKilled)
	}
	p := newProcess(l.name, func() { end(nil) }, kill)
	if plug != nil {
		p.halt, p.letGo = plug.freeze, plug.thaw
	}
	go func() {
		defer end(nil)
		p.end(guard(life, run, env, &p.output))
	}()
	return p, nil
}

// guard runs the implementation and turns a panic into the sentence that says so.
func guard(ctx context.Context, run Run, env Env, output io.Writer) (how string, proper bool) {
	defer func() {
		if crash := recover(); crash != nil {
			fmt.Fprintf(output, "panic: %v\n\n%s", crash, debug.Stack())
			how, proper = fmt.Sprintf("with a panic: %v", crash), false
		}
	}()
	if err := run(ctx, env.Getenv, output); err != nil {
		return "with an error: " + err.Error(), false
	}
	return "without an error", true
}
