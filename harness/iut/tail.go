package iut

import "sync"

// tailSize is how much of an implementation's output is kept: enough for the stack of a crash.
const tailSize = 64 << 10

// tail is a writer that keeps the last [tailSize] bytes. The zero value is empty and ready; it is safe for concurrent use.
type tail struct {
	mu   sync.Mutex
	kept []byte
}

func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept = append(t.kept, b...)
	// Cut only at twice the size, so that a chatty implementation doesn't cost a copy of everything with each line.
	if len(t.kept) > 2*tailSize {
		t.kept = append(t.kept[:0], t.kept[len(t.kept)-tailSize:]...)
	}
	return len(b), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.kept[max(0, len(t.kept)-tailSize):])
}
