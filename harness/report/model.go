package report

import (
	"time"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/harness/judge"
)

// The version and kind that a report states.
const (
	APIVersion = "duet/v1"
	Kind       = "ConformanceReport"
)

// Outcome is the result of a run as a whole.
type Outcome string

// The outcomes. Waived and NotAsWaived are those of runs that expect failures: of a run that would be [Conformant] but for
// failures that each have a waiver that holds, and of one against which nothing speaks but a waiver that does not hold. A
// run with waived failures is never conformant.
const (
	Conformant    Outcome = "conformant"
	NotConformant Outcome = "not-conformant"
	Inconclusive  Outcome = "inconclusive"
	Error         Outcome = "error"
	Waived        Outcome = "waived"
	NotAsWaived   Outcome = "not-as-waived"
)

// Result is the one model that every report and the exit code are made from.
type Result struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	// Result is the outcome; Reason says in a sentence why, when it is not [Conformant].
	Result Outcome `json:"result"`
	Reason string  `json:"reason,omitempty"`
	// Partial is true when the run did not plan the whole catalogue. A partial run certifies nothing.
	Partial bool `json:"partial"`
	// Selection says what was asked for in a partial run ("--only ROUT-001").
	Selection   string      `json:"selection,omitempty"`
	IUT         IUT         `json:"iut"`
	Environment Environment `json:"environment"`
	Started     time.Time   `json:"started"`
	DurationMs  int64       `json:"durationMs"`
	Seed        uint64      `json:"seed"`
	Duet        string      `json:"duetVersion"`
	Summary     Summary     `json:"summary"`
	Purposes    []Purpose   `json:"purposes"`
	Violations  []Violation `json:"violations"`
	// Observations record what the document leaves open, and what this IUT did. They are never judged.
	Observations []Observation `json:"observations,omitempty"`
	// Waivers are the failures that were expected, each with what came of it. Empty when none were.
	Waivers []Waiver `json:"waivers,omitempty"`
}

// IUT says what was tested.
type IUT struct {
	Name    string   `json:"name"`
	Adapter string   `json:"adapter"`
	Command []string `json:"command,omitempty"`
	// Faults are the mutants that the reference was given, if it was the reference.
	Faults []string `json:"faults,omitempty"`
	// Output is the last of what the IUT printed, when it could not be judged.
	Output string `json:"output,omitempty"`
}

// Environment says where it was tested.
type Environment struct {
	Transport string `json:"transport"`
	Dialect   string `json:"dialect"`
	Routing   string `json:"routing"`
	Topology  string `json:"topology"`
	Fakes     string `json:"fakes"`
}

// Summary counts the purposes: Planned is the sum of the others, but for Waived, which are among Fail.
type Summary struct {
	Planned       int `json:"planned"`
	Pass          int `json:"pass"`
	Fail          int `json:"fail"`
	Inconclusive  int `json:"inconclusive"`
	Error         int `json:"error"`
	NotApplicable int `json:"notApplicable"`
	Waived        int `json:"waived"`
}

// Purpose is the verdict on one purpose.
type Purpose struct {
	ID       string        `json:"id"`
	Title    string        `json:"title"`
	Suite    string        `json:"suite"`
	Clause   string        `json:"clause"`
	Level    string        `json:"level"`
	Sentence string        `json:"sentence"`
	Verdict  judge.Verdict `json:"verdict"`
	// Reason is the sentence of the first finding that made the verdict; empty for a pass.
	Reason string `json:"reason,omitempty"`
	// Guarantee is the named guarantee that was broken.
	Guarantee string `json:"guarantee,omitempty"`
	// Waived says by whom, until when and why this fail is waived; empty when it is not. [Waive] sets it.
	Waived string `json:"waived,omitempty"`
	// Claims are the sentences of what was claimed.
	Claims     []string `json:"claims,omitempty"`
	DurationMs int64    `json:"durationMs"`
	// Repeat is the one command that repeats this purpose.
	Repeat string `json:"repeat"`

	// Evidence for the ladder; not part of the JSON report.
	Events   []record.Event  `json:"-"`
	Findings []judge.Finding `json:"-"`
}

// Violation is a message of the IUT that broke its protocol.
type Violation struct {
	// Purpose is the purpose that it counts against; empty when it came outside all.
	Purpose  string    `json:"purpose,omitempty"`
	PCO      string    `json:"pco"`
	Rule     string    `json:"rule"`
	Sentence string    `json:"sentence"`
	Time     time.Time `json:"time"`
}

// Observation is what an IUT did where the document is silent.
type Observation struct {
	Purpose  string `json:"purpose"`
	Sentence string `json:"sentence"`
}
