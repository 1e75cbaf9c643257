package world

import (
	"sync"

	"github.com/duet-conformance/duet/harness/people"
)

// castOnStage are all people who have come on. They stay until the world closes, so that a stray copy which comes after
// their purpose has ended is still shown to somebody.
type castOnStage struct {
	mu     sync.Mutex
	people []*people.Person
}

func (c *castOnStage) enter(p *people.Person) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.people = append(c.people, p)
}

// everybody who is on, in the order in which they came.
func (c *castOnStage) everybody() []*people.Person {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]*people.Person(nil), c.people...)
}

// leave lets everybody go, side by side, for each waits for answers from the fakes.
func (c *castOnStage) leave() {
	var leaving sync.WaitGroup
	for _, p := range c.everybody() {
		leaving.Go(p.Leave)
	}
	leaving.Wait()
}
