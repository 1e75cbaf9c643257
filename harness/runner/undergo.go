package runner

import (
	"fmt"
	"os"
	"testing"

	"github.com/duet-conformance/duet/harness/iut"
	"github.com/duet-conformance/duet/harness/purpose"
	"github.com/duet-conformance/duet/harness/report"
	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"
)

// UnderGinkgo plays the purposes of all linked suites as the specs of a Go test, under go test and the ginkgo command
// alike. Ginkgo's label filter selects purposes, as --label-filter of duet run does. The implementation is the one that the
// duet.yaml names, or, without one, the reference in this process. The test fails unless what was run conforms.
//
// suite is the first result of [ginkgo.GinkgoConfiguration]. The test's own file must ask ginkgo for it: the ginkgo
// command passes its options only to test files that import ginkgo.
func UnderGinkgo(t *testing.T, suite types.SuiteConfig, config string) {
	t.Helper()
	switch {
	case suite.ParallelTotal > 1:
		t.Fatal("the purposes share one implementation under test: run ginkgo without -p and --procs")
	case len(suite.FocusStrings)+len(suite.SkipStrings)+len(suite.FocusFiles)+len(suite.SkipFiles) > 0:
		t.Fatal("choose purposes by their labels (--label-filter 'tp:ROUT-001'): ginkgo does not say what --focus and --skip leave out, " +
			"so the run could not tell that it is partial")
	}
	cfg := iut.Default()
	if config != "" {
		var err error
		if cfg, err = iut.Load(config); err != nil {
			t.Fatal(err)
		}
	}
	cfg.IXIT.Seed = uint64(suite.RandomSeed)
	_, reporter := ginkgo.GinkgoConfiguration()
	result, err := Run(t.Context(), Options{
		Config:    cfg,
		Launcher:  cfg.Launcher(),
		Selection: purpose.Selection{Filter: suite.LabelFilter},
		Version:   "go test",
		Progress:  os.Stdout,

		// Ginkgo's dots between our lines help nobody; who asks it to be verbose gets both.
		ShowGinkgo: reporter.Verbose || reporter.VeryVerbose,
		Repeat: func(id string) string {
			return fmt.Sprintf("go test ./suites -ginkgo.label-filter=tp:%s -ginkgo.seed=%d", id, suite.RandomSeed)
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	report.NewTerminal(os.Stdout).End(result, "")
	if result.Result != report.Conformant {
		t.Errorf("%s: %s", result.Result, result.Reason)
	}
}
