package suites_test

import (
	"os"
	"testing"

	"github.com/onsi/ginkgo/v2"

	"github.com/duet-conformance/duet/harness/runner"
	_ "github.com/duet-conformance/duet/suites"
)

// TestSuites plays the catalogue under go test and ginkgo, against the reference in this process, or against what
// DUET_CONFIG names. Ginkgo's own label filter chooses purposes: --label-filter 'clause:R-08'.
func TestSuites(t *testing.T) {
	suite, _ := ginkgo.GinkgoConfiguration()
	runner.UnderGinkgo(t, suite, os.Getenv("DUET_CONFIG"))
}
