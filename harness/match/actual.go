package match

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/harness/judge"
	"github.com/duet-conformance/duet/harness/people"
)

// ofIM makes the claim of a matcher whose actual value is one IM.
func ofIM(claim func(im *people.IM, now time.Time) (judge.Claim, error)) func(any, time.Time) (*people.Scene, judge.Claim, error) {
	return func(actual any, now time.Time) (*people.Scene, judge.Claim, error) {
		im, ok := actual.(*people.IM)
		if !ok || im == nil {
			return nil, nil, wrong(actual, "an IM, as the Send of a client returns it")
		}
		c, err := claim(im, now)
		return im.Scene(), c, err
	}
}

// ofIMs is [ofIM] for several IMs.
func ofIMs(claim func(ims []judge.IM, all []*people.IM, now time.Time) (judge.Claim, error)) func(any, time.Time) (*people.Scene, judge.Claim, error) {
	return func(actual any, now time.Time) (*people.Scene, judge.Claim, error) {
		all, ok := actual.([]*people.IM)
		if !ok {
			return nil, nil, wrong(actual, "a list of IMs ([]*people.IM)")
		}
		if len(all) < 2 {
			return nil, nil, fmt.Errorf("needs two IMs at least, and was given %d", len(all))
		}
		var ims []judge.IM
		for _, im := range all {
			if im == nil {
				return nil, nil, wrong(im, "a list of IMs without gaps")
			}
			ims = append(ims, sent(im))
		}
		c, err := claim(ims, all, now)
		return all[0].Scene(), c, err
	}
}

// ofPerson makes the claim of a matcher whose actual value is a person.
func ofPerson(claim func(p *people.Person, now time.Time) (judge.Claim, error)) func(any, time.Time) (*people.Scene, judge.Claim, error) {
	return func(actual any, now time.Time) (*people.Scene, judge.Claim, error) {
		p, ok := actual.(*people.Person)
		if !ok || p == nil {
			return nil, nil, wrong(actual, "a person of the cast")
		}
		c, err := claim(p, now)
		return p.Scene(), c, err
	}
}

// ofCall makes the claim of a matcher whose actual value is a call or another invitation.
func ofCall(claim func(c *people.Call, now time.Time) (judge.Claim, error)) func(any, time.Time) (*people.Scene, judge.Claim, error) {
	return func(actual any, now time.Time) (*people.Scene, judge.Claim, error) {
		call, ok := actual.(*people.Call)
		if !ok || call == nil {
			return nil, nil, wrong(actual, "a call, as the Call or Invite of a client returns it")
		}
		c, err := claim(call, now)
		return call.Scene(), c, err
	}
}

func wrong(actual any, want string) error {
	return fmt.Errorf("the actual value must be %s; it is %T (%v)", want, actual, actual)
}

// errNoClient is for a matcher that was given no client.
var errNoClient = errors.New("needs a client, and was given none")

// sent is the IM as the judge knows it.
func sent(im *people.IM) judge.IM {
	s := judge.IM{
		Token: im.Token, Text: im.Text, From: im.From.Address(), Via: im.Via, SentAt: im.SentAt,
	}
	if im.To != nil {
		s.To = im.To.Address()
	}
	return s
}

// called is the call as the judge knows it.
func called(c *people.Call) judge.Call {
	return judge.Call{
		ID: c.ID, From: c.From.Address(), Via: c.Via, Modalities: strings.Join(c.Modalities, "/"), SentAt: c.SentAt,
	}
}

// receiverOf checks that a client may be asked for an IM: that it is one of the person whom the IM is for.
func receiverOf(im *people.IM, client Client) error {
	switch {
	case client == nil:
		return errNoClient
	case im.To != nil && client.Person() != im.To:
		return fmt.Errorf("%s is for %s, so it can't be asked whether it arrives at a client of %s", im, im.To, client.Person())
	}
	return nil
}

// delivery is the window from the sending of an IM on.
func delivery(im *people.IM) judge.Window {
	return judge.Window{From: im.SentAt, Bound: im.Scene().Bounds.OrDefault().Delivery, Name: "delivery"}
}

// registration is the window for what happens at the registrar.
func registration(p *people.Person, now time.Time) judge.Window {
	return judge.Window{From: now, Bound: p.Scene().Bounds.OrDefault().Registration, Name: "registration"}
}

// presence is the window for what happens to presence.
func presence(p *people.Person, now time.Time) judge.Window {
	return judge.Window{From: now, Bound: p.Scene().Bounds.OrDefault().Presence, Name: "presence"}
}

// answer is the window for answers.
func answer(scene *people.Scene, from time.Time) judge.Window {
	return judge.Window{From: from, Bound: scene.Bounds.OrDefault().Answer, Name: "answer"}
}

// lastSignIn is when a person last signed in to Teams; ok is false when the log has no sign-in of theirs.
func lastSignIn(p *people.Person) (at time.Time, ok bool) {
	for _, e := range p.Scene().Log.All() {
		if e.Kind == record.TeamsSignedIn && e.From == p.Address() {
			at, ok = e.Time, true
		}
	}
	return at, ok
}
