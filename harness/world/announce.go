package world

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/duet-conformance/duet/fakes/sfb"
	"github.com/duet-conformance/duet/fakes/teams"
	"github.com/duet-conformance/duet/harness/iut"
)

// announcement says, in the state directory, what fakes are up and where.
type announcement struct {
	Places
	Routing sfb.Routing
	Hybrid  bool
}

const announcementFile = "fakes.json"

// Up brings both fakes up on stated addresses, for as long as they are not closed, and announces them to the runs of other
// processes. cfg.Kept must not be nil. It is an error when there are some already.
func Up(ctx context.Context, cfg Config, at iut.Fakes) (_ Places, closes func() error, err error) {
	fakes := &stated{at: at, network: cfg.Network}
	order := cfg.order(cfg.Kept.Authority, cfg.Kept.ControlKey)
	path := filepath.Join(at.State, announcementFile)
	if up, err := find(ctx, at, cfg.Network, order); err != nil || up != nil {
		return Places{}, nil, errors.Join(err, fmt.Errorf("there are fakes up already, by %s", path))
	}
	places, err := fakes.Serve(ctx, order)
	if err == nil {
		err = announce(path, announcement{places, order.SfB.Routing, order.Hybrid})
	}
	if err != nil {
		return Places{}, nil, errors.Join(err, fakes.Close())
	}
	return places, func() error { return errors.Join(os.Remove(path), fakes.Close()) }, nil
}

// IsUp says whether another process has brought up the fakes that a world of such a config needs. That those which are up are of
// another kind is an error.
func IsUp(ctx context.Context, cfg Config, at iut.Fakes) (bool, error) {
	up, err := find(ctx, at, cfg.Network, cfg.order(cfg.Kept.Authority, cfg.Kept.ControlKey))
	return up != nil, err
}

func announce(path string, what announcement) error {
	text, err := json.MarshalIndent(what, "", "  ")
	if err == nil {
		err = os.WriteFile(path, append(text, '\n'), 0o644)
	}
	if err != nil {
		return fmt.Errorf("announce the fakes that are up: %w", err)
	}
	return nil
}

// find returns the fakes that another process has announced; nil when there are none, or no longer. That they are of
// another kind than the order is an error.
func find(ctx context.Context, at iut.Fakes, network Network, order Order) (*announcement, error) {
	path := filepath.Join(at.State, announcementFile)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var up announcement
	if err == nil {
		err = json.Unmarshal(text, &up)
	}
	if err == nil && (up.SfBControl == "" || up.TeamsControl == "") {
		err = errors.New("it does not name both fakes")
	}
	if err != nil {
		return nil, fmt.Errorf("find the fakes that are up by %s: %w", path, err)
	}
	if !up.answer(ctx, network, order.ControlKey) {
		return nil, nil // they were killed, and could not take back what they announced
	}
	if up.Routing != order.SfB.Routing || up.Hybrid != order.Hybrid {
		return nil, fmt.Errorf("the fakes that are up by %s are %s, and this run is %s: end them, and bring them up for this one",
			path, kind(up.Routing, up.Hybrid), kind(order.SfB.Routing, order.Hybrid))
	}
	return &up, nil
}

// kind puts into words what an SfB side is like.
func kind(routing sfb.Routing, hybrid bool) string {
	if hybrid {
		return string(routing) + " and hybrid"
	}
	return string(routing) + " and online"
}

// answer says whether both fakes do, at their control APIs.
func (a announcement) answer(ctx context.Context, network Network, key string) bool {
	client := network.controlClient(key)
	defer client.CloseIdleConnections()
	ctx, cancel := context.WithTimeout(ctx, closeTime)
	defer cancel()
	return (&sfb.Control{URL: a.SfBControl, HTTP: client}).Health(ctx) == nil &&
		(&teams.Control{URL: a.TeamsControl, HTTP: client}).Health(ctx) == nil
}
