package main

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	. "github.com/onsi/gomega"
)

// runs are the purposes that catch the mutant, by the options of a run in which it shows and they apply.
func (m mutantItem) runs(purposes []purposeItem) map[string][]string {
	runs := map[string][]string{}
	for _, p := range purposes {
		if !slices.Contains(m.CaughtBy, p.ID) {
			continue
		}
		var options []string
		for _, feature := range append([]string{m.Needs}, p.Claims...) {
			family, value, _ := strings.Cut(feature, ":")
			if option := "--" + family; (family == "routing" || family == "topology") && !slices.Contains(options, option) {
				options = append(options, option, value)
			}
		}
		key := strings.Join(options, " ")
		runs[key] = append(runs[key], p.ID)
	}
	return runs
}

func TestReferenceIsConformantInEveryEnvironment(t *testing.T) {
	for name, options := range map[string][]string{
		"registrar decides":        {"--routing", "registrar-decides"},
		"hybrid":                   {"--topology", "hybrid"},
		"hybrid over udp":          {"--topology", "hybrid", "--transport", "udp"},
		"hybrid over tls":          {"--topology", "hybrid", "--transport", "tls"},
		"registrar decides hybrid": {"--topology", "hybrid", "--routing", "registrar-decides"},
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
		t.Run(m.Name, func(t *testing.T) {
			t.Parallel()
			catch(t, m, []string{"--config", config, "--routing", "registrar-decides"}, ids)
		})
	}
	if tried < 15 {
		t.Errorf("only %d mutants can do wrong where the registrar decides", tried)
	}
}
