package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	. "github.com/onsi/gomega"
)

// remoteConfig is a config of a remote implementation, with fakes on ports that are free. more is added to its iut section.
func remoteConfig(t *testing.T, more string) (path, state string) {
	t.Helper()
	var ports []any
	for range 7 {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		NewWithT(t).Expect(err).NotTo(HaveOccurred())
		defer l.Close()
		ports = append(ports, l.Addr().(*net.TCPAddr).Port)
	}
	path = config(t, "iut:\n  name: vendor\n  adapter: remote\n"+more+"ics: {restartable: true, tls: true}\nixit:\n  tls: true\n"+
		fmt.Sprintf("  fakes:\n    advertise: localhost\n    sfb: {udp: %[1]d, tcp: %[1]d, tls: %d, exchange: %d, control: %d}\n    teams: {http: %d, https: %d, control: %d}\n", ports...))
	return path, filepath.Join(filepath.Dir(path), ".duet")
}

// alongside starts a program that ends with the test, and waits until it has said something; "" does not wait.
func alongside(t *testing.T, says string, command ...string) *exec.Cmd {
	t.Helper()
	g := NewWithT(t)
	cmd := exec.CommandContext(t.Context(), command[0], command[1:]...)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = runLimit
	out, err := cmd.StdoutPipe()
	g.Expect(err).NotTo(HaveOccurred())
	g.Expect(cmd.Start()).To(Succeed())
	lines := bufio.NewReader(out)
	for said := ""; !strings.Contains(said, says); {
		said, err = lines.ReadString('\n')
		g.Expect(err).NotTo(HaveOccurred(), "%v never said %q", command, says)
	}
	go func() { _, _ = io.Copy(io.Discard, lines) }()
	return cmd
}

// asConfigured runs the reference as a vendor would who has read what fakes up printed.
func asConfigured(state string) []string {
	return []string{"sh", "-c", `set -a; . "$1"/iut.env; exec "$2" reference`, "sh", state, duet}
}

// The fakes are up, the implementation is configured once, and two runs go by: what the first left behind is not the second's.
func TestARemoteImplementationIsRunTwice(t *testing.T) {
	g := NewWithT(t)
	path, state := remoteConfig(t, "")
	up := alongside(t, "until you interrupt", duet, "fakes", "up", "--config", path)
	iut := alongside(t, "", asConfigured(state)...)
	for range 2 {
		d := runDuet(t, "--config", path, "--only", "SIGN-001,ROUT-001,MSG-001,OPT-001")
		g.Expect(d.code).To(Equal(0), d.output)
		g.Expect(d.output).To(ContainSubstring("fakes on stated addresses"))
		g.Expect(d.report.verdict("ROUT-001")).To(Equal("pass"))
	}

	// Killed, it takes no leave: what it was subscribed to is still there, and is nobody's.
	g.Expect(iut.Process.Kill()).To(Succeed())
	_ = iut.Wait() // it was killed
	iut = alongside(t, "", asConfigured(state)...)
	d := runDuet(t, "--config", path, "--only", "SIGN-001,ROUT-001,MSG-001")
	g.Expect(d.code).To(Equal(0), d.output)

	again := call(t, "fakes", "up", "--config", path)
	g.Expect(again.code).To(Equal(3))
	g.Expect(again.output).To(ContainSubstring("there are fakes up already"))

	g.Expect(iut.Process.Signal(syscall.SIGTERM)).To(Succeed())
	g.Expect(iut.Wait()).To(Succeed())
	g.Expect(up.Process.Signal(os.Interrupt)).To(Succeed())
	g.Expect(up.Wait()).To(Succeed())
	g.Expect(filepath.Join(state, "fakes.json")).NotTo(BeAnExistingFile())
}

// Nothing is up beforehand: the run serves the fakes itself, and a program of the vendor's starts and stops the implementation.
func TestARemoteImplementationIsStartedByItsProgram(t *testing.T) {
	g := NewWithT(t)
	path, state := remoteConfig(t, "  restart: [./restart.sh]\n")
	script := `#!/bin/sh
echo "$1" >> said
case $1 in
start) ` + duet + ` reference & echo $! > pid ;;
stop) kill "$(cat pid)"; while kill -0 "$(cat pid)" 2>/dev/null; do sleep 0.05; done ;;
kill) kill -9 "$(cat pid)" ;;
esac
`
	dir := filepath.Dir(path)
	g.Expect(os.WriteFile(filepath.Join(dir, "restart.sh"), []byte(script), 0o700)).To(Succeed())
	d := runDuet(t, "--config", path, "--only", "SIGN-001,ROUT-001,MSG-001")
	g.Expect(d.code).To(Equal(0), d.output)
	said, err := os.ReadFile(filepath.Join(dir, "said"))
	g.Expect(err).NotTo(HaveOccurred())
	g.Expect(string(said)).To(And(HavePrefix("start\n"), HaveSuffix("stop\n")))
	g.Expect(gone(t, filepath.Join(dir, "pid"))()).To(BeTrue(), "the implementation still runs")
	g.Expect(filepath.Join(state, "ca.pem")).To(BeAnExistingFile())
}

func TestARemoteImplementationThatIsNotThere(t *testing.T) {
	g := NewWithT(t)
	path, _ := remoteConfig(t, "")
	text, err := os.ReadFile(path)
	g.Expect(err).NotTo(HaveOccurred())
	g.Expect(os.WriteFile(path, append(text, "  bounds: {ready: 1s}\n"...), 0o600)).To(Succeed())
	d := runDuet(t, "--config", path, "--only", "ROUT-001")
	g.Expect(d.code).To(Equal(2), d.output)
	g.Expect(d.output).To(And(ContainSubstring("must be running, with the variables of"), ContainSubstring("did not become ready within 1s")))
}

func TestFakesUpIsForRemoteImplementations(t *testing.T) {
	g := NewWithT(t)
	d := call(t, "fakes", "up", "--config", iutConfig(t, `["true"]`))
	g.Expect(d.code).To(Equal(4), d.output)
	g.Expect(d.output).To(ContainSubstring("only a remote implementation needs fakes that are up beforehand"))
}
