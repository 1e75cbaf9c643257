package iut

import "sync"

// tailSize is how much of an implementation's output is kept: enough for the stack of a crash.
const tailSize = 64 << 10

// tail is a writer that keeps the last [tailSize] bytes. The zero value is empty and ready; it is safe for concurrent use.
type tail struct {
	mu    sync.Mutex
	kept  []byte
	total int64 // how much was written
}

func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept = append(t.kept, b...)
	t.total += int64(len(b))
	// Cut only at twice the size, so that a chatty implementation doesn't cost a copy of everything with each line.
	if len(t.kept) > 2*tailSize {
		t.kept = append(t.kept[:0], t.kept[len(t.kept)-tailSize:]...)
	}
	return len(b), nil
}

func (t *tail) String() string {
	text, _ := t.since(0, tailSize)
	return text
}

// length is how much was written.
func (t *tail) length() int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.total
}

// since is the last of what was written behind the first bytes, of which at most as many are returned, and how much is left out.
func (t *tail) since(first int64, most int) (text string, left int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	all := max(0, t.total-first)
	shown := min(all, int64(min(most, tailSize)), int64(len(t.kept)))
	return string(t.kept[int64(len(t.kept))-shown:]), all - shown
}
