package world_test

import (
	"context"
	"testing"
	"time"

	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/valve"
	"github.com/duet-conformance/duet/harness/iut"
	"github.com/duet-conformance/duet/harness/people"
	"github.com/duet-conformance/duet/harness/world"
	. "github.com/onsi/gomega"
)

// What a purpose leaves broken is mended, people notice nothing of a cut, and the reference serves as before.
func TestWhatWasBrokenIsMended(t *testing.T) {
	for name, breaks := range map[string]func(*world.World, context.Context) error{
		"cut from SfB": func(w *world.World, ctx context.Context) error {
			return w.SetLink(ctx, record.SourceSfB, valve.State{Cut: true})
		},
		"cut from Teams": func(w *world.World, ctx context.Context) error {
			return w.SetLink(ctx, record.SourceTeams, valve.State{Cut: true})
		},
		"a front end that was restarted": (*world.World).RestartFrontEnd,
		"halted":                         (*world.World).Pause,
	} {
		t.Run(name, func(t *testing.T) {
			g := NewWithT(t)
			w := open(t, setting(reference()))
			p := alix(t, w)
			g.Expect(breaks(w, t.Context())).To(Succeed())
			g.Expect(p.Fence(t.Context())).To(Succeed(), "people have sockets of their own")
			w.Restore(t.Context())
			g.Expect(w.Blind()).NotTo(HaveOccurred())
			p.BeServed(t.Context())
			g.Expect(w.Fence(t.Context(), p)).To(Succeed())
		})
	}
	w := open(t, setting(reference()))
	if err := w.SetLink(t.Context(), record.SourcePeople, valve.State{}); err == nil {
		t.Error("the network to nobody was set")
	}
}

// One that does not come back after a cut is started anew where it may be, so that the next purposes meet one that serves.
func TestAnIUTThatDoesNotRecoverIsStartedAnew(t *testing.T) {
	for _, restartable := range []bool{true, false} {
		g := NewWithT(t)
		cfg := setting(iut.Reference(gateway.Config{Faults: []string{gateway.NeverReconnects.Name}}))
		cfg.Bounds.Recovery = 500 * time.Millisecond
		cfg.Restartable = restartable
		w := open(t, cfg)
		p := alix(t, w)
		g.Expect(w.SetLink(t.Context(), record.SourceSfB, valve.State{Cut: true})).To(Succeed())
		g.Expect(w.SetLink(t.Context(), record.SourceSfB, valve.State{})).To(Succeed())
		g.Expect(w.Recovered(t.Context())).To(MatchError(iut.ErrNotRecovered))
		w.Restore(t.Context())
		g.Expect(w.Gone()).NotTo(HaveOccurred())
		if restartable {
			p.BeServed(t.Context())
			g.Expect(w.Fence(t.Context())).To(Succeed())
		}
	}
}

func TestTheReferenceIsHaltedInVirtualTime(t *testing.T) {
	virtually(t, "tcp", func(ctx context.Context, w *world.World, alix, megan *people.Person) {
		if err := w.Pause(ctx); err != nil {
			t.Error(err)
		}
		written := make(chan *people.IM, 1)
		go func() { written <- megan.SfB.Send(ctx, alix, "are you asleep?") }()
		timer := time.NewTimer(2 * time.Second)
		<-timer.C
		for _, e := range w.Events(0, w.Mark()) {
			if e.Kind == record.MessagePosted && e.Party == record.PartyIUT {
				t.Errorf("it wrote while it was halted: %+v", e)
			}
		}
		if err := w.Unpause(ctx); err != nil {
			t.Error(err)
		}
		if im := <-written; !im.Accepted() {
			t.Errorf("the IM of the meantime was answered %d", im.Status)
		}
	})
}
