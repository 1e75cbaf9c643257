package match

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/onsi/gomega/types"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/harness/judge"
	"github.com/duet-conformance/duet/harness/people"
)

// BeShownAs succeeds when the watcher shows a person as the text, now or within the bound Presence: "IM Only",
// "Available", "On the phone", "Offline". The watcher must watch the person.
//
//	Expect(alix).To(match.BeShownAs("IM Only", megan.SfB))
func BeShownAs(text string, watcher *people.SfBClient) types.GomegaMatcher {
	return shown("BeShownAs", "match.BeShownOtherThanAs", text, watcher, false)
}

// BeShownOtherThanAs succeeds when the watcher shows a person, and otherwise than as the text, now or within the bound
// Presence.
//
//	Expect(alix).To(match.BeShownOtherThanAs("IM Only", megan.SfB))
func BeShownOtherThanAs(text string, watcher *people.SfBClient) types.GomegaMatcher {
	return shown("BeShownOtherThanAs", "match.BeShownAs", text, watcher, true)
}

func shown(name, instead, text string, watcher *people.SfBClient, other bool) types.GomegaMatcher {
	return matcher{
		name: name, instead: instead,
		claim: ofPerson(func(p *people.Person, now time.Time) (judge.Claim, error) {
			switch {
			case watcher == nil:
				return nil, errNoClient
			case text == "":
				return nil, errors.New("needs a text, and was given none")
			case !watches(watcher, p):
				return nil, fmt.Errorf("%s does not watch %s, so it can't show them", watcher.Name(), p)
			}
			return judge.ShownAs{
				Subject: p.Address(), Watcher: watcher.Name(), Text: text, Other: other, Within: presence(p, now),
			}, nil
		}),
	}
}

// watches says whether the client has ever shown the person.
func watches(watcher *people.SfBClient, p *people.Person) bool {
	shown := record.And(record.Is(record.PresenceShown), record.By(watcher.Name()), record.From(p.Address()))
	return slices.ContainsFunc(p.Scene().Log.All(), shown)
}

// PublishIMOnly succeeds when the presence that the IUT publishes for a person always says message and no other
// capability. (R-04; RFC 5196)
//
//	Expect(alix).To(match.PublishIMOnly())
func PublishIMOnly() types.GomegaMatcher {
	return matcher{
		name: "PublishIMOnly", instead: "no matcher: other capabilities of the Teams endpoint are not specified",
		claim: ofPerson(func(p *people.Person, now time.Time) (judge.Claim, error) {
			return judge.PublishesIMOnly{Address: p.Address(), Within: presence(p, now)}, nil
		}),
	}
}
