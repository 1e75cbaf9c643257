package main

import (
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/moby/moby/client"
	. "github.com/onsi/gomega"
)

func TestRunsInContainers(t *testing.T) {
	static, image := boxed(t)
	api := docker(t)
	other := outsider(t)
	// in writes a config of an implementation in an image, with arguments instead of the image's own.
	in := func(image, args, bounds string) string {
		path := filepath.Join(t.TempDir(), "duet.yaml")
		text := "iut:\n  adapter: image\n  image: " + image + "\n  command: " + args + "\nixit:\n  bounds: {" + bounds + "}\n"
		NewWithT(t).Expect(os.WriteFile(path, []byte(text), 0o600)).To(Succeed())
		return path
	}
	for _, test := range []struct {
		name  string
		args  []string
		code  int
		wants []string
		waits bool // more than it works, so that it may wait beside others
	}{
		{"all in containers", []string{"--fakes", "containers", "--iut", "image:" + image, "--environment", "tls/msrtc/registrar-decides/hybrid"}, 0, []string{"2 pass", "fakes containers"}, false},
		{"all in containers over UDP", []string{"--fakes", "containers", "--iut", "image:" + image, "--environment", "udp/pidf/endpoint-decides/online"}, 0, []string{"2 pass"}, false},
		{"fakes embedded", []string{"--iut", "image:" + image, "--environment", "tls/pidf/endpoint-decides/hybrid"}, 0, []string{"2 pass", "fakes embedded"}, false},
		{"IUT as a command", []string{"--fakes", "containers", "--environment", "tls/pidf/endpoint-decides/hybrid"}, 0, []string{"2 pass", "fakes containers"}, false},
		{"no such image", []string{"--iut", "image:127.0.0.1:1/nothing:here"}, 3, []string{"there is no such image", "127.0.0.1:1/nothing:here"}, true},
		{"exits at once", []string{"--config", in(image, `["--version"]`, "ready: 2s")}, 2, []string{"ended with exit status 0", "duet version"}, true},
		{"never comes", []string{"--config", in(image, `[fakes, teams]`, "ready: 2s")}, 2, []string{"did not become ready within 2s"}, true},
		{"stopped, killed and started again", []string{"--iut", "image:" + image, "--environment", "tcp/pidf/endpoint-decides/online", "--only", "SIGN-022,OPT-019,RES-001"}, 0, []string{"4 planned = 4 pass", "1 planned = 1 pass"}, false},
		{"not duet", []string{"--fakes", "containers", "--iut", "image:" + other, "--environment", "tls/msrtc/registrar-decides/hybrid", "--only", "ROUT-002,PRES-001"}, 0, []string{"4 pass"}, false},
		{"listens where nobody reaches it", []string{"--config", in(other, "[on-loopback]", "ready: 2s")}, 2, []string{"2 inconclusive", "the IUT did not become ready: it can't be judged without a webhook that is reached: the notification URL http://127.0.0.1", "connection refused", "DUET_LISTEN_HOST says where it is to listen", "serving on 127.0.0.1"}, true},
		{"floods its log, and does not stop", []string{"--config", in(other, "[flooding, deaf]", "ready: 15s")}, 2, []string{"2 pass", "did not stop properly", "was asked to stop, was still there when the bound for that passed, and was killed", "serving on"}, true},
		{"no way in", []string{"--fakes", "somewhere"}, 4, []string{"it must be embedded or containers"}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.waits {
				t.Parallel()
			}
			g := NewWithT(t)
			cmd, dir, out := boxRun(t, static, append([]string{"--only", "ROUT-001,SIGN-001"}, test.args...)...)
			said, _ := cmd.CombinedOutput() // its exit code says it
			g.Expect(cmd.ProcessState.ExitCode()).To(Equal(test.code), string(said))
			for _, want := range test.wants {
				g.Expect(unwrapped(said)).To(ContainSubstring(want))
			}
			g.Expect(ours(t, api, dir)).To(BeEmpty())
			// However much an implementation prints, little of it is kept, and shown.
			g.Expect(len(said)).To(BeNumerically("<", 64<<10), "bytes in the terminal")
			var r reported
			if text, err := os.ReadFile(filepath.Join(out, "report.json")); err == nil {
				g.Expect(json.Unmarshal(text, &r)).To(Succeed())
			}
			for _, e := range r.Environments {
				g.Expect(len(e.Output)).To(BeNumerically("<=", 64<<10), "bytes in the report")
			}
		})
	}
	for _, test := range []struct {
		name  string
		args  []string
		code  int
		wants []string
	}{
		{"examined", []string{"--iut", "image:" + image, "--fakes", "containers"}, 0, []string{"✓ the Docker daemon: it answers", "✓ Teams backend -> the implementation's webhook", "a run can work"}},
		{"examined where nobody reaches it", []string{"--config", in(other, "[on-loopback]", "ready: 2s")}, 2, []string{"✓ the Docker daemon", "✗ Teams backend -> the implementation's webhook: the notification URL http://127.0.0.1", "do: state in ixit.listenHost"}},
		{"examined without credentials", []string{"--fakes", "containers", "--config", in(image, "[fakes, teams]", "ready: 2s")}, 2, []string{"✗ implementation -> Teams backend: nothing that it said came to http://teams:", "look into its log"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			g := NewWithT(t)
			dir := t.TempDir()
			cmd := exec.CommandContext(t.Context(), static, append([]string{"doctor"}, test.args...)...)
			cmd.Env = append(os.Environ(), "TMPDIR="+dir)
			said, _ := cmd.CombinedOutput() // its exit code says it
			g.Expect(cmd.ProcessState.ExitCode()).To(Equal(test.code), string(said))
			for _, want := range test.wants {
				g.Expect(unwrapped(said)).To(ContainSubstring(want))
			}
			g.Expect(ours(t, api, dir)).To(BeEmpty())
		})
	}
	everything := []string{"--fakes", "containers", "--iut", "image:" + image, "--environment", "tcp/pidf/endpoint-decides/online"}
	t.Run("interrupted", func(t *testing.T) {
		g := NewWithT(t)
		cmd, dir, _ := boxRun(t, static, everything...)
		until(t, cmd, "✓ pass")
		g.Expect(cmd.Process.Signal(syscall.SIGTERM)).To(Succeed())
		_ = cmd.Wait() // its exit code says it
		g.Expect(cmd.ProcessState.ExitCode()).To(Equal(3))
		g.Expect(ours(t, api, dir)).To(BeEmpty())
	})
	t.Run("killed", func(t *testing.T) {
		g := NewWithT(t)
		cmd, dir, _ := boxRun(t, static, everything...)
		until(t, cmd, "✓ pass")
		code, said := boxCall(t, static, "clean")
		g.Expect(code).To(BeZero(), string(said))
		g.Expect(ours(t, api, dir)).To(HaveLen(5), "three containers, a network and an image of a run that goes on")
		g.Expect(cmd.Process.Kill()).To(Succeed())
		_ = cmd.Wait() // it was killed
		g.Eventually(func() []string { return ours(t, api, dir) }).WithTimeout(runLimit).Should(BeEmpty(), "what its guard is for")
	})
	t.Run("the last of its processes killed", func(t *testing.T) {
		g := NewWithT(t)
		cmd, dir, _ := boxRun(t, static, "--iut", "image:"+image, "--environment", "tcp/pidf/any/online")
		lines := until(t, cmd, "✓ pass")
		g.Expect(syscall.Kill(childOf(t, cmd.Process.Pid), syscall.SIGKILL)).To(Succeed())
		lines.until(t, "✓ pass")
		g.Expect(syscall.Kill(childOf(t, cmd.Process.Pid), syscall.SIGKILL)).To(Succeed())
		_, _ = io.Copy(io.Discard, lines.from)
		_ = cmd.Wait() // its exit code says it
		g.Expect(cmd.ProcessState.ExitCode()).To(Equal(3))
		g.Expect(ours(t, api, dir)).To(BeEmpty())
	})
	t.Run("cleaned up after", func(t *testing.T) {
		g := NewWithT(t)
		dir := t.TempDir()
		host, err := os.Hostname()
		g.Expect(err).NotTo(HaveOccurred())
		dead := map[string]string{"org.duet-conformance.run": "dead", "org.duet-conformance.host": host, "org.duet-conformance.lock": filepath.Join(dir, "gone.lock")}
		made, err := api.NetworkCreate(t.Context(), filepath.Base(dir), client.NetworkCreateOptions{Labels: dead})
		g.Expect(err).NotTo(HaveOccurred())
		g.Expect(ours(t, api, dir)).To(ConsistOf("network " + made.ID))
		code, said := boxCall(t, static, "clean")
		g.Expect(code).To(BeZero(), string(said))
		g.Expect(string(said)).To(MatchRegexp(`^duet: [1-9]\d* removed; `))
		g.Expect(ours(t, api, dir)).To(BeEmpty())
	})
}

