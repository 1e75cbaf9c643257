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
	"strconv"
	"strings"
	"sync"
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

// ours lists what the runs whose claims lie in a directory have made, and not removed.
func ours(t *testing.T, api *client.Client, dir string) (things []string) {
	t.Helper()
	g := NewWithT(t)
	everybodys := make(client.Filters).Add("label", "org.duet-conformance.run")
	note := func(kind, id string, labels map[string]string) {
		if strings.HasPrefix(labels["org.duet-conformance.lock"], dir) {
			things = append(things, kind+" "+id)
		}
	}
	containers, err := api.ContainerList(t.Context(), client.ContainerListOptions{All: true, Filters: everybodys})
	g.Expect(err).NotTo(HaveOccurred())
	for _, c := range containers.Items {
		note("container", c.ID, c.Labels)
	}
	networks, err := api.NetworkList(t.Context(), client.NetworkListOptions{Filters: everybodys})
	g.Expect(err).NotTo(HaveOccurred())
	for _, n := range networks.Items {
		note("network", n.ID, n.Labels)
	}
	images, err := api.ImageList(t.Context(), client.ImageListOptions{Filters: everybodys})
	g.Expect(err).NotTo(HaveOccurred())
	for _, i := range images.Items {
		note("image", i.ID, i.Labels)
	}
	return things
}

// boxRun is a run whose claims lie in a directory of its own.
func boxRun(t *testing.T, program string, args ...string) (cmd *exec.Cmd, dir, out string) {
	t.Helper()
	dir, out = t.TempDir(), t.TempDir()
	cmd = exec.CommandContext(t.Context(), program, append([]string{"run", "--out", out}, args...)...)
	cmd.Env = append(os.Environ(), "TMPDIR="+dir)
	return cmd, dir, out
}

// childOf is the process that another has started to play a part of its run.
func childOf(t *testing.T, pid int) int {
	t.Helper()
	g := NewWithT(t)
	paths, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	g.Expect(err).NotTo(HaveOccurred())
	var children []string
	for _, path := range paths {
		text, err := os.ReadFile(path)
		g.Expect(err).NotTo(HaveOccurred())
		children = append(children, strings.Fields(string(text))...)
	}
	g.Expect(children).To(HaveLen(1))
	child, err := strconv.Atoi(children[0])
	g.Expect(err).NotTo(HaveOccurred())
	return child
}

// unwrapped is what was said without regard to where its lines were broken.
func unwrapped(said []byte) string { return strings.Join(strings.Fields(string(said)), " ") }

// output is what a command writes, as far as it was read.
type output struct {
	from io.Reader
	said strings.Builder
}

// until starts a command and reads what it writes until it holds a text.
func until(t *testing.T, cmd *exec.Cmd, text string) *output {
	t.Helper()
	from, err := cmd.StdoutPipe()
	NewWithT(t).Expect(err).NotTo(HaveOccurred())
	NewWithT(t).Expect(cmd.Start()).To(Succeed())
	o := &output{from: from}
	o.until(t, text)
	return o
}

// until reads on until what comes now holds a text.
func (o *output) until(t *testing.T, text string) {
	t.Helper()
	o.said.Reset()
	for buffer := make([]byte, 4096); !strings.Contains(o.said.String(), text); {
		n, err := o.from.Read(buffer)
		o.said.Write(buffer[:n])
		if err != nil {
			t.Fatalf("the run never said %q: %s", text, o.said.String())
		}
	}
}
