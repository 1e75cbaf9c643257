package main

import (
	"encoding/json"
	"io"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	. "github.com/onsi/gomega"
)

// in lists the environments in which a report has a verdict on a purpose.
func (r reported) in(id, verdict string) []string {
	var where []string
	for _, p := range r.Purposes {
		if p.ID == id && p.Verdict == verdict {
			where = append(where, p.Environment)
		}
	}
	return where
}

// holds says whether the sum of a report holds, and is that of its verdicts.
func (r reported) holds() bool {
	s := r.Summary
	return s.Pass+s.Fail+s.Inconclusive+s.Error+s.NotApplicable == s.Planned && s.Planned+s.Extended.Planned == len(r.Purposes)
}

func TestARunCoversWhatIsClaimed(t *testing.T) {
	t.Parallel()
	g := NewWithT(t)
	d := runDuet(t, "--only", "ROUT-001,TOPO-001,SIGN-013,MSG-043")
	g.Expect(d.code).To(Equal(0), d.output)
	g.Expect(d.report.Environments).To(HaveLen(24))
	g.Expect(d.report.Selection).To(Equal("--only ROUT-001,TOPO-001,SIGN-013,MSG-043"))
	g.Expect(d.report.in("ROUT-001", "pass")).To(HaveLen(24))
	g.Expect(d.report.in("TOPO-001", "pass")).To(And(HaveLen(12), HaveEach(HaveSuffix("/hybrid"))))
	g.Expect(d.report.in("SIGN-013", "pass")).To(And(HaveLen(16), Not(ContainElement(HavePrefix("udp/")))))
	g.Expect(d.report.in("MSG-043", "notApplicable")).To(Equal([]string{""}))
	g.Expect(d.report.holds()).To(BeTrue(), "%+v", d.report.Summary)
	g.Expect(strings.Count(d.junit, "<testcase ")).To(Equal(d.report.Summary.Planned))
	g.Expect(d.output).To(And(ContainSubstring("4 purposes in 24 environments (53 verdicts)"), ContainSubstring("✓ udp/msrtc/registrar-decides/hybrid")))
}

// A narrowed run leaves nothing out in silence.
func TestANarrowedRunSaysSo(t *testing.T) {
	g := NewWithT(t)
	d := runDuet(t, "--environment", "tcp/any/endpoint-decides/online", "--only", "ROUT-001,TOPO-001")
	g.Expect(d.code).To(Equal(0), d.output)
	g.Expect(d.report.Selection).To(Equal("--only ROUT-001,TOPO-001; 2 of 24 environments"))
	g.Expect(d.report.in("TOPO-001", "notApplicable")).To(Equal([]string{""}))
	g.Expect(d.output).To(And(ContainSubstring("PASSED WHAT WAS SELECTED"), ContainSubstring("2 of 24 environments), which certifies nothing")))
}

// What goes wrong is told with its environment, and the report keeps the evidence that the process had.
func TestEachVerdictNamesItsEnvironment(t *testing.T) {
	t.Parallel()
	g := NewWithT(t)
	file := impatient(t, "session, pager", mutantBound)
	d := runDuet(t, "--environment", "tcp/any/endpoint-decides/online", "--config", file, "--only", "ROUT-001,SIGN-001", "--mutant", "ignores-teams-activity")
	g.Expect(d.code).To(Equal(1), d.output)
	g.Expect(d.report.Reason).To(Equal("1 purpose failed: ROUT-001 (in 2 of 2 environments)"))
	g.Expect(d.report.in("ROUT-001", "fail")).To(Equal([]string{"tcp/pidf/endpoint-decides/online", "tcp/msrtc/endpoint-decides/online"}))
	for _, p := range d.report.Purposes {
		if p.Verdict == "fail" {
			g.Expect(p.Evidence).To(And(ContainSubstring("SIP/2.0 480"), ContainSubstring("● typed")))
			g.Expect(p.Repeat).To(ContainSubstring("--environment " + p.Environment))
			g.Expect(d.output).To(ContainSubstring("──── ROUT-001 active in Teams: an IM arrives in Teams only · " + p.Environment))
		}
	}
	g.Expect(strings.Count(d.junit, "SIP/2.0 480")).To(Equal(2), "the evidence is in JUnit, too")
}

func TestAWaiverHoldsInEachEnvironmentThatItCovers(t *testing.T) {
	for name, c := range map[string]struct {
		environment, result, says string
		code                      int
	}{
		"in both":     {"tcp/any/any/any", "waived", "(2 waived)", 0},
		"in one only": {"tcp/msrtc/any/any", "not-conformant", "1 purpose failed: ROUT-001 (in 1 of 2 environments)", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := NewWithT(t)
			d := runDuet(t, "--environment", "tcp/any/endpoint-decides/online", "--config", impatient(t, "session, pager", mutantBound),
				"--only", "ROUT-001", "--mutant", "ignores-teams-activity", "--expect", waiversFile(t, map[string]string{"environment": c.environment}))
			g.Expect(d.code).To(Equal(c.code), d.output)
			g.Expect(d.report.Result).To(Equal(c.result))
			g.Expect(d.output).To(ContainSubstring(c.says))
		})
	}
}

// twoTransports is a config of the reference as a vendor's command, in an environment for each of two transports. What sh
// does first may end in ways of its own; pids gets a file for each process.
func twoTransports(t *testing.T, first string) (file, pids string) {
	t.Helper()
	pids = t.TempDir()
	return config(t, "iut:\n  name: vendor\n  adapter: command\n  command: [sh, -c, '"+first+"; echo $$ > "+pids+"/$$; exec "+duet+" reference']\n"+
		"ics:\n  transports: [tcp, udp]\n  imModes: [session, pager]\n"), pids
}

