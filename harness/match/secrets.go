package match

import (
	"errors"
	"time"

	"github.com/onsi/gomega/types"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/harness/judge"
	"github.com/duet-conformance/duet/harness/people"
)

// BringNoSecretToSfB succeeds when nothing that the IUT sends to SfB about the people of the purpose holds a secret that it
// shares with Teams. The actual value is one of them.
//
//	Expect(alix).To(match.BringNoSecretToSfB())
func BringNoSecretToSfB() types.GomegaMatcher {
	return noSecret("BringNoSecretToSfB", func(s people.Secrets) judge.KeepsSecrets {
		return judge.KeepsSecrets{To: record.SourceSfB, Of: s.Teams.Kept, Shown: s.SfB.Shown}
	})
}

// BringNoSecretToTeams succeeds when nothing that the IUT sends to Teams about the people of the purpose holds a secret that it
// shares with SfB. The actual value is one of them.
//
//	Expect(alix).To(match.BringNoSecretToTeams())
func BringNoSecretToTeams() types.GomegaMatcher {
	return noSecret("BringNoSecretToTeams", func(s people.Secrets) judge.KeepsSecrets {
		return judge.KeepsSecrets{To: record.SourceTeams, Of: s.SfB.Kept, Shown: s.Teams.Shown}
	})
}

func noSecret(name string, claim func(people.Secrets) judge.KeepsSecrets) types.GomegaMatcher {
	return matcher{
		name: name, instead: "no matcher: a secret is nothing that anybody should be told",
		claim: ofPerson(func(p *people.Person, _ time.Time) (judge.Claim, error) {
			if p.Scene().Secrets == nil {
				return nil, errors.New("needs a scene that knows what is secret")
			}
			return claim(p.Scene().Secrets()), nil
		}),
	}
}
