package iut

import (
	"context"
	"errors"
	"io"
	"testing"
	"time"
)

// Killing asks for nothing, so it is no failure of who is deaf; but one that had ended before was not killed.
func TestCommandIsKilled(t *testing.T) {
	for _, role := range []string{"tell", "deaf", "parent"} {
		p := start(t, playing(t, role), Env{})
		says(t, p, map[string]string{"tell": "up", "deaf": "deaf", "parent": "child"}[role])
		for range 2 {
			if err := p.Kill(t.Context()); err != nil {
				t.Errorf("%s: to be killed is no error, and gave %v", role, err)
			}
		}
		if err := p.Stop(t.Context()); err != nil {
			t.Errorf("%s: a stop after that gave %v", role, err)
		}
	}
	p := start(t, playing(t, "die"), Env{})
	wants(t, ended(t, p), ErrEnded)
	wants(t, p.Kill(t.Context()), ErrEnded, "exit status 3")
}

func TestInProcessIsKilled(t *testing.T) {
	var cause error
	p := start(t, InProcess("gw", func(ctx context.Context, _ func(string) string, _ io.Writer) error {
		<-ctx.Done()
		cause = context.Cause(ctx)
		return errors.New("no farewell")
	}), Env{})
	if err := p.Kill(t.Context()); err != nil || !errors.Is(cause, ErrKilled) {
		t.Errorf("killed with the error %v, and told %v", err, cause)
	}
	hung := make(chan struct{})
	defer close(hung)
	p = start(t, InProcess("gw", func(context.Context, func(string) string, io.Writer) error {
		<-hung
		return nil
	}), Env{})
	soon, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	wants(t, p.Kill(soon), ErrNotKilled, "gw was still there")
}
