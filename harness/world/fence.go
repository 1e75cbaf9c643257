package world

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"time"

	"github.com/duet-conformance/duet/fakes/directory"
	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sfb"
	"github.com/duet-conformance/duet/harness/iut"
	"github.com/duet-conformance/duet/harness/judge"
	"github.com/duet-conformance/duet/harness/people"
)

// quiet is where the HTTP servers' own complaints go: a peer that hangs up is no news, and what matters is in the log.
var quiet = log.New(io.Discard, "", 0)

// fencePair are two people of the tester's own, one on each side of the IUT: fay in Teams, finn in SfB. That fay gets
// registered shows that the IUT is ready, and an IM that one sends the other is a fence: the IUT works through it after
// whatever it was given before.
type fencePair struct {
	scene     *people.Scene
	fay, finn *people.Person
}

const fenceScene = "fence"

func (*fencePair) users(edition string) []directory.User {
	user := func(handle string, role people.Role) directory.User {
		address := handle + "." + fenceScene + dotted(edition) + "@" + Domain
		return directory.User{
			Address:     address,
			DisplayName: handle + " of the fence",
			ID:          directory.ID(address),
			Password:    "correct horse " + handle,
			Teams:       role.TeamsLicence,
			SfB:         role.SfBLicence,
			Instances:   []string{directory.Instance(address, 1)},
		}
	}
	return []directory.User{user("fay", people.OnTeams), user("finn", people.OnSfB)}
}

// dotted is what an edition adds to a name.
func dotted(edition string) string {
	if edition == "" {
		return ""
	}
	return "." + edition
}

// halted carries a finding of the fence pair's own scene out of the depths of people.
type halted struct{ finding judge.Finding }

// caught runs a scene of the fence pair. What halts it becomes an error.
func (p *fencePair) caught(story func()) (err error) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case halted:
			err = errors.New(r.finding.Sentence)
			if r.finding.Verdict == judge.Error {
				err = fmt.Errorf("%w: %w", errTester, err)
			}
		default:
			panic(r)
		}
	}()
	story()
	return nil
}

// errTester marks what is the tester's own fault while the IUT was awaited.
var errTester = errors.New("the tester failed")

// awaitReady signs the fence pair in and waits until the one in Teams is registered and watched over by the IUT, as each is
// by its own bound Ready. An IUT that came to Teams, and then does not serve the pair, has something wrong with it that the
// purposes will find: it is let in, without a fence. One that is gone, or never came, is not ready.
func (w *World) awaitReady(ctx context.Context, process iut.Process) error {
	ctx, ended := context.WithCancel(ctx)
	defer ended()
	go cutShort(ctx, process, ended)
	err := w.fencers.signIn(ctx, w)
	if err == nil && !isDone(process) {
		return nil
	}
	lost := w.unreached(ctx)
	switch {
	case lost != nil && (isDone(process) || !errors.Is(err, errTester)):
		return lost
	case isDone(process):
		return fmt.Errorf("%w: %w", ErrNotReady, process.Err())
	case errors.Is(err, errTester):
		return err
	}
	if !w.cameToTeams() {
		return fmt.Errorf("%w within %s: %w", ErrNotReady, w.cfg.Bounds.Ready, err)
	}
	return nil
}

// cameToTeams says whether the IUT has fetched a token and made a subscription, in this run or before it.
func (w *World) cameToTeams() bool {
	if w.timeline.watched.Any() {
		return true
	}
	came := map[record.Kind]bool{}
	for _, e := range w.Events(0, w.Mark()) {
		if e.Party == record.PartyIUT {
			came[e.Kind] = true
		}
	}
	return came[record.TokenIssued] && came[record.SubscriptionCreated]
}

func isDone(p iut.Process) bool {
	select {
	case <-p.Done():
		return true
	default:
		return false
	}
}

// signIn brings the pair on. What halts it is the error, and is what is wrong with every later fence.
func (p *fencePair) signIn(ctx context.Context, w *World) error {
	p.scene = w.Scene(fenceScene)
	p.scene.Halt = func(f judge.Finding) { panic(halted{f}) }
	p.scene.Bounds = patient(w.cfg.Bounds, w.cfg.Bounds.Ready)
	// Each of the pair has one endpoint, so nobody decides between two, and a fence waits for no activity.
	p.scene.SfB.Routing = sfb.EndpointDecides
	users := p.users(w.cfg.Edition)
	p.fay = w.Person(p.scene, "fay", users[0])
	p.finn = w.Person(p.scene, "finn", users[1])
	err := p.caught(func() {
		p.finn.TakePlaces(ctx, people.OnSfB)
		p.fay.TakePlaces(ctx, people.OnTeams)
	})
	p.scene.Bounds = w.cfg.Bounds
	return err
}

// patient are the bounds for an IUT that has just been started, or that recovers: what it owes the pair may take as long as that.
func patient(b judge.Bounds, as time.Duration) judge.Bounds {
	b.Registration, b.Presence, b.Told = as, as, as
	return b
}

// Person puts somebody on a scene, and remembers to let them leave when the world closes.
func (w *World) Person(scene *people.Scene, handle string, u directory.User) *people.Person {
	person := people.New(scene, handle, u)
	w.cast.enter(person)
	return person
}

// Fence bounds an absence for the people given: an IM through the IUT in each direction, sent now and seen to arrive, and
// then a fence to every client that they are signed in at. Whatever the IUT was given before has been worked through
// then, and whatever was on its way to one of the clients has been seen. The error says which fence was lost.
func (w *World) Fence(ctx context.Context, bystanders ...*people.Person) error {
	w.fences.Lock()
	defer w.fences.Unlock()
	ctx, cancel := context.WithTimeout(ctx, w.cfg.Bounds.Fence)
	defer cancel()
	p := &w.fencers
	err := p.caught(func() {
		toTeams := p.finn.SfB.Send(ctx, p.fay, "fence")
		toSfB := p.fay.Teams.Send(ctx, p.finn, "fence")
		p.await(ctx, toTeams, p.fay.Teams.Name())
		p.await(ctx, toSfB, p.finn.SfB.Name())
	})
	if err != nil {
		return fmt.Errorf("a fence through the IUT was lost: %w", err)
	}
	for _, person := range bystanders {
		if err := person.Fence(ctx); err != nil {
			return err
		}
	}
	return w.Sync(ctx)
}

func (p *fencePair) await(ctx context.Context, im *people.IM, at string) {
	shown := record.And(record.Is(record.IMShown), record.Carrying(im.Token), record.By(at))
	if _, err := p.scene.Log.Wait(ctx, im.Mark, shown); err != nil {
		panic(halted{judge.Finding{
			Verdict:  judge.Inconclusive,
			Sentence: fmt.Sprintf("%s did not arrive at %s within %s (fence)", im, at, p.scene.Bounds.Fence),
		}})
	}
}
