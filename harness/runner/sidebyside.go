package runner

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/onsi/ginkgo/v2"
)

// aside is true while stories are played of which ginkgo knows nothing: what fails in one of them is not the spec's that ginkgo
// believes to be playing.
var aside atomic.Bool

// playSideBySide is the stage under ginkgo for a purpose that is played at the same time as others. With the first of them all are
// played, and each spec says what came of its own.
func (r *run) playSideBySide(ctx context.Context, a *account) {
	if a.scene == nil && a.findings == nil { // neither played nor heard of
		r.sideBySide(ctx)
	}
	if len(a.findings) > 0 {
		ginkgo.Fail(a.findings[0].Sentence)
	}
}

// sideBySide plays all purposes at once that can be, and hears the judge about each when the last of them is over.
func (r *run) sideBySide(ctx context.Context) {
	var together []*account
	for _, a := range r.inOrder() {
		if a.SideBySide && a.NotApplicable == "" {
			together = append(together, a)
		}
	}
	ends := make([]ending, len(together))
	aside.Store(true)
	var playing sync.WaitGroup
	for i, a := range together {
		playing.Go(func() { ends[i] = r.caught(ctx, a) })
	}
	playing.Wait()
	aside.Store(false)
	r.interrupted = context.Cause(ctx)
	for i, a := range together {
		r.heard(a, ends[i])
	}
}
