package matrix

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/judge"
	"github.com/duet-conformance/duet/harness/purpose"
	"github.com/duet-conformance/duet/harness/report"
)

func byPurpose(a, b Cell) int { return cmp.Compare(a.Purpose, b.Purpose) }

// fails says whether a purpose kills what was run.
func (r Run) fails(id string) bool {
	i, found := slices.BinarySearchFunc(r.Cells, Cell{Purpose: id}, byPurpose)
	return found && r.Cells[i].Verdict == judge.Fail
}

// mutantOf says what became of a mutant.
func mutantOf(f gateway.Fault, run Run) Mutant {
	m := Mutant{Name: f.Name, Clause: f.Clause, Breaks: f.Breaks, Spreads: f.Spreads, Liar: f.Liar, Run: run, KilledBy: []string{}, Collateral: []string{}}
	for _, c := range run.Cells {
		switch {
		case c.Verdict != judge.Fail:
		case c.Clause == f.Clause:
			m.KilledBy = append(m.KilledBy, c.Purpose)
		default:
			m.Collateral = append(m.Collateral, c.Purpose)
		}
	}
	m.Killed = len(m.KilledBy) > 0
	if f.Liar {
		m.Killed = run.Result == report.NotConformant || run.Result == report.Inconclusive
	}
	return m
}

// judge fills in what the purposes kill, and says what is wrong.
func (m *Matrix) judge(catalogue []purpose.Purpose) {
	m.Trouble = []string{}
	say := func(format string, args ...any) { m.Trouble = append(m.Trouble, fmt.Sprintf(format, args...)) }
	m.Reference.judge("the reference", say)
	for _, c := range m.Reference.Cells {
		if c.Verdict == judge.NotApplicable {
			say("%s applies in no environment: %s", c.Purpose, c.Sentence)
		}
	}
	for _, ground := range m.Grounds {
		ground.judge("the reference in "+ground.Needs, say)
	}
	for _, mutant := range m.Mutants {
		switch {
		case mutant.Error != "":
			say("the run of the mutant %s says nothing: %s", mutant.Name, mutant.Error)
		case mutant.Killed:
			if len(mutant.Collateral) > 0 && mutant.Spreads == "" && !mutant.Liar {
				say("the mutant %s fails %d purposes of other clauses as well (%s first), and does not say why", mutant.Name, len(mutant.Collateral), mutant.Collateral[0])
			}
		case mutant.Liar:
			say("the liar %s (%s) comes out as %s", mutant.Name, mutant.Breaks, mutant.Result)
		default:
			say("the mutant %s survives: %s, and no purpose of %s fails (of other clauses: %d)", mutant.Name, mutant.Breaks, mutant.Clause, len(mutant.Collateral))
		}
	}
	for _, p := range catalogue {
		m.judgePurpose(p, say)
	}
	slices.SortFunc(m.Purposes, func(a, b Purpose) int { return cmp.Compare(a.ID, b.ID) })
	m.Sound = len(m.Trouble) == 0
}

// judge says what is wrong with a run of the reference. A purpose may contradict the environment.
func (r Run) judge(who string, say func(string, ...any)) {
	if r.Error != "" {
		say("the run of %s says nothing: %s", who, r.Error)
		return
	}
	for _, c := range r.Cells {
		if c.Verdict != judge.Pass && c.Verdict != judge.NotApplicable {
			say("%s does not pass %s (%s): %s", who, c.Purpose, c.Verdict, c.Sentence)
		}
	}
	if r.Result != report.Conformant {
		say("%s comes out as %s", who, r.Result)
	}
}

func (m *Matrix) judgePurpose(p purpose.Purpose, say func(string, ...any)) {
	row := Purpose{ID: p.ID, Clause: p.Clause, Title: p.Title, Catches: []string{}, Kills: []string{}}
	for _, f := range p.Catches {
		row.Catches = append(row.Catches, f.Name)
	}
	slices.Sort(row.Catches)
	for _, mutant := range m.Mutants {
		switch kills := mutant.fails(p.ID); {
		case kills && !mutant.Liar:
			row.Kills = append(row.Kills, mutant.Name)
		case !kills && mutant.Error == "" && slices.Contains(row.Catches, mutant.Name):
			say("%s names the mutant %s and does not catch it", p.ID, mutant.Name)
		}
	}
	slices.Sort(row.Kills)
	if len(row.Kills) == 0 && !m.Partial {
		say("%s (%s) kills no mutant, so nothing shows that it can fail", p.ID, p.Title)
	}
	m.Purposes = append(m.Purposes, row)
}
