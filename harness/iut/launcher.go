package iut

import (
	"context"
	"errors"
)

// Launcher starts an implementation under test. It may be used again once the process that it started has ended, and a
// start after a stop is a restart of the same implementation.
type Launcher interface {
	// Name is the implementation's, as reports write it.
	Name() string
	// Adapter is how it is started: "reference", "command", "remote" or "in-process".
	Adapter() string
	// Command is the command line, for reports; nil when there is none.
	Command() []string
	// Start starts it in the given environment and returns at once; whether it is ready shows on the wire. An error wraps
	// [ErrNotStarted]: nothing runs then, and nothing can be said of the implementation. The context bounds the start,
	// not the life of what was started.
	Start(ctx context.Context, env Env) (Process, error)
}

// Process is an implementation that was started. Its methods are safe for concurrent use.
type Process interface {
	// Done is closed when it has ended, for whatever reason, and nothing of it is left running.
	Done() <-chan struct{}
	// Err says why it ended, in a sentence with its exit status or signal. It is nil before [Process.Done] is closed, and
	// after it when [Process.Stop] ended it and it went properly, or [Process.Kill] did. An end that nobody asked for wraps
	// [ErrEnded].
	Err() error
	// Output is the last of what it printed, at most 64 KiB.
	Output() string
	// Printed is how many bytes it has printed so far, as far as they have come to the tester, and PrintedSince the last of what
	// it printed behind the first bytes: at most as many as asked for, and 64 KiB; left is how many were left out.
	Printed() int64
	PrintedSince(first int64, most int) (text string, left int64)
	// Stop asks it to stop (SIGTERM, or the end of its context), and waits until it has. When the context ends before, it
	// is killed. It returns the same as [Process.Err]; a second Stop only waits.
	Stop(ctx context.Context) error
	// Kill ends it at once, without asking (SIGKILL; in the tester's process the end of its sockets and of its context), and
	// waits until it has ended. It returns the same as [Process.Err]: nil, unless it had ended already. When the context ends
	// before, it wraps [ErrNotKilled].
	Kill(ctx context.Context) error
	// Pause halts it where it stands (SIGSTOP; in the tester's process its sockets stand still), and Unpause lets it go on. An
	// error wraps [ErrNotPaused].
	Pause() error
	Unpause() error
}

// What can go wrong with an implementation as a process.
var (
	// ErrNotStarted is about the tester or its configuration: there is no such command.
	ErrNotStarted = errors.New("the IUT could not be started")
	// ErrEnded is about the implementation: it went away while it was needed.
	ErrEnded = errors.New("the IUT ended by itself")
	// ErrNotStopped is about the implementation: it was asked to stop and did not go properly.
	ErrNotStopped = errors.New("the IUT did not stop properly")
	// ErrNotKilled is about the tester or its machine: what was killed is still there.
	ErrNotKilled = errors.New("the IUT could not be killed")
	// ErrNotPaused is about the tester or its machine: it can't be halted, or not let go on.
	ErrNotPaused = errors.New("the IUT could not be paused or unpaused")
	// ErrNotReady is about the implementation: it was started, and does not serve.
	ErrNotReady = errors.New("the IUT did not become ready")
	// ErrNotRecovered is about the implementation: what was broken around it is whole again, and it does not serve as before.
	ErrNotRecovered = errors.New("the IUT does not serve as before")
)
