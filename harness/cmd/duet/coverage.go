package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/purpose"
)

// coverage is the catalogue seen from the clauses, as `duet list --coverage --json` writes it.
type coverage struct {
	Clauses []coveredClause `json:"clauses"`
	// LeftOpen is what the document does not say. A run notes what an implementation does there and never judges it.
	LeftOpen []purpose.OpenPoint `json:"leftOpen"`
}

type coveredClause struct {
	ID       string           `json:"id"`
	Requires string           `json:"requires"`
	Extended bool             `json:"extended,omitempty"`
	Purposes []coveredPurpose `json:"purposes"`
	// Mutants are all that break the clause, caught by whichever purposes.
	Mutants []string `json:"mutants"`
}

type coveredPurpose struct {
	ID      string   `json:"id"`
	Title   string   `json:"title"`
	Catches []string `json:"catches"`
}

// sentence is what the clause requires, marked when it is one of our own.
func (c coveredClause) sentence() string {
	if c.Extended {
		return c.Requires + " (extended)"
	}
	return c.Requires
}

func coverageOf(catalogue []purpose.Purpose) coverage {
	c := coverage{LeftOpen: purpose.OpenPoints()}
	for _, clause := range purpose.Clauses() {
		covered := coveredClause{ID: clause.ID, Requires: clause.Requires, Extended: clause.Extended, Purposes: []coveredPurpose{}, Mutants: []string{}}
		for _, p := range catalogue {
			if p.Clause == clause.ID {
				covered.Purposes = append(covered.Purposes, coveredPurpose{ID: p.ID, Title: p.Title, Catches: namesOf(p.Catches)})
			}
		}
		for _, f := range gateway.Faults() {
			if f.Clause == clause.ID && !f.Liar {
				covered.Mutants = append(covered.Mutants, f.Name)
			}
		}
		c.Clauses = append(c.Clauses, covered)
	}
	return c
}

func namesOf(faults []gateway.Fault) []string {
	var names []string
	for _, f := range faults {
		names = append(names, f.Name)
	}
	slices.Sort(names)
	return names
}

// rows writes the coverage as text. A clause that no purpose judges says so.
func (c coverage) rows() rows {
	r := rows{items: c}
	for _, clause := range c.Clauses {
		r.lines = append(r.lines, fmt.Sprintf("%s  %s", clause.ID, clause.sentence()))
		if len(clause.Purposes) == 0 {
			r.lines = append(r.lines, "      not judged by any purpose")
		}
		for _, p := range clause.Purposes {
			r.lines = append(r.lines, fmt.Sprintf("      %s  %s", p.ID, p.Title), "          catches "+strings.Join(p.Catches, ", "))
		}
		r.lines = append(r.lines, "")
	}
	r.lines = append(r.lines, "Left open by the document: noted, never judged")
	for _, point := range c.LeftOpen {
		r.lines = append(r.lines, "      "+string(point))
	}
	return r
}
