package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	. "github.com/onsi/gomega"

	"github.com/duet-conformance/duet/harness/purpose"
)

// duet is the program under test, built once.
var duet string

// runsAtOnce is how many runs go on side by side. A run of a mutant spends most of its time waiting for what does not come.
const runsAtOnce = "6"

// catalogue is that of the program, for tests that play purposes in this process.
var catalogue []purpose.Purpose

func TestMain(m *testing.M) {
	var err error
	if catalogue, err = purpose.Catalogue(); err != nil { // before the flag: ginkgo takes offence at it
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	_ = flag.Set("test.parallel", runsAtOnce) // a -parallel on the command line has the last word: m.Run reads it after this
	dir, err := os.MkdirTemp("", "duet-test-*")
	if err == nil {
		duet = filepath.Join(dir, "duet")
		var out []byte
		if out, err = exec.Command("go", "build", "-o", duet, ".").CombinedOutput(); err != nil {
			err = fmt.Errorf("%w\n%s", err, out)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "build duet:", err)
		os.Exit(1)
	}
	code := m.Run()
	if err := unbox(); err != nil {
		fmt.Fprintln(os.Stderr, "remove the image of the tests:", err)
		code = max(code, 1)
	}
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

// runLimit ends a run that hangs.
const runLimit = 2 * time.Minute

// done is a run of the program that has ended.
type done struct {
	code   int
	output string
	report reported
	junit  string
}

// reported is what the tests read of a report.json.
type reported struct {
	Result, Reason string
	Partial        bool
	Summary        struct {
		Planned, Pass, Fail, Inconclusive, Error, NotApplicable, Waived int
		Extended                                                        struct{ Planned int }
	}
	Selection    string
	Plan         struct{ Digest, Shard string }
	Environments []struct {
		Transport, Dialect, Routing, Topology, Output string
		TesterTrouble                                 []string
	}
	Purposes   []struct{ ID, Environment, Verdict, Reason, Waived, Evidence, Repeat string }
	Violations []struct{ Purpose, Rule, Sentence string }
}

func (r reported) verdict(id string) string {
	for _, p := range r.Purposes {
		if p.ID == id {
			return p.Verdict
		}
	}
	return "absent"
}

// first is the first environment of the reference, for runs of which one environment says enough.
const first = "tcp/pidf/endpoint-decides/online"

// run runs the program with the arguments of `duet run`, and reads its reports.
func runDuet(t *testing.T, args ...string) done {
	t.Helper()
	out := t.TempDir()
	d := call(t, append([]string{"run", "--out", out}, args...)...)
	if text, err := os.ReadFile(filepath.Join(out, "report.json")); err == nil {
		NewWithT(t).Expect(json.Unmarshal(text, &d.report)).To(Succeed())
	}
	if text, err := os.ReadFile(filepath.Join(out, "junit.xml")); err == nil {
		d.junit = string(text)
	}
	return d
}

// call runs the program with any arguments.
func call(t *testing.T, args ...string) done {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), runLimit)
	defer cancel()
	var output bytes.Buffer
	cmd := exec.CommandContext(ctx, duet, args...)
	cmd.Stdout, cmd.Stderr = &output, &output
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) } // so that it stops the implementation
	cmd.WaitDelay = 10 * time.Second
	err := cmd.Run()
	if cmd.ProcessState == nil || ctx.Err() != nil {
		t.Fatalf("duet %v: %v\n%s", args, err, output.String())
	}
	return done{code: cmd.ProcessState.ExitCode(), output: output.String()}
}

// config writes a duet.yaml.
func config(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "duet.yaml")
	NewWithT(t).Expect(os.WriteFile(path, []byte(text), 0o600)).To(Succeed())
	return path
}

// impatient is a config of the reference with bounds that a conforming one keeps with ease, and that a mutant which keeps
// silent does not make us wait for long. imModes is what it claims of those.
func impatient(t *testing.T, imModes string, bound time.Duration) string {
	t.Helper()
	var bounds strings.Builder
	for _, name := range []string{"ready", "registration", "presence", "delivery", "answer", "settings", "told", "fence"} {
		fmt.Fprintf(&bounds, "    %s: %s\n", name, bound)
	}
	return config(t, "iut:\n  adapter: reference\nics:\n  imModes: ["+imModes+"]\nixit:\n  bounds:\n"+bounds.String()+"    straggler: 1s\n")
}
