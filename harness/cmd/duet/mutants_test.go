package main

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	. "github.com/onsi/gomega"
)

const (
	// mutantBound is what a mutant is given for everything: far more than the reference needs, on a busy machine too.
	mutantBound = 3 * time.Second
	// liarBound is what a liar is given, which keeps every purpose of the catalogue waiting.
	liarBound = 300 * time.Millisecond
)

// TestEveryMutantIsCaught runs every mutant against the purposes that name it: each of them must fail. A mutant that no
// purpose names survives, which fails as well; a purpose that names none is refused by the lint of the catalogue.
func TestEveryMutantIsCaught(t *testing.T) {
	g := NewWithT(t)
	var mutants []mutantItem
	g.Expect(json.Unmarshal([]byte(call(t, "list", "--mutants", "--json").output), &mutants)).To(Succeed())
	var purposes []purposeItem
	g.Expect(json.Unmarshal([]byte(call(t, "list", "--json").output), &purposes)).To(Succeed())
	if len(mutants) == 0 || len(purposes) == 0 {
		t.Fatal("there is no mutant to catch, or no purpose to catch it")
	}
	withPager, sessionOnly := impatient(t, "session, pager", mutantBound), impatient(t, "session", mutantBound)
	forLiars := impatient(t, "session, pager", liarBound)
	for _, m := range mutants {
		t.Run(m.Name, func(t *testing.T) {
			t.Parallel()
			if m.Liar {
				catchLiar(t, m, forLiars)
				return
			}
			if len(m.CaughtBy) == 0 {
				t.Fatalf("no purpose names the mutant %s (%s): it survives", m.Name, m.Breaks)
			}
			catch(t, m, withPager, appliesTo(purposes, m.CaughtBy, false))
			catch(t, m, sessionOnly, appliesTo(purposes, m.CaughtBy, true))
		})
	}
}

// appliesTo keeps those of the purposes that apply to an IUT which denies pager mode only, or those that apply to one
// which claims it.
func appliesTo(purposes []purposeItem, ids []string, deniesPager bool) []string {
	var kept []string
	for _, p := range purposes {
		if slices.Contains(ids, p.ID) && slices.Contains(p.Denies, "imModes:pager") == deniesPager {
			kept = append(kept, p.ID)
		}
	}
	return kept
}

// catch runs a mutant against the purposes. Each must fail.
func catch(t *testing.T, m mutantItem, config string, ids []string) {
	t.Helper()
	if len(ids) == 0 {
		return
	}
	d := runDuet(t, "--config", config, "--mutant", m.Name, "--only", strings.Join(ids, ","))
	for _, id := range ids {
		if verdict := d.report.verdict(id); verdict != "fail" {
			t.Errorf("%s does not catch %s (%s): its verdict is %s\n%s", id, m.Name, m.Breaks, verdict, d.output)
		}
	}
	if d.code != 1 {
		t.Errorf("the exit code for the mutant %s is %d, want 1", m.Name, d.code)
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
