package main

import (
	"encoding/json"
	"strings"
	"testing"

	. "github.com/onsi/gomega"
)

// TestEveryMutantIsCaught runs every mutant against the purposes that name it: each of them must fail. A mutant that no
// purpose names survives, which fails as well; a purpose that names none is refused by the lint of the catalogue.
func TestEveryMutantIsCaught(t *testing.T) {
	var mutants []mutantItem
	NewWithT(t).Expect(json.Unmarshal([]byte(call(t, "list", "--mutants", "--json").output), &mutants)).To(Succeed())
	if len(mutants) == 0 {
		t.Fatal("there is no mutant to catch")
	}
	config := impatient(t)
	for _, m := range mutants {
		t.Run(m.Name, func(t *testing.T) {
			t.Parallel()
			if m.Liar {
				catchLiar(t, m, config)
				return
			}
			if len(m.CaughtBy) == 0 {
				t.Fatalf("no purpose names the mutant %s (%s): it survives", m.Name, m.Breaks)
			}
			d := runDuet(t, "--config", config, "--mutant", m.Name, "--only", strings.Join(m.CaughtBy, ","))
			for _, id := range m.CaughtBy {
				if verdict := d.report.verdict(id); verdict != "fail" {
					t.Errorf("%s does not catch %s (%s): its verdict is %s\n%s", id, m.Name, m.Breaks, verdict, d.output)
				}
			}
			if d.code != 1 {
				t.Errorf("the exit code for the mutant %s is %d, want 1", m.Name, d.code)
			}
		})
	}
}

// catchLiar runs the whole catalogue: whatever a liar makes of it, it is never certified.
func catchLiar(t *testing.T, m mutantItem, config string) {
	t.Helper()
	d := runDuet(t, "--config", config, "--mutant", m.Name)
	if d.report.Result == "conformant" || d.report.Result == "" || (d.code != 1 && d.code != 2) {
		t.Errorf("the liar %s (%s) comes out as %q with exit code %d\n%s", m.Name, m.Breaks, d.report.Result, d.code, d.output)
	}
}
