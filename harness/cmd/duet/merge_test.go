package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	. "github.com/onsi/gomega"
)

// shards runs a selection in three shards, and returns the directories of their reports.
func shards(t *testing.T, args ...string) []string {
	t.Helper()
	var dirs []string
	for i := 1; i <= 3; i++ {
		dir := filepath.Join(t.TempDir(), "report")
		d := call(t, append([]string{"run", "--out", dir, "--shard", fmt.Sprintf("%d/3", i)}, args...)...)
		NewWithT(t).Expect(d.code).To(Equal(0), d.output)
		NewWithT(t).Expect(d.output).To(ContainSubstring(fmt.Sprintf("shard %d/3), which certifies nothing", i)))
		dirs = append(dirs, dir)
	}
	return dirs
}

func TestShardsMakeTheRunThatTheyArePartsOf(t *testing.T) {
	t.Parallel()
	g := NewWithT(t)
	file := config(t, "ics:\n  transports: [tcp]\n  dialects: [pidf, msrtc]\n  routing: [endpoint-decides]\n  topologies: [online, hybrid]\n")
	args := []string{"--config", file, "--only", "ROUT-001,SIGN-001,TOPO-001,MSG-043"}
	dirs := shards(t, args...)
	whole := runDuet(t, args...)
	g.Expect(whole.code).To(Equal(0), whole.output)

	merge := func(dirs ...string) done {
		d := call(t, append([]string{"merge", "--out", filepath.Join(t.TempDir(), "merged")}, dirs...)...)
		return d
	}
	out := filepath.Join(t.TempDir(), "merged")
	d := call(t, append([]string{"merge", "--out", out}, dirs[2], dirs[0], dirs[1])...)
	g.Expect(d.code).To(Equal(0), d.output)
	merged := (&started{out: out}).report(t)
	for i := range whole.report.Environments {
		g.Expect(merged.Environments[i].Dialect).To(Equal(whole.report.Environments[i].Dialect))
	}
	g.Expect(merged.Purposes).To(Equal(whole.report.Purposes))
	merged.Environments, whole.report.Environments = nil, nil
	g.Expect(merged).To(Equal(whole.report))

	other := t.TempDir()
	g.Expect(call(t, append([]string{"run", "--out", other, "--shard", "2/3", "--seed", "2"}, args...)...).code).To(Equal(0))
	two := t.TempDir()
	g.Expect(call(t, append([]string{"run", "--out", two, "--shard", "1/2"}, args...)...).code).To(Equal(0))
	less := t.TempDir()
	g.Expect(call(t, "run", "--out", less, "--shard", "2/3", "--config", file, "--only", "ROUT-001,SIGN-001").code).To(Equal(0))
	for name, c := range map[string]struct {
		dirs []string
		says string
	}{
		"one is missing":    {[]string{dirs[0], dirs[2]}, "the reports are not all of the run: verdicts 4 to 6 of 11 are in none of them"},
		"the last":          {dirs[:2], "the reports are not all of the run: verdicts 7 to 11 of 11 are in none of them"},
		"one comes twice":   {append(dirs[:3:3], dirs[1]), "overlap: both have verdict 4 of 11"},
		"of another split":  {[]string{two, dirs[1], dirs[2]}, "overlap: both have verdict"},
		"another seed":      {[]string{dirs[0], other, dirs[2]}, `the seed is "1" in the one and "2" in the other`},
		"another selection": {[]string{dirs[0], less, dirs[2]}, "are not parts of the same run: what was selected is"},
		"no report":         {[]string{dirs[0], t.TempDir()}, "there is no report in"},
		"changed by hand":   {[]string{dirs[0], changed(t, dirs[1], `"verdict": "pass"`, `"verdict": "notApplicable"`), dirs[2]}, "was changed since it was written: it says conformant, and"},
		"another purpose":   {[]string{dirs[0], changed(t, dirs[1], `"id": "SIGN-001"`, `"id": "SIGN-002"`), dirs[2]}, ""},
		"no JSON":           {[]string{changed(t, dirs[0], "{", "")}, "is not a report of duet"},
		"another kind":      {[]string{changed(t, dirs[0], "ConformanceReport", "KillMatrix")}, `it is a "KillMatrix"`},
	} {
		d := merge(c.dirs...)
		if c.says == "" { // nothing shows it until all is together
			g.Expect(d.code).To(Equal(3), "%s: %s", name, d.output)
			g.Expect(d.output).To(ContainSubstring("the verdicts are not those that the plan asks for"))
			continue
		}
		g.Expect(d.code).To(Equal(4), "%s: %s", name, d.output)
		g.Expect(d.output).To(ContainSubstring(c.says), name)
	}
}

// changed is a copy of a report with the first of something in it changed.
func changed(t *testing.T, dir, from, to string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "report.json"))
	NewWithT(t).Expect(err).NotTo(HaveOccurred())
	NewWithT(t).Expect(string(text)).To(ContainSubstring(from))
	other := t.TempDir()
	NewWithT(t).Expect(os.WriteFile(filepath.Join(other, "report.json"), []byte(strings.Replace(string(text), from, to, 1)), 0o600)).To(Succeed())
	return other
}
