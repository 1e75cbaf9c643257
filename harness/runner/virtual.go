package runner

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/bubble"
	"github.com/duet-conformance/duet/harness/iut"
	"github.com/duet-conformance/duet/harness/purpose"
	"github.com/duet-conformance/duet/harness/report"
	"github.com/duet-conformance/duet/harness/world"
	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"
)

// stragglers is how long a run in virtual time waits for stragglers at least. Waiting costs little there: the reference is
// given ten minutes to do something that it should not, and a mutant as long as its fault needs.
func stragglers(faults []string) time.Duration {
	if len(faults) == 0 {
		return 10 * time.Minute
	}
	var latest time.Duration
	for _, name := range faults {
		if f, err := gateway.FaultNamed(name); err == nil && f.Late > 0 {
			latest = max(latest, f.Late+time.Minute)
		}
	}
	return latest
}

// InVirtualTime is [Run] in a bubble of its own: the fakes, the people and the reference with the options' Faults, on a
// network in memory, where waiting costs nothing, so that stragglers are waited for longer. The options' Launcher and Network are not used. Times in the result are virtual.
//
// The catalogue is that of [purpose.Catalogue]. Ginkgo has no part in the run, so this may be called any number of times,
// also side by side, but not while ginkgo runs specs. A bubble can't be interrupted from outside. An error means that
// nothing can be said: the selection is wrong ([SelectionError]), or something of the run never ended.
func InVirtualTime(catalogue []purpose.Purpose, opts Options) (report.Result, error) {
	var (
		result report.Result
		wrong  error
	)
	hearAssertions()
	stuck := bubble.Run(func() {
		network := bubble.NewNetwork()
		opts.Config.IXIT.Bounds.Straggler = max(opts.Config.IXIT.Bounds.Straggler, stragglers(opts.Faults))
		passage := newPassage(opts.Passed)
		opts.Launcher = iut.Reference(gateway.Config{
			SessionOnly: opts.Config.ICS.SessionOnly(), Faults: opts.Faults, Passed: passage.passed(),
			Dial: network.Dial, Listen: network.Listen, ListenPacket: network.ListenPacket,
		})
		opts.Network = world.Network{Dial: network.Dial, Listen: network.Listen, ListenPacket: network.ListenPacket}
		var r *run
		if r, wrong = prepare(catalogue, opts); wrong != nil {
			return
		}
		r.perform, r.inPlace, r.passage = r.withoutGinkgo, true, passage
		r.terminal.Begin(r.head())
		r.open(context.Background())
		result = r.result()
	})
	if wrong == nil {
		wrong = stuck
	}
	return result, wrong
}

// beforeTheNext is how long what comes late after a purpose that breaks or restarts things has, before the next one restarts who
// would do it. In real time nobody could wait for so long.
const beforeTheNext = time.Second

// withoutGinkgo plays the purposes that apply, in an order that follows from the seed.
func (r *run) withoutGinkgo(ctx context.Context) {
	order := r.inOrder()
	seed := r.opts.Config.IXIT.Seed
	rand.New(rand.NewPCG(seed, seed)).Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	slices.SortStableFunc(order, func(a, b *account) int { return cmp.Compare(b.Priority(), a.Priority()) })
	for _, a := range order {
		if a.NotApplicable == "" {
			r.passage.turn(ctx, &a.ID)
			r.heard(a, r.caught(ctx, a))
			if a.Priority() > 0 {
				lapse(ctx, beforeTheNext)
			}
		}
	}
	r.passage.turn(ctx, nil)
}

// lapse lets time go by in the bubble.
func lapse(ctx context.Context, while time.Duration) {
	over, cancel := context.WithTimeout(ctx, while)
	defer cancel()
	<-over.Done()
}

// caught plays a purpose and says how that ended.
func (r *run) caught(ctx context.Context, a *account) (end ending) {
	limited, cancel := context.WithTimeout(ctx, purpose.TimeLimit)
	defer cancel()
	defer func() {
		switch said := recover().(type) {
		case nil:
			if limited.Err() != nil {
				end.trouble = fmt.Sprintf("the story did not end within %s", purpose.TimeLimit)
			}
		case broken:
			end.trouble = said.why
		default:
			end = ending{trouble: fmt.Sprint(said), panicked: true}
		}
	}()
	r.enact(ctx, specContext{limited}, a)
	return ending{}
}

// specContext is what a story gets when ginkgo does not play it, whose contexts are made outside of the bubble.
type specContext struct{ context.Context }

func (specContext) SpecReport() types.SpecReport                { return types.SpecReport{} }
func (specContext) AttachProgressReporter(func() string) func() { return func() {} }
func (c specContext) WrappedContext() context.Context           { return c.Context }

var _ ginkgo.SpecContext = specContext{}
