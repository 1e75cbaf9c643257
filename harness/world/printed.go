package world

import (
	"fmt"
	"strings"

	"github.com/duet-conformance/duet/harness/iut"
)

// Printed is a place in what the IUT prints, over all of its starts. The zero value is the beginning.
type Printed struct {
	start int // which, from 0
	bytes int64
}

// printedMost is how much of what the IUT printed between two places is kept.
const printedMost = 8 << 10

// Printed is the place where the IUT's output is now. What it has written and what has not come to the tester yet lies behind.
func (w *World) Printed() Printed {
	all := w.processes()
	if len(all) == 0 {
		return Printed{}
	}
	return Printed{len(all) - 1, all[len(all)-1].Printed()}
}

// PrintedSince is what the IUT has printed since a place, of each of its processes in order and of each the last 8 KiB, from the
// beginning of a line. What is left out is said in brackets.
func (w *World) PrintedSince(from Printed) string {
	var out strings.Builder
	for i, p := range w.processes() {
		if i < from.start {
			continue
		}
		first := int64(0)
		if i == from.start {
			first = from.bytes
		}
		text, left := p.PrintedSince(first, printedMost)
		if left > 0 {
			if cut, rest, ok := strings.Cut(text, "\n"); ok {
				text, left = rest, left+int64(len(cut))+1
			}
			fmt.Fprintf(&out, "[%d bytes before]\n", left)
		}
		out.WriteString(text)
		if text != "" && !strings.HasSuffix(text, "\n") {
			out.WriteByte('\n')
		}
	}
	return out.String()
}

// processes are all that were started, in order.
func (w *World) processes() []iut.Process {
	w.running.Lock()
	defer w.running.Unlock()
	return w.subject.started
}
