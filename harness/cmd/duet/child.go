package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"
)

// childGrace is how long a process that was asked to end has for it: to stop its implementation, to close its fakes, to
// write its report.
const childGrace = 45 * time.Second

// child is this program once more, as a process of its own.
type child struct {
	arguments []string
	// show is where its output goes as it comes; nil: nowhere.
	show io.Writer

	last tail
}

// exited is how a process ended.
type exited int

func (e exited) String() string {
	if e < 0 {
		return "by a signal"
	}
	return fmt.Sprintf("with exit status %d", int(e))
}

// run runs it to its end, and says how it ended. When the context ends it is asked to end (see [asPart]), and killed if it
// does not. An error means that nothing was run.
func (c *child) run(ctx context.Context) (exited, error) {
	self, err := os.Executable()
	if err != nil {
		return 0, fmt.Errorf("find the program that is running: %w", err)
	}
	cmd := exec.CommandContext(ctx, self, c.arguments...)
	cmd.Stderr = &c.last
	cmd.Stdout = &c.last
	if c.show != nil {
		cmd.Stdout = io.MultiWriter(&c.last, heedless{c.show})
	}
	in, err := cmd.StdinPipe()
	if err != nil {
		return 0, err
	}
	cmd.Cancel = func() error {
		_, _ = io.WriteString(in, context.Cause(ctx).Error()) // who is gone already need not know
		return in.Close()
	}
	cmd.WaitDelay = childGrace
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	_ = cmd.Wait() // how it ended says it all
	return exited(cmd.ProcessState.ExitCode()), nil
}

// lastWords are the last lines that it wrote, as the end of a sentence; "" if it wrote none.
func (c *child) lastWords() string {
	text := strings.TrimSpace(c.last.String())
	if text == "" {
		return ""
	}
	return "; the last that it wrote: " + text
}

// heedless writes to where nobody may read any more: that must not end who writes.
type heedless struct{ io.Writer }

func (w heedless) Write(b []byte) (int, error) {
	_, _ = w.Writer.Write(b)
	return len(b), nil
}

// tailSize is how much of the output of a process is kept.
const tailSize = 2 << 10

// tail keeps the end of what is written to it. It is safe for concurrent use.
type tail struct {
	mu   sync.Mutex
	kept bytes.Buffer
}

func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept.Write(b)
	if n := t.kept.Len(); n > tailSize {
		t.kept.Next(n - tailSize)
	}
	return len(b), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.kept.String()
}
