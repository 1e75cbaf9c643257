package containers

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	"debug/elf"
	_ "embed"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"runtime"

	"github.com/moby/moby/client"
)

// ImageName is what the image of duet is called that is made to stay.
const ImageName = "duet"

// dockerfile says what is in the image: the one static program, run by nobody in particular.
//
//go:embed Dockerfile
var dockerfile []byte

// Image makes the image of a program, which is a build of duet in a file, under a name, and returns its size in bytes. An
// empty file name is that of the program that runs.
func (d *Daemon) Image(ctx context.Context, name, file string) (size int64, err error) {
	program, digest, err := self()
	if err == nil && file != "" {
		program, err = static(file)
	}
	if err != nil {
		return 0, err
	}
	if err := d.build(ctx, name, alone(program), map[string]string{labelMaker: digest}); err != nil {
		return 0, err
	}
	made, err := d.api.ImageInspect(ctx, name)
	if err != nil {
		return 0, fmt.Errorf("look at the image %s: %w", name, err)
	}
	return made.Size, nil
}

// ownImage is the name of an image with the fakes of the program that runs, for as long as the group is open. It carries the
// run's labels, so that it is found when the run is killed: on top of the image that this program made with [Daemon.Image],
// where that is here, and else made of the program.
func (g *Group) ownImage(ctx context.Context) (string, error) {
	program, digest, err := self()
	if err != nil {
		return "", err
	}
	name := "duet-run:" + g.claim.run
	g.mu.Lock()
	g.images = append(g.images, name)
	g.mu.Unlock()
	same := make(client.Filters).Add("label", labelMaker+"="+digest)
	here, err := g.daemon.api.ImageList(ctx, client.ImageListOptions{Filters: same})
	if err != nil {
		return "", fmt.Errorf("list the images of duet: %w", err)
	}
	for _, image := range here.Items {
		if _, ofRun := image.Labels[labelRun]; ofRun || len(image.RepoTags) == 0 {
			continue
		}
		on := []packed{{"Dockerfile", 0o644, []byte("FROM " + image.RepoTags[0] + "\n")}}
		if err := g.daemon.build(ctx, name, on, g.claim.labels()); err == nil {
			return name, nil
		}
	}
	return name, g.daemon.build(ctx, name, alone(program), g.claim.labels())
}

// self reads the program that runs, which must be one for the daemon's containers.
func self() (program []byte, digest string, err error) {
	if runtime.GOOS != "linux" {
		return nil, "", fmt.Errorf("this duet is a program for %s, and a container needs one for linux", runtime.GOOS)
	}
	path, err := os.Executable()
	if err != nil {
		return nil, "", fmt.Errorf("find the program that is running: %w", err)
	}
	if program, err = static(path); err != nil {
		return nil, "", err
	}
	sum := sha256.Sum256(program)
	return program, hex.EncodeToString(sum[:8]), nil
}

// static reads a program, which must be one that needs no other file.
func static(path string) ([]byte, error) {
	program, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the program for the image: %w", err)
	}
	if file, err := elf.NewFile(bytes.NewReader(program)); err != nil || file.Section(".interp") != nil {
		return nil, fmt.Errorf("%s is not a static program for linux, and an image with nothing else can't run it: build it with CGO_ENABLED=0, as make build does", path)
	}
	return program, nil
}

// build makes an image. Nothing is pulled for it.
func (d *Daemon) build(ctx context.Context, name string, files []packed, labels map[string]string) error {
	context, err := buildContext(files)
	if err != nil {
		return err
	}
	built, err := d.api.ImageBuild(ctx, context, client.ImageBuildOptions{
		Tags: []string{name}, Labels: labels, Remove: true, ForceRemove: true, SuppressOutput: true,
	})
	if err != nil {
		return fmt.Errorf("build the image %s: %w", name, err)
	}
	defer built.Body.Close()
	said, err := io.ReadAll(built.Body)
	if err != nil {
		return fmt.Errorf("build the image %s: %w", name, err)
	}
	if _, err := d.api.ImageInspect(ctx, name); err != nil {
		return fmt.Errorf("build the image %s: Docker says %s", name, bytes.TrimSpace(said))
	}
	return nil
}

// packed is a file, or with a nil content a directory, that the daemon is given to build an image from.
type packed struct {
	name    string
	mode    int64
	content []byte
}

// alone packs a program with the Dockerfile, and a directory that anybody may write to, which a FROM-scratch image lacks.
func alone(program []byte) []packed {
	return []packed{{"Dockerfile", 0o644, dockerfile}, {"duet", 0o755, program}, {"root/tmp/", 0o1777, nil}}
}

// buildContext puts files into the one that the daemon takes.
func buildContext(files []packed) (io.Reader, error) {
	var out bytes.Buffer
	w := tar.NewWriter(&out)
	for _, f := range files {
		header := &tar.Header{Name: f.name, Mode: f.mode, Size: int64(len(f.content)), Typeflag: tar.TypeReg}
		if f.content == nil {
			header.Typeflag = tar.TypeDir
		}
		if err := w.WriteHeader(header); err != nil {
			return nil, fmt.Errorf("pack the image: %w", err)
		}
		if _, err := w.Write(f.content); err != nil {
			return nil, fmt.Errorf("pack the image: %w", err)
		}
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("pack the image: %w", err)
	}
	return &out, nil
}
