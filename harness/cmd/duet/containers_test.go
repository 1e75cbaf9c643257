package main

import (
	"archive/tar"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/moby/moby/client"
	. "github.com/onsi/gomega"
)

// docker is the daemon of this machine. Without one the test is skipped, unless DUET_REQUIRE_DOCKER says that there must be one.
func docker(t *testing.T) *client.Client {
	t.Helper()
	api, err := client.New(client.FromEnv)
	if err == nil {
		_, err = api.Ping(t.Context(), client.PingOptions{})
	}
	switch {
	case err == nil:
	case os.Getenv("DUET_REQUIRE_DOCKER") != "":
		t.Fatalf("DUET_REQUIRE_DOCKER is set, and no Docker daemon answers: %v", err)
	default:
		fmt.Println("NOT RUN: " + t.Name() + " needs a Docker daemon, and none answers")
		t.Skipf("no Docker daemon answers: %v", err)
	}
	return api
}

// box is a static duet, and an image of it under a name of this test program's own.
var box struct {
	sync.Mutex
	static, image string
}

// boxed is a static duet and the image of it, which are made once and removed by [unbox].
func boxed(t *testing.T) (static, image string) {
	t.Helper()
	docker(t)
	box.Lock()
	defer box.Unlock()
	if box.image == "" {
		box.static = filepath.Join(filepath.Dir(duet), "static")
		build(t, box.static, ".")
		image := fmt.Sprintf("duet-test:%d", os.Getpid())
		code, said := boxCall(t, box.static, "image", "--tag", image)
		NewWithT(t).Expect(code).To(BeZero(), string(said))
		box.image = image
	}
	return box.static, box.image
}

// unbox removes the image that was made, if one was.
func unbox() error {
	if box.image == "" {
		return nil
	}
	api, err := client.New(client.FromEnv)
	if err == nil {
		_, err = api.ImageRemove(context.Background(), box.image, client.ImageRemoveOptions{Force: true, PruneChildren: true})
	}
	return err
}

// removed removes an image at the end of the test.
func removed(t *testing.T, api *client.Client, image string) {
	t.Cleanup(func() {
		// t's own context has ended.
		_, err := api.ImageRemove(context.Background(), image, client.ImageRemoveOptions{Force: true, PruneChildren: true})
		NewWithT(t).Expect(err).NotTo(HaveOccurred())
	})
}

// built is a static program of a package in a directory.
func built(t *testing.T, dir string, options ...string) (program string) {
	t.Helper()
	program = filepath.Join(t.TempDir(), "program")
	build(t, program, dir, options...)
	return program
}

func build(t *testing.T, program, dir string, options ...string) {
	t.Helper()
	options = append([]string{"build", "-trimpath", "-ldflags", "-s -w", "-o", program}, options...)
	build := exec.CommandContext(t.Context(), "go", append(options, dir)...)
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	said, err := build.CombinedOutput()
	NewWithT(t).Expect(err).NotTo(HaveOccurred(), string(said))
}

// outsider is the image of an implementation that is not duet, made as its vendor would.
func outsider(t *testing.T) (image string) {
	t.Helper()
	g := NewWithT(t)
	api := docker(t)
	program, err := os.ReadFile(built(t, "./testdata/outsider"))
	g.Expect(err).NotTo(HaveOccurred())
	var files bytes.Buffer
	w := tar.NewWriter(&files)
	for name, content := range map[string][]byte{"Dockerfile": []byte("FROM scratch\nCOPY outsider /bin/\nENTRYPOINT [\"/bin/outsider\"]\n"), "outsider": program} {
		g.Expect(w.WriteHeader(&tar.Header{Name: name, Mode: 0o755, Size: int64(len(content))})).To(Succeed())
		_, err := w.Write(content)
		g.Expect(err).NotTo(HaveOccurred())
	}
	g.Expect(w.Close()).To(Succeed())
	image = fmt.Sprintf("outsider-test:%d", os.Getpid())
	made, err := api.ImageBuild(t.Context(), &files, client.ImageBuildOptions{Tags: []string{image}, Remove: true, ForceRemove: true})
	g.Expect(err).NotTo(HaveOccurred())
	defer made.Body.Close()
	said, err := io.ReadAll(made.Body)
	g.Expect(err).NotTo(HaveOccurred())
	g.Expect(string(said)).To(ContainSubstring("Successfully"))
	removed(t, api, image)
	return image
}

func boxCall(t *testing.T, program string, args ...string) (code int, said []byte) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program, args...)
	said, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), said
}

