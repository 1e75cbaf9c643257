package main

import (
	"bufio"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	. "github.com/onsi/gomega"
)

// started is a run of the program that goes on, with what it has written so far.
type started struct {
	*exec.Cmd
	out    string
	stdout io.ReadCloser
	lines  *bufio.Reader
}

// start starts a run, that ends by itself at the latest when a test would not wait any longer.
func start(t *testing.T, args ...string) *started {
	t.Helper()
	s := &started{out: t.TempDir()}
	s.Cmd = exec.CommandContext(t.Context(), duet, append([]string{"run", "--out", s.out}, args...)...)
	s.Cancel = func() error { return s.Process.Signal(syscall.SIGTERM) }
	s.WaitDelay = runLimit
	var err error
	s.stdout, err = s.StdoutPipe()
	NewWithT(t).Expect(err).NotTo(HaveOccurred())
	s.lines = bufio.NewReader(s.stdout)
	NewWithT(t).Expect(s.Start()).To(Succeed())
	return s
}

// until reads what the run writes, to the first line that holds a text.
func (s *started) until(t *testing.T, text string) {
	t.Helper()
	for {
		line, err := s.lines.ReadString('\n')
		if err != nil {
			t.Fatalf("the run never said %q: %v", text, err)
		}
		if strings.Contains(line, text) {
			return
		}
	}
}

// report is what the run wrote when it ended.
func (s *started) report(t *testing.T) reported {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(s.out, "report.json"))
	NewWithT(t).Expect(err).NotTo(HaveOccurred())
	var r reported
	NewWithT(t).Expect(json.Unmarshal(text, &r)).To(Succeed())
	return r
}

// gone says whether the process whose id a file holds has ended.
func gone(t *testing.T, pidFile string) func() bool {
	pid, err := os.ReadFile(pidFile)
	NewWithT(t).Expect(err).NotTo(HaveOccurred())
	return buried(strings.TrimSpace(string(pid)))
}

// asProcess is a config of the reference as a vendor's command, which writes down its process id.
func asProcess(t *testing.T) (config, pidFile string) {
	pidFile = filepath.Join(t.TempDir(), "pid")
	return iutConfig(t, `["sh", "-c", "echo $$ > `+pidFile+`; exec `+duet+` reference"]`), pidFile
}

func TestAnInterruptedRunEndsProperly(t *testing.T) {
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		t.Run(signal.String(), func(t *testing.T) {
			g := NewWithT(t)
			config, pidFile := asProcess(t)
			s := start(t, "--config", config)
			s.until(t, "✓ pass")
			began := time.Now()
			g.Expect(s.Process.Signal(signal)).To(Succeed())
			rest, err := io.ReadAll(s.lines)
			g.Expect(err).NotTo(HaveOccurred())
			_ = s.Wait() // its exit code says it
			g.Expect(time.Since(began)).To(BeNumerically("<", 10*time.Second), "an interrupted run waits for nothing that it was waiting for")
			g.Expect(s.ProcessState.ExitCode()).To(Equal(3), string(rest))
			g.Expect(string(rest)).To(ContainSubstring("the run was interrupted"))

			r := s.report(t)
			g.Expect(r.Result).To(Equal("error"))
			g.Expect(r.Reason).To(ContainSubstring("interrupt"))
			sum := r.Summary
			g.Expect(sum.Pass + sum.Fail + sum.Inconclusive + sum.Error + sum.NotApplicable).To(Equal(sum.Planned))
			g.Expect(sum.Pass).To(BeZero(), "a pass that could not be swept for stragglers")
			g.Expect(sum.Fail).To(BeZero(), "%s", rest)
			g.Expect(r.Purposes).To(ContainElement(And(HaveField("Verdict", "error"), HaveField("Reason", HavePrefix("the purpose was planned and not run")))))
			g.Expect(gone(t, pidFile)()).To(BeTrue(), "the implementation still runs")
		})
	}
}

func TestARunOutlivesTheReaderOfItsOutput(t *testing.T) {
	g := NewWithT(t)
	config, pidFile := asProcess(t)
	s := start(t, "--config", config, "--only", "SIGN-001,SIGN-002,ROUT-001")
	s.until(t, "duet: 3 purposes")
	g.Expect(s.stdout.Close()).To(Succeed())
	g.Expect(s.Wait()).To(Succeed())
	g.Expect(s.report(t).Result).To(Equal("conformant"))
	g.Expect(gone(t, pidFile)()).To(BeTrue(), "the implementation still runs")
}

func TestReportsThatCantBeWrittenAreToldBeforeTheRun(t *testing.T) {
	g := NewWithT(t)
	file := filepath.Join(t.TempDir(), "file")
	g.Expect(os.WriteFile(file, nil, 0o600)).To(Succeed())
	d := call(t, "run", "--out", file, "--only", "SIGN-001")
	g.Expect(d.code).To(Equal(3))
	g.Expect(d.output).To(And(HavePrefix("duet: the reports can't be written to"), Not(ContainSubstring("SIGN-001"))))
}

func TestAUsageErrorLeavesNoReports(t *testing.T) {
	g := NewWithT(t)
	out := filepath.Join(t.TempDir(), "reports")
	g.Expect(call(t, "run", "--out", out, "--only", "ROUT-999").code).To(Equal(4))
	g.Expect(out).NotTo(BeADirectory())
}
