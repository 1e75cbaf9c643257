package runner

import (
	"context"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/onsi/ginkgo/v2"
)

// cuttable is the context of a story: ginkgo's, that ends with the run's as well.
type cuttable struct {
	ginkgo.SpecContext
	both context.Context
}

func (c cuttable) Deadline() (time.Time, bool) { return c.both.Deadline() }
func (c cuttable) Done() <-chan struct{}       { return c.both.Done() }
func (c cuttable) Err() error                  { return c.both.Err() }
func (c cuttable) Value(key any) any           { return c.both.Value(key) }

// cutBy joins the context of a spec with that of the run. When the run is interrupted, the waits of matchers end too: they
// wait on the scene's log, which is closed. over lets go of the context.
func cutBy(run context.Context, spec ginkgo.SpecContext, scene *record.Log) (_ ginkgo.SpecContext, over func()) {
	both, cancel := context.WithCancelCause(spec)
	stop := context.AfterFunc(run, func() {
		cancel(context.Cause(run))
		scene.Close()
	})
	return cuttable{spec, both}, func() {
		stop()
		cancel(nil)
	}
}
