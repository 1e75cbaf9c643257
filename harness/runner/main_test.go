package runner_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	. "github.com/onsi/gomega"
	"go.uber.org/goleak"

	"github.com/duet-conformance/duet/harness/iut"
	"github.com/duet-conformance/duet/harness/judge"
	"github.com/duet-conformance/duet/harness/purpose"
	"github.com/duet-conformance/duet/harness/report"
	"github.com/duet-conformance/duet/harness/runner"
	"github.com/duet-conformance/duet/harness/world"
)

// Ginkgo runs its specs once in a process, so every scenario is a run in a process of its own: this test program again,
// with the name of the scenario in the environment.
const (
	scenarioVariable = "RUNNER_TEST_SCENARIO"
	outVariable      = "RUNNER_TEST_OUT"
)

// leaked is the exit code of a scenario after which something still runs.
const leaked = 99

func TestMain(m *testing.M) {
	if name := os.Getenv(scenarioVariable); name != "" {
		os.Exit(perform(scenarios[name], os.Getenv(outVariable)))
	}
	goleak.VerifyTestMain(m)
}

// scenario is a run of the purposes of this test.
type scenario struct {
	only     []string
	launcher iut.Launcher
	// bounds are the run's where they are not zero; network is where the tester's sockets are.
	bounds  judge.Bounds
	network world.Network
	// during is called in the middle of every story, with its number in the order of the run, from 1.
	during func(ctx context.Context, turn int, cast purpose.Leased)
}

// perform is a scenario in its own process. The exit code is the run's.
func perform(s *scenario, out string) int {
	during = s.during
	before := goleak.IgnoreCurrent()
	ginkgos := goleak.IgnoreTopFunction("github.com/onsi/ginkgo/v2/internal/interrupt_handler.(*InterruptHandler).registerForInterrupts.func2")
	cfg := iut.Default()
	cfg.IXIT.Seed = 1
	cfg.IXIT.Bounds = s.bounds.OrDefault()
	result, err := runner.Run(context.Background(), runner.Options{
		Config: cfg, Launcher: s.launcher, Network: s.network,
		Selection: purpose.Selection{IDs: s.only},
		Progress:  os.Stdout,
		Repeat:    func(id string) string { return "again " + id },
	})
	if err == nil {
		err = report.Save(out, result)
	}
	if err == nil {
		err = goleak.Find(before, ginkgos)
	}
	if err != nil {
		fmt.Println(err)
		return leaked
	}
	return result.Result.ExitCode()
}

// played is a scenario that has ended.
type played struct {
	code   int
	output string
	report struct {
		Result, Reason string
		Purposes       []verdict
		Environments   []struct{ Output string }
		Violations     []struct{ Purpose, Rule, Sentence string }
	}
}

type verdict struct{ ID, Verdict, Reason, Output string }

// with returns the purposes that have a verdict.
func (p played) with(name string) []verdict {
	var those []verdict
	for _, v := range p.report.Purposes {
		if v.Verdict == name {
			those = append(those, v)
		}
	}
	return those
}

// limit ends a scenario that hangs.
const limit = time.Minute

// play runs a scenario and reads its report.
func play(t *testing.T, name string) played {
	t.Helper()
	t.Parallel()
	g := NewWithT(t)
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	out := t.TempDir()
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Env = append(os.Environ(), scenarioVariable+"="+name, outVariable+"="+out)
	output, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil || ctx.Err() != nil {
		t.Fatalf("%s: %v\n%s", name, err, output)
	}
	p := played{code: cmd.ProcessState.ExitCode(), output: string(output)}
	text, err := os.ReadFile(filepath.Join(out, report.JSONFile))
	g.Expect(err).NotTo(HaveOccurred(), p.output)
	g.Expect(json.Unmarshal(text, &p.report)).To(Succeed())
	return p
}

// lines are those of the output that hold all of the words.
func (p played) lines(words ...string) []string {
	var those []string
	for line := range strings.Lines(p.output) {
		holds := true
		for _, w := range words {
			holds = holds && strings.Contains(line, w)
		}
		if holds {
			those = append(those, line)
		}
	}
	return those
}
