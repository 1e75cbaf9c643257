package match

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"time"

	"github.com/onsi/gomega/types"

	"github.com/duet-conformance/duet/harness/judge"
	"github.com/duet-conformance/duet/harness/people"
)

// Client is a client of a person: a [people.SfBClient] or a [people.TeamsClient].
type Client interface {
	// Name is the client as a party of events, see record.ClientName.
	Name() string
	// Person is whose client it is.
	Person() *people.Person
}

// matcher makes a gomega matcher of a kind of claim. It is a value without state.
type matcher struct {
	// name is that of the function that made it; instead says what to use in place of its negation.
	name, instead string
	// claim says what is claimed of the actual value at a moment, and on which scene. Its error says in what way the
	// matcher is misused.
	claim func(actual any, now time.Time) (*people.Scene, judge.Claim, error)
	// fenceFirst sends a fence before the claim is judged, because it is about a fence that comes through.
	fenceFirst bool
}

var _ types.GomegaMatcher = matcher{}

// Match enters the claim and waits for what becomes of it.
//
// It never answers false: gomega takes a false for a success under ToNot and within Not, and so a broken expectation
// would go through in silence. What was not met is an error in either polarity, and reads the same.
func (m matcher) Match(actual any) (bool, error) {
	if negated() {
		return false, errors.New(m.NegatedFailureMessage(actual))
	}
	now := time.Now()
	scene, claim, err := m.claim(actual, now)
	if err != nil {
		return false, fmt.Errorf("match.%s: %w", m.name, err)
	}
	scene.Ledger.Enter(claim)
	if m.fenceFirst {
		if err := fence(scene, claim); err != nil {
			return false, err
		}
	}
	finding, err := decide(scene, claim)
	if err != nil {
		return false, err
	}
	if finding.Verdict != judge.Pass {
		return false, errors.New(finding.Sentence)
	}
	return true, nil
}

// FailureMessage implements gomega's interface. Gomega does not come here, because [matcher.Match] does not answer false.
func (m matcher) FailureMessage(actual any) string {
	return fmt.Sprintf("match.%s: %v does not match", m.name, actual)
}

// NegatedFailureMessage says what to use in place of the negation.
func (m matcher) NegatedFailureMessage(any) string {
	return fmt.Sprintf("match.%s can't be negated, because not seeing something proves nothing by itself; use %s", m.name, m.instead)
}

// negated says whether gomega is asking for a negation. It does not tell its matchers, so the callers' names must.
func negated() bool {
	var pcs [32]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(3, pcs[:])])
	for {
		frame, more := frames.Next()
		if !strings.HasPrefix(frame.Function, "github.com/onsi/gomega/") {
			return false
		}
		switch frame.Function[strings.LastIndexByte(frame.Function, '.')+1:] {
		case "ToNot", "NotTo", "ShouldNot":
			return true
		case "Match":
			if strings.Contains(frame.Function, "NotMatcher") {
				return true
			}
		}
		if !more {
			return false
		}
	}
}
