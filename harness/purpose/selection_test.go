package purpose

import (
	"testing"

	. "github.com/onsi/gomega"
)

func small() []Purpose {
	return []Purpose{
		{ID: "MSG-001", Clause: "R-05", Suite: "messaging", Level: Must},
		{ID: "ROUT-001", Clause: "R-08", Suite: "routing", Level: Must},
		{ID: "ROUT-002", Clause: "R-09", Suite: "routing", Level: Must},
	}
}

func ids(purposes []Purpose) []string {
	var all []string
	for _, p := range purposes {
		all = append(all, p.ID)
	}
	return all
}

func TestSelection(t *testing.T) {
	for name, test := range map[string]struct {
		selection Selection
		keeps     []string
	}{
		"all":                          {Selection{}, []string{"MSG-001", "ROUT-001", "ROUT-002"}},
		"one":                          {Selection{IDs: []string{"ROUT-001"}}, []string{"ROUT-001"}},
		"values of a kind add up":      {Selection{Clauses: []string{"R-05", "R-08"}}, []string{"MSG-001", "ROUT-001"}},
		"kinds narrow each other down": {Selection{Clauses: []string{"R-05", "R-08"}, Suites: []string{"routing"}}, []string{"ROUT-001"}},
		"label filter":                 {Selection{Filter: "clause:R-09 || suite:messaging"}, []string{"MSG-001", "ROUT-002"}},
	} {
		t.Run(name, func(t *testing.T) {
			g := NewWithT(t)
			kept, err := test.selection.From(small())
			g.Expect(err).NotTo(HaveOccurred())
			g.Expect(ids(kept)).To(Equal(test.keeps))
		})
	}
}

func TestSelectionThatMatchesNothingIsAnError(t *testing.T) {
	for name, test := range map[string]struct {
		selection Selection
		says      string
	}{
		"misspelt id":       {Selection{IDs: []string{"ROUT-0O1"}}, "--only ROUT-0O1 matches no purpose; the nearest that there is: ROUT-001"},
		"one of two":        {Selection{IDs: []string{"ROUT-001", "ROUT-999"}}, "ROUT-999"},
		"unknown clause":    {Selection{Clauses: []string{"R-10"}}, "--clause R-10 matches no purpose"},
		"unknown suite":     {Selection{Suites: []string{"rooting"}}, "the nearest that there is: routing"},
		"kinds contradict":  {Selection{Clauses: []string{"R-05"}, Suites: []string{"routing"}}, "matches none of the 3 purposes"},
		"filter of nothing": {Selection{Filter: "tp:NONE-001"}, "matches none of the 3 purposes"},
		"filter unreadable": {Selection{Filter: "(("}, "can't be read"},
	} {
		t.Run(name, func(t *testing.T) {
			g := NewWithT(t)
			_, err := test.selection.From(small())
			g.Expect(err).To(MatchError(ContainSubstring(test.says)))
		})
	}
}

func TestSelectionWritesItselfAsOptions(t *testing.T) {
	g := NewWithT(t)
	g.Expect(Selection{}.String()).To(BeEmpty())
	g.Expect(Selection{}.All()).To(BeTrue())
	s := Selection{IDs: []string{"A-001", "B-001"}, Suites: []string{"routing"}, Filter: "x && y"}
	g.Expect(s.String()).To(Equal(`--only A-001,B-001 --suite routing --label-filter "x && y"`))
	g.Expect(s.All()).To(BeFalse())
}
