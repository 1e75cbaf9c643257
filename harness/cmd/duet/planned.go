package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/duet-conformance/duet/harness/iut"
	"github.com/duet-conformance/duet/harness/plan"
)

// plannedItem is what `duet list --plan --json` writes: what a run of the same options will do.
type plannedItem struct {
	// Digest is that of the plan, as reports of its runs have it.
	Digest string `json:"digest"`
	// Purposes is how many purposes are selected, and Verdicts how many verdicts the run will give on them.
	Purposes int `json:"purposes"`
	Verdicts int `json:"verdicts"`
	// Environments are those that the run covers, of those Claimed by the ICS.
	Environments []plannedEnvironment `json:"environments"`
	Claimed      int                  `json:"claimed"`
	// NotApplicable are the purposes that are played in no environment.
	NotApplicable []excused `json:"notApplicable"`
	// Denied is what the ICS does not claim, and what shows that it is declined properly, or why nothing does.
	Denied []plan.Denial `json:"denied"`
}

type plannedEnvironment struct {
	Name     string   `json:"name"`
	Purposes []string `json:"purposes"`
}

type excused struct {
	Purpose string `json:"purpose"`
	Reason  string `json:"reason"`
}

func plannedOf(part plan.Part, ics iut.ICS) plannedItem {
	all := plannedItem{
		Digest: part.Digest(), Purposes: part.Purposes, Verdicts: len(part.Stretch()), Claimed: part.Claimed,
		Environments: []plannedEnvironment{}, NotApplicable: []excused{}, Denied: part.Denied(ics),
	}
	for _, alone := range part.Split() {
		where, ok := alone.Environment()
		if !ok {
			continue
		}
		e := plannedEnvironment{Name: where.String()}
		for _, item := range alone.Played() {
			e.Purposes = append(e.Purposes, item.ID)
		}
		all.Environments = append(all.Environments, e)
	}
	for _, item := range part.Stretch() {
		if item.NotApplicable != "" {
			all.NotApplicable = append(all.NotApplicable, excused{item.ID, item.NotApplicable})
		}
	}
	return all
}

// plannedRows lists a plan: the environments, then the purposes, those together that are played in the same ones.
func plannedRows(part plan.Part, ics iut.ICS) rows {
	p := plannedOf(part, ics)
	r := rows{items: p}
	say := func(format string, args ...any) { r.lines = append(r.lines, fmt.Sprintf(format, args...)) }
	say("%s, %s, in %d of the %d environments that the ICS claims:", counted(p.Purposes, "purpose"), counted(p.Verdicts, "verdict"), len(p.Environments), p.Claimed)
	for _, e := range p.Environments {
		say("  %s\t%s", e.Name, counted(len(e.Purposes), "purpose"))
	}
	for _, g := range groupsOf(part, len(p.Environments)) {
		say("")
		say("%s:", g.where)
		for ids := range slices.Chunk(g.ids, 10) {
			say("  %s", strings.Join(ids, " "))
		}
	}
	if len(p.NotApplicable) > 0 {
		say("")
		say("not applicable:")
	}
	for _, e := range p.NotApplicable {
		say("  %s  %s", e.Purpose, e.Reason)
	}
	if len(p.Denied) > 0 {
		say("")
		say("denied by the ICS:")
	}
	for _, d := range p.Denied {
		say("  %s\t%s", d.Feature, cmp.Or(d.Reason, "shown to be declined by "+strings.Join(d.ShownBy, ", ")))
	}
	return r
}

// group is the purposes that are played in as many environments for the same reason.
type group struct {
	where string
	ids   []string
}

func groupsOf(part plan.Part, environments int) []group {
	times := map[string]int{}
	var once []plan.Item
	for _, item := range part.Played() {
		if times[item.ID]++; times[item.ID] == 1 {
			once = append(once, item)
		}
	}
	slices.SortFunc(once, func(a, b plan.Item) int { return strings.Compare(a.ID, b.ID) })
	var groups []group
	for _, item := range once {
		where := "in every environment"
		if n := times[item.ID]; n < environments {
			where = fmt.Sprintf("in %d environments", n)
		}
		if needs := plan.Needs(item.Purpose); needs != "" {
			where += ", " + needs
		}
		i := slices.IndexFunc(groups, func(g group) bool { return g.where == where })
		if i < 0 {
			i, groups = len(groups), append(groups, group{where: where})
		}
		groups[i].ids = append(groups[i].ids, item.ID)
	}
	return groups
}

func counted(n int, of string) string {
	if n == 1 {
		return "1 " + of
	}
	return fmt.Sprintf("%d %ss", n, of)
}
