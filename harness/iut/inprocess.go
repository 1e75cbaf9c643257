package iut

import (
	"context"
	"fmt"
	"io"
	"runtime/debug"
)

// Run is an implementation that lives in the tester's process: it reads the contract's variables with getenv, prints what
// it has to say to output, serves until the context ends, and returns nil after a proper end. It must not share state
// with another Run.
type Run func(ctx context.Context, getenv func(string) string, output io.Writer) error

// InProcess launches an implementation as a goroutine of the tester. It is for a vendor whose implementation is a Go
// package, and for the reference; a panic in the goroutine that called run is an end like any other, one in a goroutine
// that run started ends the tester.
func InProcess(name string, run Run) Launcher {
	return inProcess{name: name, adapter: "in-process", run: run}
}

type inProcess struct {
	name, adapter string
	run           Run
}

func (l inProcess) Name() string      { return l.name }
func (l inProcess) Adapter() string   { return l.adapter }
func (l inProcess) Command() []string { return nil }

func (l inProcess) Start(ctx context.Context, env Env) (Process, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrNotStarted, l.name, err)
	}
	// The start's context bounds the start only, so the life of the goroutine hangs on one of its own.
	life, stop := context.WithCancel(context.WithoutCancel(ctx))
	p := newProcess(l.name, stop, stop)
	go func() {
		defer stop()
		p.end(l.guard(life, env, &p.output))
	}()
	return p, nil
}

// guard runs the implementation and turns a panic into the sentence that says so.
func (l inProcess) guard(ctx context.Context, env Env, output io.Writer) (how string, proper bool) {
	defer func() {
		if crash := recover(); crash != nil {
			fmt.Fprintf(output, "panic: %v\n\n%s", crash, debug.Stack())
			how, proper = fmt.Sprintf("with a panic: %v", crash), false
		}
	}()
	if err := l.run(ctx, env.Getenv, output); err != nil {
		return "with an error: " + err.Error(), false
	}
	return "without an error", true
}
