package sipwire

import "sync"

// serial runs functions one after the other in the order in which they were given, on the goroutine of whoever found it
// idle. So the callbacks of a transaction never overlap, although responses, timers and closing flows come from different
// goroutines, and a callback may call the transaction again.
type serial struct {
	mu      sync.Mutex
	waiting []func()
	running bool
}

func (s *serial) do(f func()) {
	s.mu.Lock()
	s.waiting = append(s.waiting, f)
	if s.running {
		s.mu.Unlock()
		return
	}
	s.running = true
	for len(s.waiting) > 0 {
		next := s.waiting[0]
		s.waiting = s.waiting[1:]
		s.mu.Unlock()
		next()
		s.mu.Lock()
	}
	s.running = false
	s.mu.Unlock()
}