// nothingLeft says that no container, network or image of any run is there.
func nothingLeft(t *testing.T, api *client.Client) {
	t.Helper()
	g := NewWithT(t)
	ours := make(client.Filters).Add("label", "org.duet-conformance.run")
	containers, err := api.ContainerList(t.Context(), client.ContainerListOptions{All: true, Filters: ours})
	g.Expect(err).NotTo(HaveOccurred())
	g.Expect(containers.Items).To(BeEmpty())
	networks, err := api.NetworkList(t.Context(), client.NetworkListOptions{Filters: ours})
	g.Expect(err).NotTo(HaveOccurred())
	g.Expect(networks.Items).To(BeEmpty())
	images, err := api.ImageList(t.Context(), client.ImageListOptions{Filters: ours})
	g.Expect(err).NotTo(HaveOccurred())
	g.Expect(images.Items).To(BeEmpty())
}

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
	}{
		{"all in containers", []string{"--fakes", "containers", "--iut", "image:" + image, "--environment", "tls/msrtc/registrar-decides/hybrid"}, 0, []string{"2 pass", "fakes containers"}},
		{"all in containers over UDP", []string{"--fakes", "containers", "--iut", "image:" + image, "--environment", "udp/pidf/endpoint-decides/online"}, 0, []string{"2 pass"}},
		{"fakes embedded", []string{"--iut", "image:" + image, "--environment", "tls/pidf/endpoint-decides/hybrid"}, 0, []string{"2 pass", "fakes embedded"}},
		{"IUT as a command", []string{"--fakes", "containers", "--environment", "tls/pidf/endpoint-decides/hybrid"}, 0, []string{"2 pass", "fakes containers"}},
		{"no such image", []string{"--iut", "image:127.0.0.1:1/nothing:here"}, 3, []string{"there is no such image", "127.0.0.1:1/nothing:here"}},
		{"exits at once", []string{"--config", in(image, `["--version"]`, "ready: 2s")}, 2, []string{"ended with exit status 0", "duet version"}},
		{"never comes", []string{"--config", in(image, `[fakes, teams]`, "ready: 2s")}, 2, []string{"did not become ready within 2s"}},
		{"stopped, killed and started again", []string{"--iut", "image:" + image, "--environment", "tcp/pidf/endpoint-decides/online", "--only", "SIGN-022,OPT-019,RES-001"}, 0, []string{"4 planned = 4 pass", "1 planned = 1 pass"}},
		{"not duet", []string{"--fakes", "containers", "--iut", "image:" + other, "--environment", "tls/msrtc/registrar-decides/hybrid", "--only", "ROUT-002,PRES-001"}, 0, []string{"4 pass"}},
		{"listens where nobody reaches it", []string{"--config", in(other, "[on-loopback]", "ready: 2s")}, 2, []string{"2 inconclusive", "the IUT did not become ready: it can't be judged without a webhook that is reached: the notification URL http://127.0.0.1", "connection refused", "DUET_LISTEN_HOST says where it is to listen", "serving on 127.0.0.1"}},
		{"floods its log", []string{"--config", in(other, "[flooding]", "ready: 15s")}, 0, []string{"2 pass"}},
		{"does not stop", []string{"--config", in(other, "[deaf]", "ready: 15s")}, 2, []string{"2 pass", "did not stop properly", "was asked to stop, was still there when the bound for that passed, and was killed"}},
		{"no way in", []string{"--fakes", "somewhere"}, 4, []string{"it must be embedded or containers"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			g := NewWithT(t)
			code, said := boxCall(t, static, append([]string{"run", "--only", "ROUT-001,SIGN-001", "--out", t.TempDir()}, test.args...)...)
			g.Expect(code).To(Equal(test.code), string(said))
			for _, want := range test.wants {
				g.Expect(unwrapped(said)).To(ContainSubstring(want))
			}
			nothingLeft(t, api)
		})
	}
	t.Run("interrupted", func(t *testing.T) {
		g := NewWithT(t)
		cmd := exec.CommandContext(t.Context(), static, "run", "--out", t.TempDir(), "--fakes", "containers", "--iut", "image:"+image, "--environment", "tcp/pidf/endpoint-decides/online")
		until(t, cmd, "✓ pass")
		g.Expect(cmd.Process.Signal(syscall.SIGTERM)).To(Succeed())
		_ = cmd.Wait() // its exit code says it
		g.Expect(cmd.ProcessState.ExitCode()).To(Equal(3))
		nothingLeft(t, api)
	})
	t.Run("killed, and cleaned up after", func(t *testing.T) {
		g := NewWithT(t)
		cmd := exec.CommandContext(t.Context(), static, "run", "--out", t.TempDir(), "--fakes", "containers", "--iut", "image:"+image, "--environment", "tcp/pidf/endpoint-decides/online")
		until(t, cmd, "✓ pass")
		code, said := boxCall(t, static, "clean")
		g.Expect(code).To(BeZero())
		g.Expect(string(said)).To(HavePrefix("duet: 0 removed; 5 stay"), "three containers, a network and an image of a run that goes on")
		g.Expect(cmd.Process.Kill()).To(Succeed())
		_ = cmd.Wait() // it was killed
		code, said = boxCall(t, static, "clean")
		g.Expect(code).To(BeZero())
		g.Expect(string(said)).To(HavePrefix("duet: 5 removed"))
		nothingLeft(t, api)
	})
}

// unwrapped is what was said without regard to where its lines were broken.
func unwrapped(said []byte) string { return strings.Join(strings.Fields(string(said)), " ") }

// until starts a command and reads what it writes until it holds a text.
func until(t *testing.T, cmd *exec.Cmd, text string) {
	t.Helper()
	out, err := cmd.StdoutPipe()
	NewWithT(t).Expect(err).NotTo(HaveOccurred())
	NewWithT(t).Expect(cmd.Start()).To(Succeed())
	var said strings.Builder
	for buffer := make([]byte, 4096); !strings.Contains(said.String(), text); {
		n, err := out.Read(buffer)
		said.Write(buffer[:n])
		if err != nil {
			t.Fatalf("the run never said %q: %s", text, said.String())
		}
	}
}

// The build in the image has no Docker in it, says so, and runs the rest.
func TestTheBuildInTheImageRunsWithoutContainers(t *testing.T) {
	g := NewWithT(t)
	inside := built(t, ".", "-tags", "nodocker")
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
}
