package main

import (
	"os"
	"strings"
	"testing"

	. "github.com/onsi/gomega"
)

func TestReferenceIsConformant(t *testing.T) {
	g := NewWithT(t)
	d := runDuet(t, "--environment", first)
	g.Expect(d.code).To(Equal(0), d.output)
	g.Expect(d.report.Result).To(Equal("conformant"))
	g.Expect(d.report.Selection).To(Equal("1 of 24 environments"))
	s := d.report.Summary
	g.Expect(s.Planned).To(BeNumerically(">=", 45))
	g.Expect(s.Pass + s.NotApplicable).To(Equal(s.Planned))
	g.Expect(d.report.Violations).To(BeEmpty())
	g.Expect(strings.Count(d.junit, "<testcase ")).To(Equal(len(d.report.Purposes)))
	g.Expect(d.output).To(ContainSubstring("ROUT-001"))
}

func TestReferenceIsConformantOverEveryTransport(t *testing.T) {
	for _, transport := range []string{"udp", "tls"} {
		t.Run(transport, func(t *testing.T) {
			g := NewWithT(t)
			d := runDuet(t, "--environment", transport+"/pidf/endpoint-decides/online")
			g.Expect(d.code).To(Equal(0), d.output)
			g.Expect(d.report.Result).To(Equal("conformant"))
		})
	}
}

func TestReferenceIsConformantInEveryDialect(t *testing.T) {
	for _, transport := range []string{"tcp", "udp"} {
		t.Run(transport, func(t *testing.T) {
			g := NewWithT(t)
			d := runDuet(t, "--environment", transport+"/msrtc/endpoint-decides/online")
			g.Expect(d.code).To(Equal(0), d.output)
			g.Expect(d.report.Result).To(Equal("conformant"))
			g.Expect(d.report.Environments[0].Dialect).To(Equal("msrtc"))
			g.Expect(d.report.Violations).To(BeEmpty())
		})
	}
}

func TestPartialRunSaysSo(t *testing.T) {
	g := NewWithT(t)
	d := runDuet(t, "--environment", first, "--only", "ROUT-001,SIGN-001", "--seed", "7")
	g.Expect(d.code).To(Equal(0), d.output)
	g.Expect(d.report.Partial).To(BeTrue())
	g.Expect(d.report.Summary.Planned).To(Equal(2))
	g.Expect(d.output).To(ContainSubstring("partial"))
}

func TestMutantFailsWithItsEvidence(t *testing.T) {
	g := NewWithT(t)
	d := runDuet(t, "--environment", first, "--config", impatient(t, "session, pager", mutantBound), "--only", "ROUT-001", "--mutant", "ignores-teams-activity", "--seed", "7")
	g.Expect(d.code).To(Equal(1), d.output)
	g.Expect(d.report.Result).To(Equal("not-conformant"))
	g.Expect(d.report.verdict("ROUT-001")).To(Equal("fail"))
	g.Expect(d.junit).To(ContainSubstring("<failure"))
	g.Expect(d.output).To(And(
		ContainSubstring("R-08"),
		ContainSubstring("from the IUT to the SfB front end"), // what it did: it declined what it should have taken
		ContainSubstring("SIP/2.0 480"),
		ContainSubstring("duet run --only ROUT-001 --seed 7 --environment tcp/pidf/endpoint-decides/online --config "),
	))
}

func TestUsage(t *testing.T) {
	for name, test := range map[string]struct {
		args []string
		says string
	}{
		"purpose that is none":        {[]string{"run", "--only", "ROUT-999"}, "ROUT-999 matches no purpose"},
		"filter that matches nothing": {[]string{"run", "--label-filter", "suite:nothing"}, "matches none"},
		"filter that can't be read":   {[]string{"run", "--label-filter", "(("}, "can't be read"},
		"clause that is none":         {[]string{"run", "--clause", "R-99"}, "R-99 matches no purpose"},
		"mutant that is none":         {[]string{"run", "--mutant", "ignores-teams-activty"}, "ignores-teams-activity"},
		"transport that is none":      {[]string{"run", "--transport", "sctp"}, `--transport: "sctp" is no transport; there are udp, tcp, tls`},
		"dialect that is none":        {[]string{"run", "--dialect", "morse"}, "--dialect: \"morse\" is no dialect; there are pidf, msrtc"},
		"routing that isn't claimed":  {[]string{"run", "--config", config(t, "ics:\n  routing: [endpoint-decides]\n"), "--routing", "registrar-decides"}, "--routing: the routing registrar-decides is not claimed: the ICS claims endpoint-decides only"},
		"environment that is none":    {[]string{"run", "--environment", "tls/lunar"}, `--environment: "tls/lunar" is neither any nor transport/dialect/routing/topology`},
		"two choices of one thing":    {[]string{"run", "--environment", "tls/any/any/any", "--transport", "tcp"}, "[environment transport]"},
		"option that is none":         {[]string{"run", "--onyl", "ROUT-001"}, "--onyl"},
		"command that is none":        {[]string{"rnu"}, "rnu"},
		"config that isn't there":     {[]string{"run", "--config", "/nowhere/duet.yaml"}, "/nowhere/duet.yaml"},
		"reference without contract":  {[]string{"reference"}, "DUET_SFB_PROXY"},
	} {
		t.Run(name, func(t *testing.T) {
			g := NewWithT(t)
			d := call(t, test.args...)
			g.Expect(d.code).To(Equal(4), d.output)
			g.Expect(d.output).To(ContainSubstring(test.says))
		})
	}
}

