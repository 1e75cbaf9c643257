package gateway

import "sync"

// recent remembers the last things that it was shown, so that what comes twice is done once. The zero value remembers
// nothing yet. It is safe for concurrent use.
type recent struct {
	mu    sync.Mutex
	known map[string]bool
	order []string // oldest first
}

// recentMost bounds what is remembered. Teams gives up repeating a notification after 4 hours; this many messages in that
// time are more than a small gateway sees.
const recentMost = 1 << 16

// first says whether the key is new, and remembers it.
func (r *recent) first(key string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.known[key] {
		return false
	}
	if r.known == nil {
		r.known = map[string]bool{}
	}
	if len(r.order) == recentMost {
		delete(r.known, r.order[0])
		r.order = r.order[1:]
	}
	r.known[key] = true
	r.order = append(r.order, key)
	return true
}