// The build in the image has no Docker in it, says so, and runs the rest.
func TestTheBuildInTheImageRunsWithoutContainers(t *testing.T) {
	g := NewWithT(t)
	inside := built(t, ".", "-tags", "nodocker,nethttpomithttp2")
	info, err := os.Stat(inside)
	g.Expect(err).NotTo(HaveOccurred())
	g.Expect(info.Size()).To(BeNumerically("<", 25_000_000), "bytes, which make nearly all of the image")
	for _, args := range [][]string{{"--fakes", "containers"}, {"--iut", "image:duet"}} {
		code, said := boxCall(t, inside, append([]string{"run", "--only", "SIGN-001", "--out", t.TempDir()}, args...)...)
		g.Expect(code).To(Equal(4), string(said))
		g.Expect(string(said)).To(HavePrefix("duet: this build of duet has no Docker in it"))
	}
	code, said := boxCall(t, inside, "run", "--only", "SIGN-001", "--environment", "tcp/pidf/endpoint-decides/online", "--out", t.TempDir())
	g.Expect(code).To(BeZero(), string(said))
}

func TestWithoutADaemonNothingRunsInContainers(t *testing.T) {
	g := NewWithT(t)
	t.Setenv("DOCKER_HOST", "unix:///nowhere/docker.sock")
	d := call(t, "run", "--fakes", "containers", "--only", "SIGN-001", "--out", t.TempDir())
	g.Expect(d.code).To(Equal(3))
	g.Expect(d.output).To(And(HavePrefix("duet: no Docker daemon answers"), ContainSubstring("/nowhere/docker.sock")))
	for _, args := range [][]string{{"--iut", "image:duet"}, {"--fakes", "containers"}, {"--config", config(t, "ixit: {fakesIn: containers}\n")}} {
		d = call(t, append([]string{"doctor"}, args...)...)
		g.Expect(d.code).To(Equal(3), d.output)
		g.Expect(d.output).To(And(ContainSubstring("✗ the Docker daemon: nobody answers at unix:///nowhere/docker.sock"), ContainSubstring("do: start Docker")))
	}
	d = call(t, "run", "--config", config(t, "ixit: {fakesIn: containers}\n"), "--only", "SIGN-001", "--out", t.TempDir())
	g.Expect(d.code).To(Equal(3), "what the config says of the fakes counts")
	g.Expect(d.output).To(HavePrefix("duet: no Docker daemon answers"))
}