func TestMisspeltConfigKeyIsRefused(t *testing.T) {
	g := NewWithT(t)
	path := config(t, "iut:\n  adapter: reference\nixit:\n  bonds:\n    delivery: 2s\n")
	d := runDuet(t, "--config", path)
	g.Expect(d.code).To(Equal(4), d.output)
	g.Expect(d.output).To(And(ContainSubstring(path+":4"), ContainSubstring("bonds"), ContainSubstring("bounds")))
}

func TestHelpStatesTheExitCodes(t *testing.T) {
	g := NewWithT(t)
	d := call(t, "run", "--help")
	g.Expect(d.code).To(BeZero())
	for _, line := range []string{"0  conformant", "1  not conformant", "2  inconclusive", "3  the tester failed", "4  usage"} {
		g.Expect(d.output).To(ContainSubstring(line))
	}
}

// iutConfig is a config of an implementation that is a shell command.
func iutConfig(t *testing.T, command string) string {
	return config(t, "iut:\n  name: vendor\n  adapter: command\n  command: "+command+
		"\nics:\n  dialects: [pidf]\n  transports: [tcp]\n  routing: [endpoint-decides]\n  topologies: [online]\n  imModes: [session]\n"+
		"ixit:\n  bounds:\n    ready: 1s\n")
}

func TestCommandThatIsNotThere(t *testing.T) {
	g := NewWithT(t)
	d := runDuet(t, "--config", iutConfig(t, `["/nowhere/gateway"]`))
	g.Expect(d.code).To(Equal(3), d.output)
	g.Expect(d.report.Result).To(Equal("error"))
	g.Expect(d.output).To(ContainSubstring("/nowhere/gateway"))
	g.Expect(d.junit).To(ContainSubstring("<error"))
}

func TestCommandThatExitsAtOnce(t *testing.T) {
	g := NewWithT(t)
	d := runDuet(t, "--config", iutConfig(t, `["sh", "-c", "echo no licence key; exit 7"]`))
	g.Expect(d.code).To(Equal(2), d.output)
	g.Expect(d.report.Result).To(Equal("inconclusive"))
	g.Expect(d.report.Environments[0].Output).To(ContainSubstring("no licence key"))
	g.Expect(d.output).To(And(ContainSubstring("no licence key"), ContainSubstring("7")))
}

func TestCommandThatNeverBecomesReady(t *testing.T) {
	g := NewWithT(t)
	pidFile := t.TempDir() + "/pid"
	d := runDuet(t, "--config", iutConfig(t, `["sh", "-c", "echo $$ > `+pidFile+`; echo starting up; exec sleep 600"]`))
	g.Expect(d.code).To(Equal(2), d.output)
	g.Expect(d.output).To(And(ContainSubstring("did not become ready within 1s"), ContainSubstring("starting up")))
	pid, err := os.ReadFile(pidFile)
	g.Expect(err).NotTo(HaveOccurred())
	_, err = os.Stat("/proc/" + strings.TrimSpace(string(pid)))
	g.Expect(os.IsNotExist(err)).To(BeTrue(), "the command still runs")
}

func TestLists(t *testing.T) {
	g := NewWithT(t)
	g.Expect(call(t, "list").output).To(MatchRegexp(`(?m)^ID +CLAUSE +LEVEL +SUITE +TITLE$`))
	g.Expect(call(t, "list").output).To(MatchRegexp(`(?m)^ROUT-001 +R-08 +must +routing +`))
	g.Expect(call(t, "list", "--json").output).To(ContainSubstring(`"id": "ROUT-001"`))
	g.Expect(call(t, "list", "--mutants").output).To(MatchRegexp(`(?m)^ignores-teams-activity +R-08 +`))
	g.Expect(call(t, "list", "--coverage").output).To(And(
		MatchRegexp(`(?m)^R-08  While the user is active in Teams`), MatchRegexp(`(?m)^      ROUT-001  active in Teams`),
		ContainSubstring("catches "), ContainSubstring("a call that only rang")))
	g.Expect(call(t, "list", "--mutants", "--json").output).To(ContainSubstring(`"name": "ignores-teams-activity"`))
}
