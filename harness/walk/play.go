package walk

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/duet-conformance/duet/fakes/directory"
	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/bubble"
	"github.com/duet-conformance/duet/harness/iut"
	"github.com/duet-conformance/duet/harness/judge"
	"github.com/duet-conformance/duet/harness/people"
	"github.com/duet-conformance/duet/harness/purpose"
	"github.com/duet-conformance/duet/harness/world"
	. "github.com/onsi/gomega"
	"github.com/onsi/gomega/types"
)

// Outcome is what became of a walk.
type Outcome struct {
	Verdict judge.Verdict
	// Sentence says why the verdict is no pass.
	Sentence string
	// Told is what was done, a sentence each. A walk that failed ends with the step at which it did.
	Told []string
}

// String tells the walk as a story of numbered sentences.
func (o Outcome) String() string {
	var b strings.Builder
	for i, sentence := range o.Told {
		fmt.Fprintf(&b, "%3d. %s\n", i+1, sentence)
	}
	if o.Verdict != judge.Pass {
		fmt.Fprintf(&b, "%s: %s\n", o.Verdict, o.Sentence)
	}
	return b.String()
}

// stage is where one walk is played.
type stage struct {
	types.Gomega
	scene *people.Scene
	cast  purpose.Leased
	told  []string
}

// scene is what the scene of a walk is called.
const scene = "walk"

// limit ends a walk that hangs, in virtual time.
const limit = time.Hour

// broken ends a walk before its end, with why.
type broken struct{ why string }

// Play plays a story against the reference with the faults, in a world and in virtual time of its own. It may be called
// side by side. The verdict Error is about the tester, or about a story that can't be played.
func Play(story Story, faults ...string) (o Outcome) {
	stuck := bubble.Run(func() {
		ctx, cancel := context.WithTimeout(context.Background(), limit)
		defer cancel()
		network := bubble.NewNetwork()
		cfg := world.Config{
			Host: "127.0.0.1", Transport: "tcp",
			Network:  world.Network{Dial: network.Dial, Listen: network.Listen, ListenPacket: network.ListenPacket},
			Bounds:   judge.DefaultBounds,
			Launcher: iut.Reference(gateway.Config{Faults: faults, Dial: network.Dial, Listen: network.Listen, ListenPacket: network.ListenPacket}),
			Casts:    map[string][]directory.User{scene: users(story)},
		}
		w, err := world.Start(ctx, cfg)
		if err != nil {
			o = Outcome{Verdict: judge.Error, Sentence: err.Error()}
			return
		}
		o = play(ctx, w, story)
		end, ended := w.StopTime(ctx)
		defer ended()
		if err := w.Close(end); err != nil {
			o.Verdict, o.Sentence = judge.Worse(o.Verdict, judge.Error), "the world did not close properly: "+err.Error()
		}
	})
	if stuck != nil {
		o.Verdict, o.Sentence = judge.Error, stuck.Error()
	}
	return o
}

// users are the directory entries of the cast, sorted.
func users(story Story) []directory.User {
	cast := story.cast()
	p := purpose.Purpose{ID: scene, Cast: cast}
	var all []directory.User
	for _, handle := range slices.Sorted(maps.Keys(cast)) {
		all = append(all, p.User(handle, world.Domain))
	}
	return all
}

// play plays the story, sweeps, and hears the judge.
func play(ctx context.Context, w *world.World, story Story) Outcome {
	s := &stage{scene: w.Scene(scene), cast: purpose.Leased{}}
	s.Gomega = NewGomega(func(message string, _ ...int) { panic(broken{message}) })
	s.scene.Halt = func(f judge.Finding) {
		s.scene.Ledger.Stop(f)
		panic(broken{f.Sentence})
	}
	trouble := s.enact(ctx, w, story)
	if trouble == "" {
		if err := w.Sweep(ctx); err != nil {
			sentence := "the walk could not be swept for stragglers: " + err.Error()
			s.scene.Ledger.Stop(judge.Finding{Verdict: judge.Inconclusive, Sentence: sentence})
		}
	} else if err := w.Sync(ctx); err != nil {
		s.scene.Ledger.Stop(judge.Finding{Verdict: judge.Error, Sentence: err.Error()})
	}
	verdict, findings := judge.Conclude(judge.Case{
		Claims: s.scene.Ledger.Claims(), Stops: s.scene.Ledger.Stops(), Events: s.scene.Log.All(), Now: time.Now(),
	})
	o := Outcome{Verdict: verdict, Told: s.told}
	switch {
	case verdict != judge.Pass:
		o.Sentence = findings[0].Sentence
	case trouble != "":
		o.Verdict, o.Sentence = judge.Error, "the walk broke off: "+trouble
	}
	return o
}

// enact lets the cast take their places and take their steps. It says what broke off the walk, "" when nothing did.
func (s *stage) enact(ctx context.Context, w *world.World, story Story) (trouble string) {
	defer func() {
		switch why := recover().(type) {
		case nil:
		case broken:
			trouble = why.why
		default:
			panic(why)
		}
	}()
	roles := story.cast()
	var everybody []*people.Person
	for _, user := range users(story) {
		handle, _, _ := strings.Cut(user.Address, ".")
		person := w.Person(s.scene, handle, user)
		s.cast[handle] = person
		everybody = append(everybody, person)
	}
	s.scene.Fence = func(ctx context.Context) error { return w.Fence(ctx, everybody...) }
	for _, person := range everybody {
		person.TakePlaces(ctx, roles[person.Handle])
	}
	p := newPlanner(story.Walkers)
	s.take(ctx, p.plan(story.Steps))
	for controls := p.close(s); len(controls) > 0; controls = p.close(s) {
		s.take(ctx, controls)
	}
	return ""
}

func (s *stage) take(ctx context.Context, moves []move) {
	for _, m := range moves {
		s.told = append(s.told, m.says)
		if !m.do(ctx, s) {
			s.told = s.told[:len(s.told)-1]
		}
	}
}
