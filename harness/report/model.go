package report

import (
	"time"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/harness/iut"
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
	// Partial is true when the run did not set out to play the whole catalogue in every environment that the ICS claims. A
	// partial run certifies nothing. Selection says what it was instead: "--only ROUT-001; 1 of 24 environments".
	Partial   bool   `json:"partial"`
	Selection string `json:"selection,omitempty"`
	IUT       IUT    `json:"iut"`
	Plan      Plan   `json:"plan"`
	// Environments are those in which something was played, in the order of the ICS.
	Environments []Environment `json:"environments"`
	Started      time.Time     `json:"started"`
	DurationMs   int64         `json:"durationMs"`
	Seed         uint64        `json:"seed"`
	Duet         string        `json:"duetVersion"`
	Summary      Summary       `json:"summary"`
	Purposes     []Purpose     `json:"purposes"`
	Violations   []Violation   `json:"violations"`
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
	// Claims are those of its ICS, sorted: "dialects:pidf", "tls".
	Claims []string `json:"claims,omitempty"`
	// Faults are the mutants that the reference was given, if it was the reference.
	Faults []string `json:"faults,omitempty"`
}

// Environment says where it was tested, and what the outcome rests on there beside the verdicts.
type Environment struct {
	iut.Environment
	// Fakes is how the world around the IUT was made: "embedded".
	Fakes string `json:"fakes"`
	// SeenAtS and SeenAtT count the events of the IUT at its SfB side and at its Teams side.
	SeenAtS int `json:"seenAtS"`
	SeenAtT int `json:"seenAtT"`
	// TesterTrouble and IUTTrouble are sentences about what went wrong outside of any purpose: a fake that crashed, a
	// command not found; an IUT that never became ready, that ended, that did not stop properly.
	TesterTrouble []string `json:"testerTrouble,omitempty"`
	IUTTrouble    []string `json:"iutTrouble,omitempty"`
	// Output is the last of what the IUT printed, when it could not be judged.
	Output     string `json:"output,omitempty"`
	DurationMs int64  `json:"durationMs"`
}

// Counts are how many verdicts there are of each kind: Planned is the sum of the others, but for Waived, which are among Fail.
type Counts struct {
	Planned       int `json:"planned"`
	Pass          int `json:"pass"`
	Fail          int `json:"fail"`
	Inconclusive  int `json:"inconclusive"`
	Error         int `json:"error"`
	NotApplicable int `json:"notApplicable"`
	Waived        int `json:"waived"`
}

// Summary counts the verdicts. Those on extended purposes, which decide nothing, are counted apart.
type Summary struct {
	Counts
	Extended Counts `json:"extended"`
}

// Purpose is the verdict on one purpose.
type Purpose struct {
	ID       string `json:"id"`
	Title    string `json:"title"`
	Suite    string `json:"suite"`
	Clause   string `json:"clause"`
	Level    string `json:"level"`
	Sentence string `json:"sentence"`
	// Environment is where it was played, as transport/dialect/routing/topology; empty when it is not applicable.
	Environment string        `json:"environment,omitempty"`
	Verdict     judge.Verdict `json:"verdict"`
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

	// Output is what the IUT printed while the purpose was played, at most 8 KiB for each of its processes; empty for a pass,
	// and where it printed nothing.
	Output string `json:"output,omitempty"`

	// Evidence is the text of [Explain] for a verdict that is no pass, without the waiver. [WriteJSON] fills it in.
	Evidence string `json:"evidence,omitempty"`

	// What the evidence is made from; not part of the JSON report.
	Events   []record.Event  `json:"-"`
	Findings []judge.Finding `json:"-"`
}

// Violation is a message of the IUT that broke its protocol.
type Violation struct {
	// Purpose is the purpose that it counts against; empty when it came outside all.
	Purpose     string    `json:"purpose,omitempty"`
	Environment string    `json:"environment"`
	PCO         string    `json:"pco"`
	Rule        string    `json:"rule"`
	Sentence    string    `json:"sentence"`
	Time        time.Time `json:"time"`
}

// Observation is what an IUT did where the document is silent.
type Observation struct {
	Purpose     string `json:"purpose"`
	Environment string `json:"environment"`
	Sentence    string `json:"sentence"`
}

// Key names the verdict.
func (p Purpose) Key() Key { return Key{Purpose: p.ID, Environment: p.Environment} }
