package suites_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/duet-conformance/duet/harness/iut"
	"github.com/duet-conformance/duet/harness/judge"
	"github.com/duet-conformance/duet/harness/purpose"
	"github.com/duet-conformance/duet/harness/report"
	"github.com/duet-conformance/duet/harness/runner"
	"github.com/onsi/ginkgo/v2"
)

// Ginkgo's specs are global, so a process can make one run only, and a benchmark needs many. Each is made by this test
// program, started again with these variables: where its report goes, and how many purposes to play (0: the catalogue).
const (
	playInto  = "DUET_BENCH_OUT"
	playCount = "DUET_BENCH_PURPOSES"
)

func TestMain(m *testing.M) {
	dir := os.Getenv(playInto)
	if dir == "" {
		os.Exit(m.Run())
	}
	if err := play(dir, os.Getenv(playCount)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// BenchmarkRun is one run of the whole catalogue against the reference in the tester's process: real sockets, real time.
func BenchmarkRun(b *testing.B) {
	var medians, longest, runs []float64
	for b.Loop() {
		r := played(b, 0)
		var each []float64
		for _, p := range r.Purposes {
			if p.Verdict == judge.Pass {
				each = append(each, float64(p.DurationMs))
			}
		}
		medians, longest = append(medians, median(each)), append(longest, slices.Max(each))
		runs = append(runs, seconds(r.DurationMs))
	}
	b.ReportMetric(0, "ns/op") // says nothing that s/run does not
	b.ReportMetric(median(medians), "ms/purpose(median)")
	b.ReportMetric(median(longest), "ms/purpose(longest)")
	b.ReportMetric(median(runs), "s/run")
}

// BenchmarkVirtualRun is one run of the whole catalogue in virtual time, where nothing waits: what is left is the work.
// `make mutants` makes some hundreds of such runs.
func BenchmarkVirtualRun(b *testing.B) {
	catalogue, err := purpose.Catalogue()
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		result, err := runner.InVirtualTime(catalogue, runner.Options{
			Config: iut.Default(), Version: "go test", Repeat: func(id string) string { return "duet run --only " + id },
		})
		if err != nil || result.Result != report.Conformant {
			b.Fatalf("the figures of a run that is %s mean nothing: %s, %v", result.Result, result.Reason, err)
		}
	}
}

// baseline is how many purposes the comparison starts from, and manifold how many times as many it goes to.
const (
	baseline = 50
	manifold = 4
)

// BenchmarkGrowth compares runs of 50 and of 200 purposes: a selection from the whole catalogue, and the same selection
// four times over, every copy with an id and a cast of its own. What a run costs beyond its purposes (start, sweep, end)
// makes the ratio of whole runs smaller, so there is one of the purposes alone as well. 4 is linear.
func BenchmarkGrowth(b *testing.B) {
	var few, many, fewAlone, manyAlone []float64
	for b.Loop() {
		r := played(b, baseline)
		few, fewAlone = append(few, seconds(r.DurationMs)), append(fewAlone, alone(r))
		r = played(b, baseline*manifold)
		many, manyAlone = append(many, seconds(r.DurationMs)), append(manyAlone, alone(r))
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(median(few), fmt.Sprintf("s/%d-purposes", baseline))
	b.ReportMetric(median(many), fmt.Sprintf("s/%d-purposes", baseline*manifold))
	b.ReportMetric(median(many)/median(few), "ratio(runs)")
	b.ReportMetric(median(manyAlone)/median(fewAlone), "ratio(purposes)")
}

// played makes a run in a process of its own, and returns what it reports. It fails unless every purpose passed.
func played(b *testing.B, purposes int) report.Result {
	b.Helper()
	dir := b.TempDir()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), playInto+"="+dir, playCount+"="+strconv.Itoa(purposes))
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("the run broke off: %v\n%s", err, out)
	}
	text, err := os.ReadFile(filepath.Join(dir, report.JSONFile))
	if err != nil {
		b.Fatal(err)
	}
	var r report.Result
	if err := json.Unmarshal(text, &r); err != nil {
		b.Fatal(err)
	}
	if r.Result != report.Conformant || purposes > 0 && r.Summary.Pass != purposes {
		for _, p := range r.Purposes {
			if p.Verdict != judge.Pass && p.Verdict != judge.NotApplicable {
				b.Errorf("%s %s: %s: %s", p.ID, p.Title, p.Verdict, p.Reason)
			}
		}
		b.Fatalf("the figures of a run that is %s (%d pass) mean nothing: %s", r.Result, r.Summary.Pass, r.Reason)
	}
	return r
}

// play makes the one run of this process.
func play(dir, count string) error {
	purposes, err := strconv.Atoi(count)
	if err != nil {
		return err
	}
	cfg, selection := iut.Default(), purpose.Selection{}
	if purposes > 0 {
		if err := multiply(purposes); err != nil {
			return err
		}
		selection.Suites = []string{"suites"} // those that are registered here
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	result, err := runner.Run(ctx, runner.Options{
		Config: cfg, Launcher: cfg.Launcher(), Selection: selection, Version: "go test",
		Repeat: func(id string) string { return "go test ./suites -ginkgo.label-filter=tp:" + id },
	})
	if err != nil {
		return err
	}
	return report.Save(dir, result)
}

// multiply registers n purposes: the baseline, taken from the catalogue at equal distances, as often as it takes.
func multiply(n int) error {
	catalogue, err := purpose.Catalogue()
	if err != nil {
		return err
	}
	applicable := slices.DeleteFunc(catalogue, func(p purpose.Purpose) bool { return len(p.Denies) > 0 })
	ginkgo.Describe("Growth", func() {
		for i := range n {
			p := applicable[i%baseline*len(applicable)/baseline]
			purpose.It(fmt.Sprintf("BENCH-%03d", i+1), p.Title,
				purpose.Clause(p.Clause), p.Level, purpose.Ensure(strings.TrimPrefix(p.Sentence, "Ensure ")),
				p.Cast, purpose.Catches(p.Catches...), purpose.Claims(p.Claims...), p.Play)
		}
	})
	return nil
}

// alone is the time that a run spent in its purposes, in seconds.
func alone(r report.Result) float64 {
	var sum int64
	for _, p := range r.Purposes {
		sum += p.DurationMs
	}
	return seconds(sum)
}

func seconds(ms int64) float64 { return float64(ms) / 1000 }

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	middle := len(sorted) / 2
	if len(sorted)%2 == 0 {
		return (sorted[middle-1] + sorted[middle]) / 2
	}
	return sorted[middle]
}
