package gateway

import (
	"fmt"

	"github.com/emiago/sipgo/sip"
)

// forgets says which requests a faulty gateway takes for new when they come again; nil: none.
func (g *Gateway) forgets() func(*sip.Request) bool {
	switch f := g.faults; {
	case f.has(TakesRepeatedInvitations):
		return func(req *sip.Request) bool { return req.Method == sip.INVITE }
	case f.has(TakesRepeatedMessages):
		return func(req *sip.Request) bool { return req.Method == sip.MESSAGE }
	}
	return nil
}

// renamed gives a message that may be a repetition a name of its own, so that nobody can tell.
func (g *Gateway) renamed(id string) string {
	if g.forgets() == nil {
		return id
	}
	return fmt.Sprintf("%s;%d", id, g.fromSfB.Add(1))
}
