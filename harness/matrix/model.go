package matrix

import (
	"time"

	"github.com/duet-conformance/duet/harness/judge"
	"github.com/duet-conformance/duet/harness/report"
)

// The version and kind that the file states.
const (
	APIVersion = report.APIVersion
	Kind       = "KillMatrix"
)

// Matrix is the kill matrix. Its lists are sorted.
type Matrix struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	Duet       string `json:"duetVersion"`
	Seed       uint64 `json:"seed"`
	// Sound is true when nothing is in Trouble.
	Sound bool `json:"sound"`
	// Trouble says in sentences why the matrix proves nothing, or not enough. It is empty when the reference passes every
	// purpose, every mutant is killed by a purpose of the clause that it breaks and says why it fails others, every purpose
	// kills a mutant, and every purpose kills those that it names.
	Trouble []string `json:"trouble"`
	// Partial is true when some mutants were left out. Then nothing is said about purposes that kill none.
	Partial   bool `json:"partial"`
	Reference Run  `json:"reference"`
	// Grounds are the reference again, in each environment that some mutants need.
	Grounds  []Ground  `json:"grounds"`
	Mutants  []Mutant  `json:"mutants"`
	Purposes []Purpose `json:"purposes"`
}

// Run is what the catalogue says of one implementation.
type Run struct {
	// Result is the outcome as a whole, the worst of all environments.
	Result report.Outcome `json:"result"`
	// Error says why the run could not be made, or ended; then the cells say nothing.
	Error string `json:"error,omitempty"`
	// Cells are the verdicts, by purpose.
	Cells []Cell `json:"cells"`
	// Unreached are the purposes that were not played, sorted: while the reference plays them it never comes to a place where
	// the fault would show. None of them stands in the clause that a mutant breaks, or names it; those are played always.
	Unreached []string `json:"unreached,omitempty"`
	// Took is how long the runs took, in real time. It isn't in the file, which is the same each time.
	Took time.Duration `json:"-"`
}

// Ground is the reference where some mutants are tried.
type Ground struct {
	// Needs is what those mutants need, as purposes spell it: "transport:udp".
	Needs string `json:"needs"`
	Run
}

// Mutant is a fault of the reference, and what the catalogue says of it.
type Mutant struct {
	Name   string `json:"name"`
	Clause string `json:"clause"`
	Breaks string `json:"breaks"`
	// Liar marks one that is wrong as a whole. It is killed when nothing certifies it.
	Liar bool `json:"liar,omitempty"`
	// Killed is true when a purpose of the clause that the mutant breaks fails.
	Killed bool `json:"killed"`
	// KilledBy are the purposes of that clause which fail; Collateral those of other clauses. Spreads says why the mutant
	// fails those too; what each of them saw is the sentence of its cell.
	KilledBy   []string `json:"killedBy"`
	Collateral []string `json:"collateral"`
	Spreads    string   `json:"spreads,omitempty"`
	Run
}

// Purpose is a purpose, and what it kills.
type Purpose struct {
	ID     string `json:"id"`
	Clause string `json:"clause"`
	Title  string `json:"title"`
	// Catches are the mutants that the purpose names; Kills all those that it fails, without the liars.
	Catches []string `json:"catches"`
	Kills   []string `json:"kills"`
}

// Cell is the verdict of a purpose on an implementation.
type Cell struct {
	Purpose string        `json:"purpose"`
	Clause  string        `json:"clause"`
	Verdict judge.Verdict `json:"verdict"`
	// Environment is where it was played, as transport/dialect/routing/topology; empty when it applies nowhere.
	Environment string `json:"environment,omitempty"`
	// Sentence is the first one of the reason, when the verdict is no pass.
	Sentence string `json:"sentence,omitempty"`
}
