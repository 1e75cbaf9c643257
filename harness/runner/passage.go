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
	purpose *string // nil when the last one has ended
}

func newPassage(tell func(purpose, fault string)) *passage {
	if tell == nil {
		return nil
	}
	return &passage{tell: tell, purpose: new(string)}
}

// passed is for the reference to call; nil when nobody is told.
func (p *passage) passed() func(fault string) {
	if p == nil {
		return nil
	}
	return func(fault string) {
		p.mu.Lock()
		defer p.mu.Unlock()
		if p.purpose != nil {
			p.tell(*p.purpose, fault)
		}
	}
}

// turn says that a purpose begins once the aftermath of what was played last is over, in the bubble's time. Nil says that the last
// one has ended.
func (p *passage) turn(ctx context.Context, purpose *string) {
	if p == nil {
		return
	}
	lapse(ctx, aftermath)
	synctest.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.purpose = purpose
}
