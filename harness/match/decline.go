package match

import (
	"errors"
	"fmt"
	"regexp"
	"time"

	"github.com/onsi/gomega/types"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sfb"
	"github.com/duet-conformance/duet/harness/judge"
	"github.com/duet-conformance/duet/harness/people"
)

// BeDeclinedWith succeeds when the IUT answers the INVITE of a call with one of the statuses ("488", or "4xx" for a whole
// class) within the bound Answer, and with nothing else. Without a status any 4xx will do; never a 2xx, which takes the
// call, nor a 6xx, which ends it for the user's other clients (RFC 3261 section 16.7).
//
//	Expect(call).To(match.BeDeclinedWith("488"))
func BeDeclinedWith(statuses ...string) types.GomegaMatcher {
	if len(statuses) == 0 {
		statuses = []string{"4xx"}
	}
	return matcher{
		name: "BeDeclinedWith", instead: "match.RingOnlyAt with the clients where it rings",
		claim: ofCall(func(call *people.Call, _ time.Time) (judge.Claim, error) {
			if err := checkStatuses(statuses); err != nil {
				return nil, err
			}
			c := called(call)
			return judge.Answers{
				CallID: c.ID, What: c.String(), Method: "INVITE", Statuses: statuses,
				Since: c.SentAt, Within: answer(call.Scene(), c.SentAt),
			}, nil
		}),
	}
}

// HaveInvitationDeclined succeeds when the IUT answers the INVITE with which the session of an IM began with a 4xx within
// the bound Answer, so that the user's SfB client can have it: not with a 2xx, not with a 6xx, and not with silence. Where the
// front end decides, it may have given the IM to the SfB client without asking the IUT, which succeeds too.
//
//	Expect(im).To(match.HaveInvitationDeclined())
func HaveInvitationDeclined() types.GomegaMatcher {
	return matcher{
		name: "HaveInvitationDeclined", instead: "match.ArriveOnlyAt with the place where it arrives",
		claim: ofIM(func(im *people.IM, _ time.Time) (judge.Claim, error) {
			return judge.Answers{
				CallID: im.Conversation, What: "the session of " + sent(im).String(), Method: "INVITE", Statuses: []string{"4xx"},
				Since: im.SentAt, IfAsked: im.Scene().SfB.Routing == sfb.RegistrarDecides, Within: answer(im.Scene(), im.SentAt),
			}, nil
		}),
	}
}

// HaveAnswered succeeds when the IUT answers the requests of the method that come in the session of an IM after it with
// one of the statuses ("200", or "2xx" for a whole class), at least once within the bound Answer.
//
//	megan.SfB.SendTyping(ctx, alix)
//	Expect(im).To(match.HaveAnswered("INFO", "2xx"))
//	megan.SfB.Offer(ctx, alix, "audio")
//	Expect(im).To(match.HaveAnswered("INVITE", "488"))
func HaveAnswered(method string, statuses ...string) types.GomegaMatcher {
	return matcher{
		name: "HaveAnswered", instead: "match.HaveAnswered with the statuses that are right",
		claim: ofIM(func(im *people.IM, now time.Time) (judge.Claim, error) {
			if method == "" || len(statuses) == 0 {
				return nil, errors.New("needs a method and a status at least")
			}
			if err := checkStatuses(statuses); err != nil {
				return nil, err
			}
			session, err := sessionOf(im)
			if err != nil {
				return nil, err
			}
			return judge.Answers{
				CallID: session, What: "the session of " + sent(im).String(), Method: method, Statuses: statuses,
				Since: im.ToldAt, Within: answer(im.Scene(), now),
			}, nil
		}),
	}
}

var statusForm = regexp.MustCompile(`^[2-6]([0-9][0-9]|xx)$`)

func checkStatuses(statuses []string) error {
	for _, s := range statuses {
		if !statusForm.MatchString(s) {
			return fmt.Errorf("%q is no status of a final answer; write \"488\", or \"4xx\" for a whole class", s)
		}
	}
	return nil
}

// sessionOf is the Call-ID of the session that an IM last went through, at whichever client it was sent. Whoever sent the IM
// may know that it arrived before the front end's log has told of the session, so the log is brought up to date if need be.
func sessionOf(im *people.IM) (callID string, err error) {
	if callID = sessionKnown(im); callID != "" {
		return callID, nil
	}
	if err := caughtUp(im.Scene()); err != nil {
		return "", fmt.Errorf("it can't be said which session %s went through: %w", im, err)
	}
	if callID = sessionKnown(im); callID == "" {
		return "", fmt.Errorf("%s has gone through no SIP session yet", im)
	}
	return callID, nil
}

// sessionKnown is that Call-ID as far as the log tells it; "" when it doesn't yet.
func sessionKnown(im *people.IM) (callID string) {
	for _, e := range im.Scene().Log.From(im.Mark) {
		if e.Token == im.Token && e.Kind == record.SIPIn && e.Attr("call-id") != "" {
			callID = e.Attr("call-id")
		}
	}
	return callID
}
