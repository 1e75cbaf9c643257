package containers

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	cerrdefs "github.com/containerd/errdefs"
	"github.com/moby/moby/client"
)

// Swept is what [Daemon.Sweep] came to. All are counted in things: containers, networks and images.
type Swept struct {
	// Removed were left by runs that are dead, Living belong to runs that go on, and Elsewhere to runs of other machines, of
	// which it can't be known here.
	Removed, Living, Elsewhere int
}

// Sweep removes what runs made that don't live any more. What belongs to a run that goes on, or to one of another machine
// that uses the same daemon, stays.
func (d *Daemon) Sweep(ctx context.Context) (Swept, error) {
	var swept Swept
	done, err := oneSweep()
	if err != nil {
		return swept, err
	}
	defer done()
	things, err := d.things(ctx)
	if err != nil {
		return swept, err
	}
	for _, t := range things {
		switch living, known := lives(t.labels); {
		case !known:
			swept.Elsewhere++
		case living:
			swept.Living++
		default:
			if err := t.remove(ctx); err != nil {
				return swept, err
			}
			swept.Removed++
		}
	}
	return swept, nil
}

// oneSweep waits until this user's other sweeps on this machine are over, and keeps them from it until done is called: two at once
// would find each other's networks half taken apart.
func oneSweep() (done func(), err error) {
	path := filepath.Join(os.TempDir(), fmt.Sprintf("duet-sweep-%d.lock", os.Getuid()))
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err == nil {
		err = await(file)
	}
	if err != nil {
		return nil, fmt.Errorf("wait for another sweep to end: %w", err)
	}
	return func() { _ = file.Close() }, nil
}

// thing is something that a run made.
type thing struct {
	labels map[string]string
	remove func(ctx context.Context) error
}

// things lists what all runs made, in an order in which it can be removed.
func (d *Daemon) things(ctx context.Context) ([]thing, error) {
	containers, err := d.api.ContainerList(ctx, client.ContainerListOptions{All: true, Filters: ours()})
	if err != nil {
		return nil, fmt.Errorf("list the containers of all runs: %w", err)
	}
	networks, err := d.api.NetworkList(ctx, client.NetworkListOptions{Filters: ours()})
	if err != nil {
		return nil, fmt.Errorf("list the networks of all runs: %w", err)
	}
	images, err := d.api.ImageList(ctx, client.ImageListOptions{Filters: ours()})
	if err != nil {
		return nil, fmt.Errorf("list the images of all runs: %w", err)
	}
	var things []thing
	for _, c := range containers.Items {
		things = append(things, thing{c.Labels, func(ctx context.Context) error { return d.removeContainer(ctx, c.ID) }})
	}
	for _, n := range networks.Items {
		things = append(things, thing{n.Labels, func(ctx context.Context) error { return d.removeNetwork(ctx, n.ID) }})
	}
	for _, i := range images.Items {
		things = append(things, thing{i.Labels, func(ctx context.Context) error { return d.removeImage(ctx, i.ID) }})
	}
	return slices.Clip(things), nil
}

// removeContainer ends and removes a container. One that is gone, or that somebody else removes, is no error.
func (d *Daemon) removeContainer(ctx context.Context, id string) error {
	_, err := d.api.ContainerRemove(ctx, id, client.ContainerRemoveOptions{Force: true, RemoveVolumes: true})
	if err != nil && !cerrdefs.IsNotFound(err) && !cerrdefs.IsConflict(err) {
		return fmt.Errorf("remove the container %s: %w", id, err)
	}
	return nil
}

func (d *Daemon) removeNetwork(ctx context.Context, id string) error {
	if _, err := d.api.NetworkRemove(ctx, id, client.NetworkRemoveOptions{}); err != nil && !cerrdefs.IsNotFound(err) {
		return fmt.Errorf("remove the network %s: %w", id, err)
	}
	return nil
}

// removeImage removes an image with those under it that have no name: the steps of its making.
func (d *Daemon) removeImage(ctx context.Context, image string) error {
	if _, err := d.api.ImageRemove(ctx, image, client.ImageRemoveOptions{PruneChildren: true}); err != nil && !cerrdefs.IsNotFound(err) {
		return fmt.Errorf("remove the image %s: %w", image, err)
	}
	return nil
}
