package world

import (
	"crypto/md5" //nolint:gosec // RFC 3261 section 22.4 has digests of it
	"crypto/sha256"
	"encoding/hex"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/harness/judge"
	"github.com/duet-conformance/duet/harness/people"
)

// secrets are what the IUT knows of each side by now: what it was told at its start, and what it got since.
func (w *World) secrets() people.Secrets {
	tokens, states := w.timeline.issued()
	ha1 := []byte(serviceUser + ":" + Domain + ":" + servicePassword)
	md5sum, sha := md5.Sum(ha1), sha256.Sum256(ha1) //nolint:gosec // as above
	return people.Secrets{
		SfB: people.SideSecrets{
			Kept: []judge.Secret{
				{Name: "the password of its service account", Value: servicePassword},
				{Name: "the digest of its service account's password", Value: hex.EncodeToString(md5sum[:])},
				{Name: "the digest of its service account's password", Value: hex.EncodeToString(sha[:])},
			},
			Shown: []judge.Secret{{Name: "the name of its service account", Value: serviceUser}},
		},
		Teams: people.SideSecrets{
			Kept:  append(append([]judge.Secret{{Name: "its OAuth client secret", Value: clientSecret}}, tokens...), states...),
			Shown: tokens,
		},
	}
}

// shared are the secrets that the IUT and the Teams backend came to share, in the order in which they did.
type shared struct{ tokens, states []judge.Secret }

func (s *shared) observe(e record.Event) {
	switch token, state := e.Attr("token"), e.Attr("client-state"); {
	case e.Kind == record.TokenIssued && e.Party == record.PartyIUT && token != "":
		s.tokens = append(s.tokens, judge.Secret{Name: "a bearer token of Teams", Value: token})
	case e.Kind == record.SubscriptionCreated && state != "":
		s.states = append(s.states, judge.Secret{Name: "the clientState of a subscription", Value: state})
	}
}

// issued are the bearer tokens that the IUT got, and the clientStates that it chose.
func (t *timeline) issued() (tokens, states []judge.Secret) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return append([]judge.Secret(nil), t.shared.tokens...), append([]judge.Secret(nil), t.shared.states...)
}
