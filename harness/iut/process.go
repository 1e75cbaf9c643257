package iut

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// process is what the adapters have in common: how an end is told, and how one is asked for.
type process struct {
	name    string
	ask     func()       // asks it to stop; may be called when it has ended
	kill    func()       // ends it; may be called when it has ended
	halt    func() error // pauses it; nil when that can't be done
	letGo   func() error // unpauses it
	started time.Time
	output  tail
	done    chan struct{}

	mu     sync.Mutex
	asked  bool
	killed bool // because it did not stop
	slain  bool // because that was wanted
	err    error
}

var _ Process = (*process)(nil)

func newProcess(name string, ask, kill func()) *process {
	return &process{name: name, ask: ask, kill: kill, started: time.Now(), done: make(chan struct{})}
}

// end records how it ended, in words that go on from "it ended"; proper says whether that is how one ends that was asked
// to stop. The adapter calls it once.
func (p *process) end(how string, proper bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	after := time.Since(p.started).Round(time.Millisecond)
	switch {
	case p.slain:
	case p.killed:
		p.err = fmt.Errorf("%w: %s was asked to stop, was still there when the bound for that passed, and was killed", ErrNotStopped, p.name)
	case !p.asked:
		p.err = fmt.Errorf("%w: %s ended %s, %v after its start", ErrEnded, p.name, how, after)
	case !proper:
		p.err = fmt.Errorf("%w: %s was asked to stop and ended %s", ErrNotStopped, p.name, how)
	}
	close(p.done)
}

// close ends it like [process.end], with an error that the adapter knows better.
func (p *process) close(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.err = err
	close(p.done)
}

func (p *process) Done() <-chan struct{} { return p.done }

func (p *process) Err() error {
	select {
	case <-p.done:
		p.mu.Lock()
		defer p.mu.Unlock()
		return p.err
	default:
		return nil
	}
}

func (p *process) Output() string { return p.output.String() }

func (p *process) Printed() int64 { return p.output.length() }

func (p *process) PrintedSince(first int64, most int) (text string, left int64) {
	return p.output.since(first, most)
}

func (p *process) Stop(ctx context.Context) error {
	if p.first(&p.asked) {
		p.ask()
	}
	select {
	case <-p.done:
	case <-ctx.Done():
		if p.first(&p.killed) {
			p.kill()
		}
		<-p.done
	}
	return p.Err()
}

func (p *process) Kill(ctx context.Context) error {
	if p.first(&p.slain) {
		p.kill()
	}
	select {
	case <-p.done:
		return p.Err()
	case <-ctx.Done():
		return fmt.Errorf("%w: %s was still there when the bound for that passed", ErrNotKilled, p.name)
	}
}

// errCantPause is for who is no process of its own that the tester can reach.
var errCantPause = errors.New("it is no process or container of its own here")

func (p *process) Pause() error { return p.stand(p.halt) }

func (p *process) Unpause() error { return p.stand(p.letGo) }

func (p *process) stand(how func() error) error {
	err := errCantPause
	if how != nil {
		err = how()
	}
	if err != nil {
		return fmt.Errorf("%w: %s: %w", ErrNotPaused, p.name, err)
	}
	return nil
}

// first sets a flag of a process that has not ended, and says whether it was the caller who did.
func (p *process) first(flag *bool) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	select {
	case <-p.done:
		return false
	default:
	}
	was := *flag
	*flag = true
	return !was
}
