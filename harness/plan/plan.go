package plan

import (
	"cmp"
	"slices"

	"github.com/duet-conformance/duet/harness/iut"
	"github.com/duet-conformance/duet/harness/judge"
	"github.com/duet-conformance/duet/harness/purpose"
	"github.com/duet-conformance/duet/harness/report"
)

// Plan is what a run sets out to do. Make one with [Make].
type Plan struct {
	// Items are what gets a verdict: first what is played, by environment and then by id, then what is not applicable.
	Items []Item
	// Environments are those that the run covers, and Claimed how many there are by the ICS.
	Environments []iut.Environment
	Claimed      int
	// Purposes is how many purposes were selected, of the whole Catalogue. Selection is how, as options of `duet run`.
	Purposes, Catalogue int
	Selection           string
}

// Item is a purpose in an environment.
type Item struct {
	purpose.Purpose
	// Environment is where it is played; the zero value for a purpose that is not.
	Environment iut.Environment
	// NotApplicable says why it is played in no environment of the run; empty when it is.
	NotApplicable string
}

// Make plans a run of the purposes of a catalogue that a selection keeps, in every environment that the config covers. It is
// an error when the selection is wrong.
//
// A purpose that needs an environment to be of some kind is planned where it is; elsewhere it means nothing, and is not
// planned. One that is planned nowhere is not applicable, once.
func Make(catalogue []purpose.Purpose, selection purpose.Selection, cfg iut.Config) (Plan, error) {
	selected, err := selection.From(catalogue)
	if err != nil {
		return Plan{}, err
	}
	p := Plan{
		Environments: cfg.Environments(), Claimed: cfg.ICS.Claimed(),
		Purposes: len(selected), Catalogue: len(catalogue), Selection: selection.String(),
	}
	played := map[string]bool{}
	for _, e := range p.Environments {
		for _, s := range selected {
			if excuse(s, cfg) == "" && misfit(s, e) == "" {
				played[s.ID] = true
				p.Items = append(p.Items, Item{Purpose: s, Environment: e})
			}
		}
	}
	for _, s := range selected {
		if !played[s.ID] {
			p.Items = append(p.Items, Item{Purpose: s, NotApplicable: cmp.Or(excuse(s, cfg), nowhere(s, p.Environments))})
		}
	}
	return p, nil
}

// Played is how many of the items are played.
func (p Plan) Played() int {
	if i := slices.IndexFunc(p.Items, func(i Item) bool { return i.NotApplicable != "" }); i >= 0 {
		return i
	}
	return len(p.Items)
}

// Digest names the plan: see [report.DigestOf].
func (p Plan) Digest() string {
	var keys []report.Key
	for _, i := range p.Items {
		keys = append(keys, i.Key())
	}
	return report.DigestOf(keys)
}

// Key is what a report calls the item.
func (i Item) Key() report.Key {
	if i.NotApplicable != "" {
		return report.Key{Purpose: i.ID}
	}
	return report.Key{Purpose: i.ID, Environment: i.Environment.String()}
}

// Reported is what a report says of the item before there is a verdict: of one that is not applicable, that and why.
func (i Item) Reported() report.Purpose {
	p := report.Purpose{
		ID: i.ID, Title: i.Title, Suite: i.Suite, Clause: i.Clause, Level: string(i.Level), Sentence: i.Sentence,
		Environment: i.Key().Environment,
	}
	if i.NotApplicable != "" {
		p.Verdict, p.Reason = judge.NotApplicable, i.NotApplicable
	}
	return p
}
