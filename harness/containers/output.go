package containers

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"
)

const (
	// serveTime bounds how long a fake may take from its start until it serves.
	serveTime = 15 * time.Second
	// outputKept is how much of a fake's output is kept.
	outputKept = 16 << 10
)

// output is the last of what a fake wrote, and how it ended. It is safe for concurrent use.
type output struct {
	mu    sync.Mutex
	kept  []byte
	how   string
	over  bool
	grown chan struct{} // closed and replaced with every change
}

func newOutput() *output { return &output{grown: make(chan struct{})} }

func (o *output) Write(b []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.kept = append(o.kept, b...)
	if len(o.kept) > outputKept {
		o.kept = append(o.kept[:0], o.kept[len(o.kept)-outputKept:]...)
	}
	o.tell()
	return len(b), nil
}

// end notes that the fake ended.
func (o *output) end(status int64, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.over, o.how = true, fmt.Sprintf("with exit status %d", status)
	if err != nil {
		o.how = fmt.Sprintf("in a way that could not be seen (%v)", err)
	}
	o.tell()
}

func (o *output) tell() {
	close(o.grown)
	o.grown = make(chan struct{})
}

// ended says whether and how the fake ended, in words that go on from "it ended".
func (o *output) ended() (how string, ended bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.how, o.over
}

// await waits until a text was written.
func (o *output) await(ctx context.Context, text string) error {
	for {
		o.mu.Lock()
		seen, over, how, grown := strings.Contains(string(o.kept), text), o.over, o.how, o.grown
		o.mu.Unlock()
		switch {
		case seen:
			return nil
		case over:
			return errors.New("it ended " + how)
		}
		select {
		case <-grown:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return string(o.kept)
}
