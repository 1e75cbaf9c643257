package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/harness/judge"
)

// ladderRows is how many rows a ladder has at most; what goes before them is folded.
const ladderRows = 48

// row is a line of the ladder: a step, or what was folded away there.
type row struct {
	step
	folded string
}

// tell chooses what of the evidence on a purpose is drawn. The story is everything between people: conversations, calls,
// what they did and what they saw. What goes on beside it (registrations, presence, subscriptions, tokens) is folded,
// unless a finding rests on it, or there is no story.
func tell(p Purpose) []row {
	findings := against(p)
	marked, wanted := map[id]bool{}, map[string]bool{}
	for _, f := range findings {
		for _, e := range f.Offending {
			marked[idOf(e)] = true
		}
		for _, e := range slices.Concat(f.Offending, f.Seen) {
			wanted[subject(e)] = true
		}
		if f.Missing != nil {
			method, _, _ := strings.Cut(f.Missing.Label, " ")
			wanted[method] = true
		}
	}
	var steps []step
	story := false
	for _, e := range inTime(p.Events) {
		s, ok := stepOf(e)
		if marked[idOf(e)] {
			s.mark, s.aside = offending, false
			ok = s.from != noLane && s.to != noLane
		}
		if !ok {
			continue
		}
		if wanted[subject(e)] {
			s.aside = false
		}
		story = story || !s.aside && e.Source != record.SourcePeople
		steps = append(steps, s)
	}
	if !story {
		for i := range steps {
			steps[i].aside = false
		}
	}
	return append(fold(steps), absent(findings)...)
}

// against are the findings that made the verdict.
func against(p Purpose) []judge.Finding {
	var findings []judge.Finding
	for _, f := range p.Findings {
		if f.Verdict == p.Verdict {
			findings = append(findings, f)
		}
	}
	return findings
}

// id tells events of different observers apart.
type id struct {
	source string
	seq    uint64
}

func idOf(e record.Event) id { return id{e.Source, e.Seq} }

// subject is what an event is about, as far as folding goes: the SIP method, or the HTTP method and what it was done to.
func subject(e record.Event) string {
	if method, ok := methodBehind[e.Kind]; ok {
		return method
	}
	method := e.Attr("method")
	if plain, ok := dialectOf[method]; ok {
		method = plain
	}
	switch {
	case e.Kind == record.HTTPExchange:
		return method + " " + lastWord(e.Attr("path"))
	case method != "":
		return method
	}
	return string(e.Kind)
}

// dialectOf says which standard method is meant by one of SfB's own.
var dialectOf = map[string]string{"SERVICE": "PUBLISH", "BENOTIFY": "NOTIFY"}

// methodBehind says which messages made the front end record what it did.
var methodBehind = map[record.Kind]string{
	record.Bound: "REGISTER", record.Unbound: "REGISTER",
	record.Published: "PUBLISH", record.Withdrawn: "PUBLISH",
	record.Subscribed: "SUBSCRIBE", record.Unsubscribed: "SUBSCRIBE",
	record.Notified: "NOTIFY", record.PresenceShown: "NOTIFY",
}

func inTime(events []record.Event) []record.Event {
	events = slices.Clone(events)
	slices.SortStableFunc(events, func(a, b record.Event) int { return a.Time.Compare(b.Time) })
	return events
}

// fold replaces runs of what goes on beside the story, and everything before the last [ladderRows], by a line that counts
// them. A marked step is never folded.
func fold(steps []step) []row {
	drawn := 0
	for i := len(steps) - 1; i >= 0; i-- {
		if !steps[i].aside {
			drawn++
		}
		if drawn > ladderRows && steps[i].mark == unmarked {
			steps[i].aside = true
		}
	}
	var rows []row
	var hidden []step
	flush := func() {
		if text := counted(hidden); text != "" {
			rows = append(rows, row{folded: text})
		}
		hidden = nil
	}
	for _, s := range steps {
		if s.aside {
			hidden = append(hidden, s)
			continue
		}
		flush()
		rows = append(rows, row{step: s})
	}
	flush()
	return rows
}

// counted says what was folded: "5 more: 3 NOTIFY, 2 HTTP".
func counted(hidden []step) string {
	counts := map[string]int{}
	total := 0
	for _, s := range hidden {
		if s.group != "" {
			counts[s.group]++
			total++
		}
	}
	var groups []string
	for group := range counts {
		groups = append(groups, group)
	}
	slices.SortFunc(groups, func(a, b string) int {
		if counts[a] != counts[b] {
			return counts[b] - counts[a]
		}
		return strings.Compare(a, b)
	})
	if total == 0 {
		return ""
	}
	for i, group := range groups {
		groups[i] = fmt.Sprintf("%d %s", counts[group], group)
	}
	return fmt.Sprintf("%d more: %s", total, strings.Join(groups, ", "))
}

// absent draws the arrows that did not come, after everything that did.
func absent(findings []judge.Finding) []row {
	var rows []row
	for _, f := range findings {
		if f.Missing == nil {
			continue
		}
		from, fromName := laneOf(f.Missing.From)
		to, toName := laneOf(f.Missing.To)
		if from == noLane || to == noLane {
			continue
		}
		name := toName
		if name == "" {
			name = fromName
		}
		s := step{from: from, to: to, name: name, label: f.Missing.Label, mark: missing}
		rows = append(rows, row{step: s})
	}
	return rows
}
