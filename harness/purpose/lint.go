package purpose

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/duet-conformance/duet/fakes/gateway"
)

var idForm = regexp.MustCompile(`^[A-Z]{2,5}-[0-9]{3}$`)

// lint says everything that is wrong with a set of purposes, and with the specs that ginkgo holds for them (the labels of
// each spec). Nothing may run while it says anything.
func lint(purposes []Purpose, specs [][]string) []string {
	var wrong []string
	say := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }

	first := map[string]Purpose{}
	for _, p := range purposes {
		if q, ok := first[p.ID]; ok {
			say("%s (%s): the id is taken by %q at %s", p.ID, p.Where, q.Title, q.Where)
			continue
		}
		first[p.ID] = p
		if !idForm.MatchString(p.ID) {
			say("%s (%s): an id has the form ROUT-001", p.ID, p.Where)
		}
		clause, ok := ClauseByID(p.Clause)
		if !ok {
			say("%s (%s): there is no clause %q", p.ID, p.Where, p.Clause)
		}
		if p.Level != Must && p.Level != Extended {
			say("%s (%s): the level must be %q or %q", p.ID, p.Where, Must, Extended)
		} else if ok && clause.Extended != (p.Level == Extended) {
			say("%s (%s): the level %q is not that of the clause %s", p.ID, p.Where, p.Level, p.Clause)
		}
		if p.Title == "" {
			say("%s (%s): a title is missing", p.ID, p.Where)
		}
		if !strings.HasPrefix(p.Sentence, "Ensure that the IUT") || !strings.HasSuffix(p.Sentence, ".") {
			say("%s (%s): a sentence is missing that starts with \"Ensure that the IUT\" and ends with a full stop", p.ID, p.Where)
		}
		if len(p.Cast) == 0 {
			say("%s (%s): a cast is missing", p.ID, p.Where)
		}
		if p.play == nil {
			say("%s (%s): a story is missing", p.ID, p.Where)
		}
		if len(p.Catches) == 0 {
			say("%s (%s): it names no mutant that it catches, so nothing shows that it can fail", p.ID, p.Where)
		}
		if p.SideBySide && p.disturbs() {
			say("%s (%s): what restarts the implementation, or breaks what is around it, can't be played side by side with others", p.ID, p.Where)
		}
		for _, f := range p.Catches {
			if !slices.ContainsFunc(gateway.Faults(), func(g gateway.Fault) bool { return g.Name == f.Name }) {
				say("%s (%s): there is no mutant %q", p.ID, p.Where, f.Name)
			}
		}
	}
	return append(wrong, lintSpecs(first, specs)...)
}

// lintSpecs says which specs have no purpose, and which purposes have no spec.
func lintSpecs(purposes map[string]Purpose, specs [][]string) []string {
	var wrong []string
	played := map[string]bool{}
	for _, labels := range specs {
		i := slices.IndexFunc(labels, func(l string) bool { return strings.HasPrefix(l, "tp:") })
		if i < 0 {
			wrong = append(wrong, fmt.Sprintf("a spec with the labels [%s] belongs to no purpose; register it with purpose.It", strings.Join(labels, " ")))
			continue
		}
		id := strings.TrimPrefix(labels[i], "tp:")
		if _, ok := purposes[id]; !ok {
			wrong = append(wrong, fmt.Sprintf("a spec is labelled with the purpose %s, which is not in the catalogue", id))
		}
		played[id] = true
	}
	var lost []string
	for id, p := range purposes {
		if !played[id] {
			lost = append(lost, fmt.Sprintf("%s (%s): ginkgo has no spec that plays it", id, p.Where))
		}
	}
	slices.Sort(lost)
	return append(wrong, lost...)
}
