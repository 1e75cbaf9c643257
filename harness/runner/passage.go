package runner

import (
	"context"
	"sync"
	"testing/synctest"
	"time"
)

// aftermath is how long what a purpose set off may go on in the bubble, and still be that purpose's. Answers are under way,
// and what was shown to somebody is noted down by the reference a moment later.
const aftermath = 100 * time.Millisecond

// passage knows during which purpose the reference passes the place of a fault. Nil tells nobody.
type passage struct {
	tell func(purpose, fault string)

	mu      sync.Mutex
	purpose string
	over    bool
}

func newPassage(tell func(purpose, fault string)) *passage {
	if tell == nil {
		return nil
	}
	return &passage{tell: tell}
}

// passed is for the reference to call; nil when nobody is told.
func (p *passage) passed() func(fault string) {
	if p == nil {
		return nil
	}
	return func(fault string) {
		p.mu.Lock()
		defer p.mu.Unlock()
		if !p.over {
			p.tell(p.purpose, fault)
		}
	}
}

// begin says that a purpose begins.
func (p *passage) begin(ctx context.Context, purpose string) {
	if p == nil {
		return
	}
	p.settle(ctx)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.purpose = purpose
}

// end says that the last purpose has ended.
func (p *passage) end(ctx context.Context) {
	if p == nil {
		return
	}
	p.settle(ctx)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.over = true
}

// settle waits, in the bubble's time, for the aftermath of what was played last.
func (p *passage) settle(ctx context.Context) {
	lapse(ctx, aftermath)
	synctest.Wait()
}

// lapse lets time go by in the bubble.
func lapse(ctx context.Context, while time.Duration) {
	over, cancel := context.WithTimeout(ctx, while)
	defer cancel()
	<-over.Done()
}
