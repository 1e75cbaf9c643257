package world_test

import (
	"context"
	"io"
	"testing"
	"time"

	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/harness/iut"
	"github.com/duet-conformance/duet/harness/people"
	"github.com/duet-conformance/duet/harness/world"
	. "github.com/onsi/gomega"
)

// The reference that was killed or stopped serves again who was there before, on real sockets and over every transport.
func TestAnIUTThatIsEndedServesAgain(t *testing.T) {
	for _, transport := range []string{"udp", "tcp", "tls"} {
		for name, end := range map[string]func(*world.World, context.Context) error{"killed": (*world.World).Kill, "stopped": (*world.World).Stop} {
			t.Run(name+" over "+transport, func(t *testing.T) {
				g := NewWithT(t)
				cfg := setting(reference())
				cfg.Transport = transport
				w := open(t, cfg)
				p := alix(t, w)
				first := w.Process()
				mark := p.Scene().Log.Len()

				began := time.Now()
				g.Expect(end(w, t.Context())).To(Succeed())
				t.Logf("ended within %s", time.Since(began))
				g.Expect(time.Since(began)).To(BeNumerically("<", time.Second))
				g.Expect(first.Done()).To(BeClosed())
				g.Expect(first.Err()).NotTo(HaveOccurred())
				g.Expect(w.Gone()).NotTo(HaveOccurred(), "it was ended on purpose")
				g.Expect(end(w, t.Context())).To(MatchError(ContainSubstring("has been ended already")))

				g.Expect(w.Resume(t.Context())).To(Succeed())
				g.Expect(w.Resume(t.Context())).To(MatchError(ContainSubstring("runs already")))
				p.BeServed(t.Context())
				g.Expect(w.Fence(t.Context(), p)).To(Succeed())
				g.Expect(w.Gone()).NotTo(HaveOccurred())
				g.Expect(record.Select(p.Scene().Log.From(mark), record.By(record.PartyIUT))).To(ContainElements(
					HaveField("Kind", map[string]record.Kind{"killed": record.IUTKilled, "stopped": record.IUTStopped}[name]),
					HaveField("Kind", record.IUTStarted),
				))
			})
		}
	}
}

// Over UDP nobody can see that the process is gone: its subscriptions at both fakes stay, and nobody is waited for who would
// have to be told through them.
func TestAKilledIUTIsForgottenInVirtualTime(t *testing.T) {
	for _, transport := range []string{"udp", "tcp"} {
		virtually(t, transport, func(ctx context.Context, w *world.World, alix, megan *people.Person) {
			if err := w.Kill(ctx); err != nil {
				t.Error(err)
			}
			began := time.Now()
			if err := w.Resume(ctx); err != nil {
				t.Error(err)
			}
			alix.BeServed(ctx)
			alix.SfB.Type(ctx)
			alix.Teams.Type(ctx)
			if took := time.Since(began); took > time.Second {
				t.Errorf("%s: served again after %s of virtual time", transport, took)
			}
			im := megan.SfB.Send(ctx, alix, "back again?")
			if _, err := alix.Scene().Log.Wait(ctx, im.Mark, record.And(record.Is(record.IMShown), record.By(alix.Teams.Name()))); err != nil {
				t.Error(err)
			}
		})
	}
}

// lasting is the reference for a number of starts, and then an implementation that ends at once.
func lasting(starts int) iut.Launcher {
	return iut.InProcess("lasting", func(ctx context.Context, getenv func(string) string, _ io.Writer) error {
		if starts--; starts < 0 {
			return io.ErrUnexpectedEOF
		}
		cfg, err := gateway.ConfigFromEnv(getenv)
		if err != nil {
			return err
		}
		g, err := gateway.New(cfg)
		if err != nil {
			return err
		}
		return g.Run(ctx)
	})
}

func TestAnIUTThatDoesNotComeBackIsTriedOnceMore(t *testing.T) {
	for starts, comesBack := range map[int]bool{1: false, 2: true} {
		g := NewWithT(t)
		w := open(t, setting(lasting(starts)))
		g.Expect(w.Kill(t.Context())).To(Succeed())
		if !comesBack {
			g.Expect(w.Resume(t.Context())).To(MatchError(And(ContainSubstring("did not become ready"), ContainSubstring("unexpected EOF"))))
			g.Expect(w.Gone()).NotTo(HaveOccurred(), "the purpose that ended it is told, and nobody else yet")
		}
		w.Restore(t.Context())
		if comesBack {
			g.Expect(w.Gone()).NotTo(HaveOccurred())
			g.Expect(w.Fence(t.Context())).To(Succeed())
			continue
		}
		g.Expect(w.Gone()).To(MatchError(And(ContainSubstring("ended on purpose and did not come back"), ContainSubstring("unexpected EOF"))))
	}
}
