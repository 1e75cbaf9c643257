package gateway

import "sync"

// serial does jobs one after the other, in the order in which they were given, on a goroutine that ends when there is
// nothing left to do. Make one with newSerial; it is safe for concurrent use.
type serial struct {
	start func(job func()) // starts a goroutine that the gateway waits for

	mu      sync.Mutex
	jobs    []func()
	running bool
}

func newSerial(start func(job func())) *serial { return &serial{start: start} }

// do adds a job, and returns at once.
func (s *serial) do(job func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.jobs = append(s.jobs, job)
	if !s.running {
		s.running = true
		s.start(s.work)
	}
}

// waiting is how many jobs have not begun.
func (s *serial) waiting() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.jobs)
}

func (s *serial) work() {
	for {
		s.mu.Lock()
		if len(s.jobs) == 0 {
			s.running = false
			s.mu.Unlock()
			return
		}
		job := s.jobs[0]
		s.jobs = s.jobs[1:]
		s.mu.Unlock()
		job()
	}
}
