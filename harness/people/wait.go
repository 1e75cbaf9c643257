package people

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/harness/judge"
)

// trouble is why a method can't come back. It says whose fault that is.
type trouble struct{ finding judge.Finding }

func (t *trouble) Error() string { return t.finding.Sentence }

// iutFailed is trouble that the log lays at the IUT's door.
func iutFailed(guarantee error, missing *judge.Arrow, format string, args ...any) error {
	return &trouble{judge.Finding{
		Verdict: judge.Fail, Guarantee: guarantee, Missing: missing, Sentence: fmt.Sprintf(format, args...),
	}}
}

// unclear is trouble whose cause the log doesn't show.
func unclear(format string, args ...any) error {
	return &trouble{judge.Finding{Verdict: judge.Inconclusive, Sentence: fmt.Sprintf(format, args...)}}
}

// stop ends the purpose if there is trouble. An error that is no trouble is the tester's.
func (s *Scene) stop(err error) {
	if err == nil {
		return
	}
	finding := judge.Finding{Verdict: judge.Error, Sentence: err.Error()}
	if t := (*trouble)(nil); errors.As(err, &t) {
		finding = t.finding
	}
	s.Halt(finding)
	panic("people: Scene.Halt came back") // the method would go on as if nothing had happened
}

// errLate says that a bound passed before the awaited thing happened. Who waits says what that means.
var errLate = errors.New("the bound has passed")

// until waits until the condition holds on the scene's log: nil when it does, [errLate] when the bound has passed.
func (s *Scene) until(ctx context.Context, bound time.Duration, holds func([]record.Event) bool) error {
	within, cancel := context.WithTimeout(ctx, bound)
	defer cancel()
	err := s.Log.Until(within, holds)
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return fmt.Errorf("purpose %s was ended while a person waited: %w", s.Purpose, context.Cause(ctx))
	case errors.Is(err, context.DeadlineExceeded):
		return errLate
	}
	return fmt.Errorf("purpose %s: %w", s.Purpose, err)
}

// await waits for an event from the mark on.
func (s *Scene) await(ctx context.Context, bound time.Duration, mark int, keep record.Filter) (record.Event, error) {
	var found record.Event
	err := s.until(ctx, bound, func(events []record.Event) bool {
		for ; mark < len(events); mark++ {
			if keep(events[mark]) {
				found = events[mark]
				return true
			}
		}
		return false
	})
	return found, err
}

// bounds are the scene's, each zero replaced by what it means.
func (s *Scene) bounds() judge.Bounds {
	b, def := s.Bounds, judge.DefaultBounds
	for _, f := range []struct {
		bound     *time.Duration
		otherwise time.Duration
	}{
		{&b.Ready, def.Ready},
		{&b.Registration, def.Registration},
		{&b.Presence, def.Presence},
		{&b.Delivery, def.Delivery},
		{&b.Answer, def.Answer},
		{&b.Settings, def.Settings},
		{&b.Told, def.Told},
		{&b.Recovery, def.Recovery},
		{&b.Fence, def.Fence},
	} {
		if *f.bound == 0 {
			*f.bound = f.otherwise
		}
	}
	return b
}

// settle gives the IUT the time that the vendor asked for, after it was told of something. It is the one wait that is
// not for an event, because what the IUT does with what it was told can't be seen; it is zero unless the vendor says so.
func (s *Scene) settle(ctx context.Context) error {
	if s.Bounds.Settle <= 0 {
		return nil
	}
	timer := time.NewTimer(s.Bounds.Settle)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("purpose %s was ended while the implementation was given time to settle: %w", s.Purpose, context.Cause(ctx))
	}
}
