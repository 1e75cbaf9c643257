package main

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	. "github.com/onsi/gomega"
)

// environment are the options of a run in which the mutant shows.
func (m mutantItem) environment() []string {
	if family, value, ok := strings.Cut(m.Needs, ":"); ok {
		return []string{"--" + family, value}
	}
	return nil
}

func TestReferenceIsConformantInEveryEnvironment(t *testing.T) {
	for name, options := range map[string][]string{
		"registrar decides": {"--routing", "registrar-decides"},
	} {
		t.Run(name, func(t *testing.T) {
			g := NewWithT(t)
			d := runDuet(t, options...)
			g.Expect(d.code).To(Equal(0), d.output)
			g.Expect(d.report.Result).To(Equal("conformant"))
			g.Expect(d.report.Violations).To(BeEmpty())
			g.Expect(d.environment(options[0])).To(Equal(options[1]))
		})
	}
}

// environment is what the report says that the run was, by the name of the option that chose it.
func (d done) environment(option string) string {
	switch option {
	case "--routing":
		return d.report.Environment.Routing
	case "--topology":
		return d.report.Environment.Topology
	}
	return ""
}

// TestRoutingMutantsAreCaughtWhereTheRegistrarDecides runs every mutant that a purpose about routing names, and that can
// do wrong there, against the purposes that name it.
func TestRoutingMutantsAreCaughtWhereTheRegistrarDecides(t *testing.T) {
	const here = "routing:registrar-decides"
	g := NewWithT(t)
	var mutants []mutantItem
	g.Expect(json.Unmarshal([]byte(call(t, "list", "--mutants", "--json").output), &mutants)).To(Succeed())
	config := impatient(t, "session, pager", mutantBound)
	tried := 0
	for _, m := range mutants {
		ids := slices.DeleteFunc(m.CaughtBy, func(id string) bool { return !strings.HasPrefix(id, "ROUT-") && !strings.HasPrefix(id, "OPT-") })
		if len(ids) == 0 || m.Needs != "" && m.Needs != here {
			continue
		}
		tried++
		m.Needs = here
		t.Run(m.Name, func(t *testing.T) {
			t.Parallel()
			catch(t, m, config, ids)
		})
	}
	if tried < 15 {
		t.Errorf("only %d mutants can do wrong where the registrar decides", tried)
	}
}
