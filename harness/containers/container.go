package containers

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	cerrdefs "github.com/containerd/errdefs"
	"github.com/moby/moby/api/pkg/stdcopy"
	dockertypes "github.com/moby/moby/api/types/container"
	"github.com/moby/moby/client"
	"github.com/testcontainers/testcontainers-go"
)

// spec says what container a role has.
type spec struct {
	role  string // its name on the network
	image string
	args  []string // instead of the image's own; nil: those
	env   map[string]string
	files map[string][]byte // by the path in the container; everybody there may read them
}

// container is one of a group's. It may be started again after it has ended, and is then the same one: what it wrote to its
// file system is still there. Its address may be another.
type container struct {
	group *Group
	role  string
	id    string

	detached sync.WaitGroup // those who read its output, and wait for its end

	mu      sync.Mutex
	address string
}

// startTime bounds how long the daemon may take over one container, which includes pulling its image.
const startTime = 2 * time.Minute

// outputTime bounds how long the last output of a container that has ended may take to come.
const outputTime = 2 * time.Second

// errNoImage is wrapped by the error of a container whose image is neither here nor to be had.
var errNoImage = errors.New("there is no such image")

// create makes the container of a role. It doesn't run yet.
func (g *Group) create(ctx context.Context, s spec) (*container, error) {
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	request := testcontainers.ContainerRequest{
		Image: s.image, Cmd: s.args, Env: s.env, Labels: g.claim.labels(),
		Networks:       []string{g.network.Name},
		NetworkAliases: map[string][]string{g.network.Name: {s.role}},
		HostConfigModifier: func(host *dockertypes.HostConfig) {
			// What it writes is read as it comes. Nothing keeps it: a flood must not fill the daemon's disk.
			host.LogConfig = dockertypes.LogConfig{Type: "none"}
		},
	}
	for path, content := range s.files {
		request.Files = append(request.Files, testcontainers.ContainerFile{
			Reader: bytes.NewReader(content), ContainerFilePath: path, FileMode: 0o444,
		})
	}
	made, err := testcontainers.GenericContainer(ctx, testcontainers.GenericContainerRequest{ContainerRequest: request})
	if err != nil {
		if _, absent := g.daemon.api.ImageInspect(ctx, s.image); cerrdefs.IsNotFound(absent) {
			return nil, fmt.Errorf("%w here as %s, and it could not be pulled: %w", errNoImage, s.image, err)
		}
		return nil, fmt.Errorf("make a container of the image %s: %w", s.image, err)
	}
	c := &container{group: g, role: s.role, id: made.GetContainerID()}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.members[s.role] = c
	return c, nil
}

// start runs the container. What it writes goes to output. When it has ended and all of its output is there, ended is called
// with the exit status; err says why that could not be seen.
func (c *container) start(ctx context.Context, output io.Writer, ended func(status int64, err error)) error {
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	api := c.group.daemon.api
	life := context.WithoutCancel(ctx)
	attached, err := api.ContainerAttach(life, c.id, client.ContainerAttachOptions{Stream: true, Stdout: true, Stderr: true})
	if err != nil {
		return fmt.Errorf("attach to the container %s: %w", c.role, err)
	}
	if _, err := api.ContainerStart(ctx, c.id, client.ContainerStartOptions{}); err != nil {
		attached.Close()
		return fmt.Errorf("start the container %s: %w", c.role, err)
	}
	copied := make(chan struct{})
	c.detached.Go(func() {
		defer close(copied)
		_, _ = stdcopy.StdCopy(output, output, attached.Reader) // ends with the container, or with what it is attached by
	})
	c.detached.Go(func() {
		status, err := c.awaitEnd(life)
		rest, over := context.WithTimeout(life, outputTime)
		defer over()
		select {
		case <-copied:
		case <-rest.Done():
		}
		attached.Close()
		<-copied
		ended(status, err)
	})
	return c.locate(ctx)
}

// awaitEnd waits for a container that runs.
func (c *container) awaitEnd(ctx context.Context) (status int64, err error) {
	wait := c.group.daemon.api.ContainerWait(ctx, c.id, client.ContainerWaitOptions{})
	select {
	case end := <-wait.Result:
		if end.Error != nil {
			return end.StatusCode, errors.New(end.Error.Message)
		}
		return end.StatusCode, nil
	case err := <-wait.Error:
		return 0, err
	}
}

// locate notes the address that the container has been given. One that has ended already has none.
func (c *container) locate(ctx context.Context) error {
	seen, err := c.group.daemon.api.ContainerInspect(ctx, c.id, client.ContainerInspectOptions{})
	if err != nil {
		return fmt.Errorf("look at the container %s: %w", c.role, err)
	}
	at := seen.Container.NetworkSettings.Networks[c.group.network.Name]
	c.mu.Lock()
	defer c.mu.Unlock()
	if at != nil && at.IPAddress.IsValid() {
		c.address = at.IPAddress.String()
	}
	return nil
}

// Address is where the container is, or was last, on the run's network.
func (c *container) Address() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.address
}

// signal sends the container a signal. One that has ended gets none.
func (c *container) signal(name string) {
	ctx, cancel := context.WithTimeout(context.Background(), closeTime)
	defer cancel()
	_, _ = c.group.daemon.api.ContainerKill(ctx, c.id, client.ContainerKillOptions{Signal: name})
}

// pause halts all processes of the container where they stand, and unpause lets them go on.
func (c *container) pause() error {
	ctx, cancel := context.WithTimeout(context.Background(), closeTime)
	defer cancel()
	_, err := c.group.daemon.api.ContainerPause(ctx, c.id, client.ContainerPauseOptions{})
	return err
}

func (c *container) unpause() error {
	ctx, cancel := context.WithTimeout(context.Background(), closeTime)
	defer cancel()
	_, err := c.group.daemon.api.ContainerUnpause(ctx, c.id, client.ContainerUnpauseOptions{})
	return err
}
