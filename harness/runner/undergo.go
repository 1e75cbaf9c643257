package runner

import (
	"cmp"
	"fmt"
	"os"
	"testing"

	"github.com/duet-conformance/duet/harness/iut"
	"github.com/duet-conformance/duet/harness/purpose"
	"github.com/duet-conformance/duet/harness/report"
	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"
)

// environmentVariable says in which environment the specs are played under go test.
const environmentVariable = "DUET_ENVIRONMENT"

// UnderGinkgo plays the purposes of all linked suites as the specs of a Go test, under go test and the ginkgo command
// alike. Ginkgo's label filter selects purposes, as --label-filter of duet run does. The implementation is the one that the
// duet.yaml names, or, without one, the reference in this process. The test fails unless what was run conforms.
//
// Ginkgo plays its specs once, so this is one environment: the first that the config covers, or the first that fits the
// pattern in the variable DUET_ENVIRONMENT. The run is partial where the ICS claims more.
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
	cfg, err := cfg.Narrowed(cmp.Or(os.Getenv(environmentVariable), iut.AnyEnvironment))
	if err != nil {
		t.Fatalf("%s: %v", environmentVariable, err)
	}
	if cfg.InContainers() {
		t.Fatalf("%s wants containers, which a Go test opens none of: let duet run do it", config)
	}
	here := cfg.Environments()[0]
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
			return fmt.Sprintf("%s=%s go test ./suites -ginkgo.label-filter=tp:%s -ginkgo.seed=%d", environmentVariable, here, id, suite.RandomSeed)
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
