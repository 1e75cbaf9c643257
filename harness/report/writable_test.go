package report_test

import (
	"os"
	"path/filepath"
	"testing"

	. "github.com/onsi/gomega"

	"github.com/duet-conformance/duet/harness/report"
)

func TestWritableLeavesNothingBehind(t *testing.T) {
	g := NewWithT(t)
	dir := t.TempDir()
	g.Expect(report.Writable(dir)).To(Succeed())
	g.Expect(report.Writable(filepath.Join(dir, "not", "there", "yet"))).To(Succeed())
	left, err := os.ReadDir(dir)
	g.Expect(err).NotTo(HaveOccurred())
	g.Expect(left).To(BeEmpty())
}

func TestWritableSaysWhatIsInTheWay(t *testing.T) {
	g := NewWithT(t)
	file := filepath.Join(t.TempDir(), "file")
	g.Expect(os.WriteFile(file, nil, 0o600)).To(Succeed())
	g.Expect(report.Writable(file)).To(MatchError(ContainSubstring("is not a directory")))
	g.Expect(report.Writable(filepath.Join(file, "below"))).To(MatchError(ContainSubstring("can't be written to")))
	g.Expect(report.Writable("/proc/duet-report")).To(MatchError(ContainSubstring("can't be written to /proc/duet-report")))
}
