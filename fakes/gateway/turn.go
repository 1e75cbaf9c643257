package gateway

import "context"

// turn is had by one at a time, for as long as Teams takes to answer. Unlike with a mutex, who waits for it can give up, and in
// virtual time the clock goes on meanwhile.
type turn chan struct{}

func newTurn() turn { return make(turn, 1) }

// take waits for the turn. Who has taken it must pass it on.
func (t turn) take(ctx context.Context) error {
	select {
	case t <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (t turn) pass() { <-t }
