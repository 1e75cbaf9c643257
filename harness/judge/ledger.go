package judge

import "sync"

// Ledger holds what one purpose claimed, in order, so that the sweep at the end of the run can judge it again. The zero
// value is ready to use; its methods are safe for concurrent use.
type Ledger struct {
	mu     sync.Mutex
	claims []Claim
	stops  []Finding
}

// Enter adds a claim.
func (l *Ledger) Enter(c Claim) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.claims = append(l.claims, c)
}

// Stop adds a finding that ended the purpose before its claims could be made: the IUT refused to be told, a fake broke.
func (l *Ledger) Stop(f Finding) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.stops = append(l.stops, f)
}

// Claims returns what was claimed so far, oldest first.
func (l *Ledger) Claims() []Claim {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]Claim(nil), l.claims...)
}

// Stops returns the findings that ended the purpose early.
func (l *Ledger) Stops() []Finding {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]Finding(nil), l.stops...)
}
