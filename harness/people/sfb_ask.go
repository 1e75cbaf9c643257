package people

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/sipwire"
	"github.com/duet-conformance/duet/harness/judge"
)

// ask sends a request and waits for its final answer within the bound. When there is none it says whose fault that is.
func (s *sfbSession) ask(ctx context.Context, req *sip.Request, bound time.Duration) (*sip.Response, error) {
	within, cancel := context.WithTimeout(ctx, bound)
	defer cancel()
	res, err := s.endpoint.Do(within, s.flow, req)
	if err == nil {
		return res, nil
	}
	if ctx.Err() != nil {
		return nil, fmt.Errorf("purpose %s was ended while %s waited for the answer to %s: %w", s.scene.Purpose, s.client, req.Method, context.Cause(ctx))
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, sipwire.ErrTimeout) {
		return nil, s.noAnswer(req, bound)
	}
	return nil, fmt.Errorf("%s sent %s: %w", s.client, req.StartLine(), err)
}

// noAnswer blames who left a request without a final answer: the IUT, when the front end had passed the request on to it
// and got none; else the front end.
func (s *sfbSession) noAnswer(req *sip.Request, bound time.Duration) error {
	if unanswered(s.scene.Log.All(), sipwire.CallID(req), string(req.Method)) {
		return iutFailed(ErrAnswers, &judge.Arrow{From: "iut", To: "sfb", Label: "final answer to " + string(req.Method)},
			"%s of %s reached the implementation, which was expected to give it a final answer; none came within %s",
			req.Method, s.client, bound)
	}
	return fmt.Errorf("%s sent %s; the SfB front end gave no final answer within %s", s.client, req.StartLine(), bound)
}
