package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	. "github.com/onsi/gomega"
)

// laboratory is a network with a directory that all containers on it share, as a vendor would make one with Docker alone.
type laboratory struct {
	t            *testing.T
	network, dir string
	image        string
}

// container makes a container's name, the same for all of a test, whose container is gone at the end.
func (l laboratory) name(of string) string { return l.network + "-" + of }

// docker runs the docker command, and returns what it said.
func (l laboratory) docker(ctx context.Context, args ...string) (code int, said string) {
	l.t.Helper()
	cmd := exec.CommandContext(ctx, "docker", args...)
	output, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		l.t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), string(output)
}

// run runs the image of duet in the laboratory, in a container with a name.
func (l laboratory) run(name string, options []string, args ...string) (code int, said string) {
	l.t.Helper()
	run := []string{"run", "--name", l.name(name), "--network", l.network, "--user", fmt.Sprint(os.Getuid()), "--volume", l.dir + ":/lab", "--workdir", "/lab"}
	return l.docker(l.t.Context(), append(append(append(run, options...), l.image), args...)...)
}

// The tester itself is a container, and the implementation another one, which knows nothing but what is in docker.env.
func TestARemoteImplementationIsTestedFromInsideTheImage(t *testing.T) {
	g := NewWithT(t)
	docker(t)
	_, image := boxed(t)
	l := laboratory{t: t, network: fmt.Sprintf("duet-test-%d", os.Getpid()), dir: t.TempDir(), image: image}
	t.Cleanup(func() {
		ctx := context.Background() // t's own has ended
		_, _ = l.docker(ctx, "rm", "--force", l.name("tester"), l.name("gateway"))
		code, said := l.docker(ctx, "network", "rm", l.network)
		g.Expect(code).To(BeZero(), said)
	})
	code, said := l.docker(t.Context(), "network", "create", l.network)
	g.Expect(code).To(BeZero(), said)
	g.Expect(os.WriteFile(filepath.Join(l.dir, "duet.yaml"), []byte(`iut:
  name: Contoso gateway
  adapter: remote
ics:
  transports: [tls]
  tls: true
ixit:
  listenHost: `+l.name("gateway")+`
  fakes:
    host: 0.0.0.0
    advertise: `+l.name("tester")+`
`), 0o600)).To(Succeed())

	code, said = l.run("tester", []string{"--detach"}, "fakes", "up")
	g.Expect(code).To(BeZero(), said)
	vars := filepath.Join(l.dir, ".duet", dockerFile)
	g.Eventually(func() string {
		_, said := l.docker(t.Context(), "logs", l.name("tester"))
		return said
	}).WithTimeout(runLimit).Should(ContainSubstring("they serve until you interrupt this"))
	code, said = l.run("gateway", []string{"--detach", "--env-file", vars}, "reference")
	g.Expect(code).To(BeZero(), said)

	code, said = l.docker(t.Context(), "exec", l.name("tester"), "/duet", "doctor", "--config", "duet.yaml")
	g.Expect(code).To(BeZero(), said)
	for range 2 {
		code, said = l.docker(t.Context(), "exec", l.name("tester"), "/duet", "run", "--config", "duet.yaml", "--only", "ROUT-001,SIGN-001,MSG-001,MSG-002")
		g.Expect(code).To(BeZero(), said)
		g.Expect(said).To(And(ContainSubstring("tls, pidf, endpoint-decides, online; fakes on stated addresses"), ContainSubstring("4 planned = 4 pass")))
	}
	g.Expect(filepath.Join(l.dir, "duet-report", "report.json")).To(BeAnExistingFile())

	// Without fakes that are up the run serves them itself, on the same addresses.
	code, said = l.docker(t.Context(), "rm", "--force", l.name("tester"), l.name("gateway"))
	g.Expect(code).To(BeZero(), said)
	code, said = l.run("gateway", []string{"--detach", "--restart", "on-failure", "--env-file", vars}, "reference")
	g.Expect(code).To(BeZero(), said)
	code, said = l.run("tester", []string{"--rm"}, "run", "--config", "duet.yaml", "--only", "ROUT-001")
	g.Expect(code).To(BeZero(), said)
	g.Expect(said).To(ContainSubstring("1 planned = 1 pass"))
}
