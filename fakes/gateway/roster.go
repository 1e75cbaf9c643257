package gateway

import (
	"context"
	"errors"
	"sync"

	"golang.org/x/sync/errgroup"
)

// roster knows the Teams users that the gateway may serve, and keeps what Teams says of each.
type roster struct {
	g *Gateway

	mu    sync.Mutex
	lines map[string]*line // by Graph id
	byAOR map[string]*line // by address of record
}

func newRoster(g *Gateway) *roster {
	return &roster{g: g, lines: map[string]*line{}, byAOR: map[string]*line{}}
}

// readAll reads the directory, and of every user what they do; and what they want, of those who are signed in or were.
func (r *roster) readAll(ctx context.Context) error {
	users, err := r.g.teams.users(ctx)
	if err != nil {
		return err
	}
	reading, ctx := errgroup.WithContext(ctx)
	reading.SetLimit(8)
	for _, u := range users {
		l := r.add(u)
		if l == nil {
			continue
		}
		reading.Go(func() error {
			if done, err := l.beginWrongly(ctx); done {
				return err
			}
			return errors.Join(l.readSettingAgain(ctx), l.readActivity(ctx))
		})
	}
	return reading.Wait()
}

// add returns the line of a user, made when there was none, or nil for a user whom the gateway must not serve: who is not
// licensed for Teams can't be reached there, and who is not enabled for SfB has no business at the front end.
func (r *roster) add(u user) *line {
	address := u.address()
	if address == "" && r.g.faults.has(RegistersUnlicensed) {
		address = u.PrincipalName
	}
	if address == "" || !u.hasTeams() {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if l := r.lines[u.ID]; l != nil {
		return l
	}
	l := newLine(r.g, u, address)
	r.lines[u.ID], r.byAOR[address] = l, l
	return l
}

// find returns the line of the user with a Graph id, or nil. A user who is new is looked up first.
func (r *roster) find(ctx context.Context, id string) (*line, error) {
	r.mu.Lock()
	l := r.lines[id]
	r.mu.Unlock()
	if l != nil {
		return l, nil
	}
	u, err := r.g.teams.user(ctx, id)
	if isStatus(err, 404) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return r.add(u), nil
}

// known returns the line of the user with an address of record, or nil.
func (r *roster) known(address string) *line {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.byAOR[address]
}

// all returns every line.
func (r *roster) all() []*line {
	r.mu.Lock()
	defer r.mu.Unlock()
	var all []*line
	for _, l := range r.lines {
		all = append(all, l)
	}
	return all
}

// activityChanged: Teams says that a user did something, signed in or signed out.
func (r *roster) activityChanged(ctx context.Context, id string) error {
	l, err := r.find(ctx, id)
	if err != nil || l == nil {
		return err
	}
	return l.readActivity(ctx)
}

// settingChanged: Teams says that something about a user changed; of that, only the interop setting matters here.
func (r *roster) settingChanged(ctx context.Context, id string) error {
	l, err := r.find(ctx, id)
	if err != nil || l == nil || r.crowded() || l.skipsSetting(ctx) {
		return err
	}
	return l.readSetting(ctx)
}