// A process that dies is an error of the tester: never a purpose that is lost, and never the implementation's fault.
func TestAProcessThatDiesIsAnError(t *testing.T) {
	t.Parallel()
	g := NewWithT(t)
	file, _ := twoTransports(t, "case $DUET_SFB_PROXY in *udp*) kill -KILL $PPID;; esac")
	d := runDuet(t, "--config", file, "--only", "ROUT-001,MSG-043")
	g.Expect(d.code).To(Equal(3), d.output)
	g.Expect(d.report.Result).To(Equal("error"))
	g.Expect(d.report.Reason).To(And(ContainSubstring("the process for udp/pidf/endpoint-decides/online ended by a signal"), ContainSubstring("left no report")))
	g.Expect(d.report.in("ROUT-001", "pass")).To(Equal([]string{"tcp/pidf/endpoint-decides/online"}))
	g.Expect(d.report.in("ROUT-001", "error")).To(Equal([]string{"udp/pidf/endpoint-decides/online"}))
	g.Expect(d.report.in("MSG-043", "notApplicable")).To(HaveLen(1))
	g.Expect(d.report.holds()).To(BeTrue())
	g.Expect(d.junit).To(ContainSubstring("<error"))
}

func TestAnInterruptedRunOfSeveralEnvironmentsEndsProperly(t *testing.T) {
	for name, jobs := range map[string]string{"one at a time": "1", "two at once": "2"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := NewWithT(t)
			file, pids := twoTransports(t, ":")
			s := start(t, "--config", file, "--jobs", jobs)
			s.until(t, "duet: ")
			g.Eventually(func() []string { return in(pids) }).WithTimeout(runLimit).ShouldNot(BeEmpty())
			began := time.Now()
			g.Expect(s.Process.Signal(syscall.SIGTERM)).To(Succeed())
			rest, err := io.ReadAll(s.lines)
			g.Expect(err).NotTo(HaveOccurred())
			_ = s.Wait() // its exit code says it
			g.Expect(time.Since(began)).To(BeNumerically("<", 20*time.Second))
			g.Expect(s.ProcessState.ExitCode()).To(Equal(3), string(rest))
			r := s.report(t)
			g.Expect(r.Result).To(Equal("error"))
			g.Expect(r.Reason).To(ContainSubstring("terminated signal received"))
			g.Expect(r.holds()).To(BeTrue(), "%+v", r.Summary)
			g.Expect(r.Environments).To(HaveLen(2))
			g.Expect(r.Environments).To(HaveEach(HaveField("TesterTrouble", ContainElement(ContainSubstring("terminated signal received")))))
			for _, pid := range in(pids) {
				// One that was interrupted before it was up dies with the process that started it, which takes the kernel a moment.
				g.Eventually(buried(pid)).WithTimeout(childGrace).Should(BeTrue(), "an implementation still runs")
			}
		})
	}
}

// Not even a run that is killed leaves anything behind.
func TestARunThatIsKilledLeavesNothingRunning(t *testing.T) {
	t.Parallel()
	g := NewWithT(t)
	file, pids := twoTransports(t, ":")
	s := start(t, "--config", file, "--jobs", "2")
	g.Eventually(func() []string { return in(pids) }).WithTimeout(runLimit).Should(HaveLen(2))
	g.Expect(s.Process.Kill()).To(Succeed())
	_, _ = io.Copy(io.Discard, s.lines) // to its end, whatever that is
	_ = s.Wait()
	for _, pid := range in(pids) {
		g.Eventually(buried(pid)).WithTimeout(childGrace).Should(BeTrue(), "an implementation still runs")
	}
}

// buried says whether the process with an id has ended. Its id is the name of its file in [twoTransports], for one that is killed
// at the wrong moment leaves that file empty.
func buried(pid string) func() bool {
	return func() bool {
		_, err := os.Stat("/proc/" + pid)
		return os.IsNotExist(err)
	}
}

// in lists the files of a directory.
func in(dir string) []string {
	var names []string
	entries, _ := os.ReadDir(dir) // what can't be read is empty, which is found out
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestAPlanIsListedBeforeItIsRun(t *testing.T) {
	g := NewWithT(t)
	args := []string{"--only", "ROUT-001,TOPO-001,MSG-043", "--environment", "tcp/pidf/any/any"}
	text := call(t, append([]string{"list", "--plan"}, args...)...)
	g.Expect(text.code).To(Equal(0), text.output)
	g.Expect(text.output).To(Equal(`3 purposes, 7 verdicts, in 4 of the 24 environments that the ICS claims:
  tcp/pidf/endpoint-decides/online   1 purpose
  tcp/pidf/endpoint-decides/hybrid   2 purposes
  tcp/pidf/registrar-decides/online  1 purpose
  tcp/pidf/registrar-decides/hybrid  2 purposes

in every environment:
  ROUT-001

in 2 environments, with topology:hybrid:
  TOPO-001

not applicable:
  MSG-043  the ICS claims imModes:pager
`))
	var p plannedItem
	g.Expect(json.Unmarshal([]byte(call(t, append([]string{"list", "--plan", "--json"}, args...)...).output), &p)).To(Succeed())
	d := runDuet(t, args...)
	g.Expect(d.code).To(Equal(0), d.output)
	g.Expect(d.report.Plan.Digest).To(Equal(p.Digest))
	g.Expect(d.report.Summary.Planned).To(Equal(p.Verdicts))
	for _, e := range p.Environments {
		for _, id := range e.Purposes {
			g.Expect(d.report.in(id, "pass")).To(ContainElement(e.Name))
		}
	}
}
