package people

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/sipwire"
)

// inviting is an INVITE that is under way. Of the answers it keeps what a caller sees: that it rings, and the final one.
type inviting struct {
	session *sfbSession
	req     *sip.Request
	tx      *sipwire.ClientTx
	// within is the dialog of a re-INVITE, nil for an INVITE that opens one; established is then told of the dialog.
	within      *sipwire.Dialog
	established func(*sipwire.Dialog)
	// ringing is closed at the first answer above 100, final gets the last one.
	ringing chan struct{}
	final   chan outcome
	// givenUp makes a dialog that comes about all the same end at once.
	givenUp atomic.Bool

	// For the reader of the flow only:
	rang, answered bool
	acks           map[string]*sip.Request // to each 2xx, by its tag
}

type outcome struct {
	res *sip.Response
	err error
}

// invite sends an INVITE that opens a dialog. established is told of it on the flow's reader, after the ACK was sent and
// before anything else that the other side sends is handled.
func (s *sfbSession) invite(req *sip.Request, established func(*sipwire.Dialog)) (*inviting, error) {
	return s.send(&inviting{req: req, established: established})
}

// reinvite sends a re-INVITE of a dialog (RFC 3261 section 14.1).
func (s *sfbSession) reinvite(req *sip.Request, within *sipwire.Dialog) (*inviting, error) {
	return s.send(&inviting{req: req, within: within})
}

func (s *sfbSession) send(in *inviting) (*inviting, error) {
	in.session, in.acks = s, map[string]*sip.Request{}
	in.ringing, in.final = make(chan struct{}), make(chan outcome, 1)
	tx, err := s.endpoint.Request(s.flow, in.req, in.heard)
	if err != nil {
		return nil, fmt.Errorf("%s sent %s: %w", s.client, in.req.StartLine(), err)
	}
	in.tx = tx
	return in, nil
}

// heard takes an answer. It runs on the flow's reader.
func (in *inviting) heard(res *sip.Response, err error) {
	switch {
	case err != nil:
		in.conclude(outcome{err: err})
	case res.StatusCode < 200:
		if res.StatusCode > 100 && !in.rang {
			in.rang = true
			close(in.ringing)
		}
	case res.IsSuccess():
		in.accepted(res)
	default:
		in.conclude(outcome{res: res})
	}
}

// accepted acknowledges a 2xx: the first one, which makes the dialog; one that was sent again because the ACK was lost;
// and one of another branch, or after the INVITE was taken back, whose dialog is ended at once (RFC 3261 section 13.2.2.4).
func (in *inviting) accepted(res *sip.Response) {
	s, tag := in.session, sipwire.ToTag(res)
	if ack := in.acks[tag]; ack != nil {
		_ = s.endpoint.Send(s.flow, ack) // fails only with the flow, which ends everything
		return
	}
	dialog := in.within
	if dialog == nil {
		var err error
		if dialog, err = sipwire.NewUAC(in.req, res, s.flow); err != nil {
			in.conclude(outcome{err: err})
			return
		}
	}
	ack := dialog.Ack(in.req)
	_ = s.endpoint.Send(s.flow, ack) // as above
	in.acks[tag] = ack
	switch {
	case in.within != nil:
	case len(in.acks) > 1 || in.givenUp.Load():
		_, _ = s.endpoint.Request(s.flow, dialog.Request(sip.BYE), nil) // nobody waits for its answer
		return
	default:
		in.established(dialog)
	}
	in.conclude(outcome{res: res})
}

// conclude hands over the first final answer.
func (in *inviting) conclude(o outcome) {
	if !in.answered {
		in.answered = true
		in.final <- o
	}
}

// await waits for the final answer within the bound. Without one it takes the INVITE back and says whose fault that is.
func (in *inviting) await(ctx context.Context, bound time.Duration) (*sip.Response, error) {
	return in.wait(ctx, bound, nil)
}

// awaitRinging waits until it rings somewhere (then the response is nil) or the final answer has come.
func (in *inviting) awaitRinging(ctx context.Context, bound time.Duration) (*sip.Response, error) {
	return in.wait(ctx, bound, in.ringing)
}

func (in *inviting) wait(ctx context.Context, bound time.Duration, enough <-chan struct{}) (*sip.Response, error) {
	s := in.session
	timer := time.NewTimer(bound)
	defer timer.Stop()
	select {
	case o := <-in.final:
		return in.judged(o, bound)
	case <-enough:
		select {
		case o := <-in.final: // both have come by now, and the final answer says more
			return in.judged(o, bound)
		default:
			return nil, nil
		}
	case <-ctx.Done():
		in.giveUp()
		return nil, fmt.Errorf("purpose %s was ended while %s waited for the answer to its INVITE: %w", s.scene.Purpose, s.client, context.Cause(ctx))
	case <-timer.C:
		in.giveUp()
		return nil, s.noAnswer(in.req, bound)
	}
}

func (in *inviting) judged(o outcome, bound time.Duration) (*sip.Response, error) {
	switch {
	case errors.Is(o.err, sipwire.ErrTimeout):
		return nil, in.session.noAnswer(in.req, bound)
	case o.err != nil:
		return nil, fmt.Errorf("%s sent %s: %w", in.session.client, in.req.StartLine(), o.err)
	}
	return o.res, nil
}

// giveUp takes the INVITE back (RFC 3261 section 9).
func (in *inviting) giveUp() {
	in.givenUp.Store(true)
	in.tx.Cancel()
}
