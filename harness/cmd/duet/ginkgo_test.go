package main

import (
	"context"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	. "github.com/onsi/gomega"
)

// The packages of the suites' own door and of ginkgo's command.
const (
	suitesPackage = "github.com/duet-conformance/duet/suites"
	ginkgoPackage = "github.com/onsi/ginkgo/v2/ginkgo"
)

// runs runs a program in the folder of the suites, and says whether it succeeded.
func runs(t *testing.T, command ...string) (bool, string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), runLimit)
	defer cancel()
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Dir = "../../../suites"
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = runLimit
	out, err := cmd.CombinedOutput()
	if ctx.Err() != nil {
		t.Fatalf("%s: %v\n%s", strings.Join(command, " "), err, out)
	}
	return err == nil, string(out)
}

// The specs run under go test and under the ginkgo command as well, and ginkgo's own filter works on them. A filter that
// keeps nothing, specs that are all skipped, and options that would hide what was left out, are never green.
func TestTheOtherDoors(t *testing.T) {
	// Each is built once: what go test does with its options is to hand them to the test program.
	dir := t.TempDir()
	suites, ginkgo := filepath.Join(dir, "suites.test"), filepath.Join(dir, "ginkgo")
	for _, build := range [][]string{{"go", "test", "-c", "-o", suites, suitesPackage}, {"go", "build", "-o", ginkgo, ginkgoPackage}} {
		if ok, output := runs(t, build...); !ok {
			t.Fatal(output)
		}
	}
	for name, test := range map[string]struct {
		command []string
		green   bool
		says    string
	}{
		"go test": {
			[]string{"go", "test", "-count=1", suitesPackage, "-ginkgo.label-filter=tp:SIGN-001"}, true, "ok",
		},
		"go test, a clause": {
			[]string{suites, "-test.v", "-ginkgo.label-filter=clause:R-04 && suite:signin"}, true, "PASSED WHAT WAS SELECTED",
		},
		"go test, in an environment": {
			[]string{"env", "DUET_ENVIRONMENT=udp/msrtc/any/hybrid", suites, "-test.v", "-ginkgo.label-filter=tp:SIGN-001"}, true, "udp, msrtc, endpoint-decides, hybrid",
		},
		"go test, says that it is partial": {
			[]string{suites, "-test.v", "-ginkgo.label-filter=tp:SIGN-001"}, true, "1 of 24 environments",
		},
		"go test, in no environment": {
			[]string{"env", "DUET_ENVIRONMENT=udp/lunar", suites, "-ginkgo.label-filter=tp:SIGN-001"}, false, "DUET_ENVIRONMENT: ",
		},
		"go test, a filter that keeps nothing": {
			[]string{suites, "-ginkgo.label-filter=tp:ROUT-999"}, false, "matches none",
		},
		"go test, a filter that can't be read": {
			[]string{suites, "-ginkgo.label-filter=(("}, false, "Syntax Error",
		},
		"go test, all specs skipped": {
			[]string{suites, "-ginkgo.skip=."}, false, "choose purposes by their labels",
		},
		"go test, nothing in focus": {
			[]string{suites, "-ginkgo.focus=nothing"}, false, "choose purposes by their labels",
		},
		"go test, a dry run": {
			[]string{suites, "-ginkgo.dry-run", "-ginkgo.label-filter=tp:SIGN-001"}, false, "not run",
		},
		"ginkgo": {
			[]string{ginkgo, "-r", "--label-filter", "tp:SIGN-001"}, true, "PASSED WHAT WAS SELECTED",
		},
		"ginkgo, a filter that keeps nothing": {
			[]string{ginkgo, "-r", "--label-filter", "tp:ROUT-999"}, false, "matches none",
		},
		"ginkgo, all specs skipped, and a promise to fail then that ginkgo does not keep": {
			[]string{ginkgo, "-r", "--skip", ".", "--fail-on-empty"}, false, "choose purposes by their labels",
		},
		"ginkgo, side by side": {
			[]string{ginkgo, "-r", "--procs", "2"}, false, "run ginkgo without -p",
		},
	} {
		t.Run(name, func(t *testing.T) {
			g := NewWithT(t)
			green, output := runs(t, test.command...)
			g.Expect(green).To(Equal(test.green), output)
			g.Expect(output).To(ContainSubstring(test.says))
		})
	}
}
