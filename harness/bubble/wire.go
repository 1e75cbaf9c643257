package bubble

import (
	"io"
	"net"
	"os"
	"sync"
	"syscall"
	"time"
)

// capacity is how much may be on a wire before its writer has to wait, or, for datagrams, before they are lost.
const capacity = 4 << 20

// wire carries bytes in one direction, in the pieces in which they were written.
type wire struct {
	mu      sync.Mutex
	changed chan struct{} // closed when anything below changes; nil while nobody waits for that
	pieces  []piece
	size    int
	ended   bool // nothing more is written
	left    bool // nothing more is read
	readBy  time.Time
	writeBy time.Time
}

// piece is what was written at once. One without data is the end.
type piece struct {
	data []byte
	from net.Addr // of a datagram
	due  time.Time
}

// tell wakes whoever waits. The caller holds the lock.
func (w *wire) tell() {
	if w.changed != nil {
		close(w.changed)
		w.changed = nil
	}
}

// read takes bytes that have arrived. The rest of a piece stays for the next read.
func (w *wire) read(p []byte) (int, error) {
	n, _, err := w.take(func(next piece) int {
		n := copy(p, next.data)
		if n < len(next.data) {
			w.pieces[0].data = next.data[n:]
		} else {
			w.pieces = w.pieces[1:]
		}
		return n
	})
	return n, err
}

// take waits for a piece to arrive and lets out have it, which says how many bytes of it are gone.
func (w *wire) take(out func(piece) int) (n int, from net.Addr, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for {
		now := time.Now()
		switch {
		case w.left:
			return 0, nil, net.ErrClosed
		case past(w.readBy, now):
			return 0, nil, os.ErrDeadlineExceeded
		case len(w.pieces) > 0 && !w.pieces[0].due.After(now):
			next := w.pieces[0]
			if next.data == nil {
				return 0, nil, io.EOF
			}
			n = out(next)
			w.size -= n
			w.tell()
			return n, next.from, nil
		}
		until := w.readBy
		if len(w.pieces) > 0 {
			until = sooner(until, w.pieces[0].due)
		}
		w.wait(until)
	}
}

// write puts a piece on the wire, when there is room.
func (w *wire) write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for {
		now := time.Now()
		switch {
		case w.ended:
			return 0, net.ErrClosed
		case w.left:
			return 0, syscall.EPIPE
		case past(w.writeBy, now):
			return 0, os.ErrDeadlineExceeded
		case len(p) == 0:
			return 0, nil
		case w.size < capacity:
			w.put(piece{data: append([]byte(nil), p...), due: now.Add(Delay)})
			return len(p), nil
		}
		w.wait(w.writeBy)
	}
}

// put adds a piece. The caller holds the lock.
func (w *wire) put(p piece) {
	w.pieces = append(w.pieces, p)
	w.size += len(p.data)
	w.tell()
}

// end lets the reader have what is on the wire, and then the end.
func (w *wire) end() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.ended {
		w.ended = true
		w.put(piece{due: time.Now().Add(Delay)})
	}
}

// leave drops what is on the wire. It says whether the reader was there until now.
func (w *wire) leave() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	was := !w.left
	w.left, w.pieces, w.size = true, nil, 0
	w.tell()
	return was
}

func (w *wire) limit(deadline *time.Time, t time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	*deadline = t
	w.tell()
}

// wait lets go of the lock until something changes or the time comes; the zero time never does.
func (w *wire) wait(until time.Time) {
	if w.changed == nil {
		w.changed = make(chan struct{})
	}
	changed := w.changed
	w.mu.Unlock()
	defer w.mu.Lock()
	if until.IsZero() {
		<-changed
		return
	}
	timer := time.NewTimer(time.Until(until))
	defer timer.Stop()
	select {
	case <-changed:
	case <-timer.C:
	}
}

func past(deadline, now time.Time) bool { return !deadline.IsZero() && !deadline.After(now) }

// sooner is the earlier of two times, where the zero time is never.
func sooner(a, b time.Time) time.Time {
	if a.IsZero() || b.Before(a) {
		return b
	}
	return a
}
