package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	. "github.com/onsi/gomega"
)

// A vendor's own module imports the suites, and plays chosen purposes from its own test: the one that README.md shows.
func TestAModuleOfAVendorsPlaysPurposes(t *testing.T) {
	g := NewWithT(t)
	project, err := filepath.Abs(top)
	g.Expect(err).NotTo(HaveOccurred())
	dir := t.TempDir()
	_, blocks := readme(t)
	var test string
	for _, b := range blocks {
		if b.language == "go" && strings.Contains(b.text, "runner.UnderGinkgo(") {
			test = b.text
		}
	}
	g.Expect(test).NotTo(BeEmpty(), "README.md shows no test of a vendor's")

	const ours = "github.com/duet-conformance/duet"
	module, err := os.ReadFile(filepath.Join(project, "go.mod"))
	g.Expect(err).NotTo(HaveOccurred())
	module = bytes.Replace(module, []byte("module "+ours+"\n"), []byte("module vendor.example/gateway\n"), 1)
	module = append(module, "\nrequire "+ours+" v0.0.0\n\nreplace "+ours+" => "+project+"\n"...)
	sums, err := os.ReadFile(filepath.Join(project, "go.sum"))
	g.Expect(err).NotTo(HaveOccurred())
	for name, text := range map[string][]byte{
		"go.mod": module, "go.sum": sums, "conformance_test.go": []byte(test), "duet.yaml": []byte("iut: {adapter: reference}\n"),
	} {
		g.Expect(os.WriteFile(filepath.Join(dir, name), text, 0o600)).To(Succeed())
	}
	ctx, cancel := context.WithTimeout(t.Context(), runLimit)
	defer cancel()
	play := func(filter string) (string, error) {
		cmd := exec.CommandContext(ctx, "go", "test", "-count=1", "-v", ".", "-ginkgo.label-filter="+filter)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOWORK=off")
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	out, err := play("tp:SIGN-001")
	g.Expect(err).NotTo(HaveOccurred(), out)
	g.Expect(out).To(And(ContainSubstring("✓ pass   SIGN-001"), ContainSubstring("PASSED WHAT WAS SELECTED")))
	out, err = play("tp:NONE-001")
	g.Expect(err).To(HaveOccurred(), out)
	g.Expect(out).To(ContainSubstring("matches none"))
}
