package world_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/harness/iut"
	"github.com/duet-conformance/duet/harness/world"
	. "github.com/onsi/gomega"
)

func TestAWorldOpensServesAndCloses(t *testing.T) {
	for _, transport := range []string{"udp", "tcp", "tls"} {
		t.Run(transport, func(t *testing.T) {
			g := NewWithT(t)
			sockets := &sockets{}
			cfg := setting(reference())
			cfg.Transport, cfg.SecureTeams, cfg.Network = transport, transport == "tls", sockets.network()
			w := open(t, cfg)
			g.Expect(w.Env().SFBProxy).To(HaveSuffix(";transport=" + transport))
			g.Expect(w.Fence(t.Context(), alix(t, w))).To(Succeed())
			g.Expect(w.Sweep(t.Context())).To(Succeed())
			g.Expect(w.Blind()).NotTo(HaveOccurred())

			began := time.Now()
			shut(t, w)
			t.Logf("closed within %s", time.Since(began))
			g.Expect(time.Since(began)).To(BeNumerically("<", time.Second), "closing waits for nothing but for answers that come at once")
			g.Expect(sockets.left()).To(BeEmpty())
			g.Expect(w.Process().Err()).NotTo(HaveOccurred())
			if transport == "tls" {
				g.Expect(w.Env().TeamsURL).To(HavePrefix("https:"))
				_, err := os.Stat(w.Env().CAFile)
				g.Expect(err).To(MatchError(os.ErrNotExist))
			}
		})
	}
}

// A world has seven listening sockets: four of the front end and three of the backend.
func TestAStartThatFailsHalfWayLeavesNothing(t *testing.T) {
	for n := 1; n <= 7; n++ {
		t.Run(fmt.Sprintf("socket %d", n), func(t *testing.T) {
			g := NewWithT(t)
			sockets := &sockets{failsAt: n}
			cfg := setting(reference())
			cfg.Network = sockets.network()
			w, err := world.Start(t.Context(), cfg)
			g.Expect(err).To(MatchError(ContainSubstring("start the ")))
			g.Expect(err).NotTo(MatchError(world.ErrNotReady))
			g.Expect(sockets.left()).To(BeEmpty())
			g.Expect(w.Process()).To(BeNil())
			g.Expect(w.Events(0, w.Mark())).To(BeEmpty())
		})
	}
}

func TestWhatIsNoIUTIsTheTestersFault(t *testing.T) {
	for name, launcher := range map[string]iut.Launcher{
		"there is no IUT to start": nil,
		"could not be started":     iut.Command(iut.Subject{Name: "vendor", Command: []string{"/nowhere/gateway"}}),
		"nearest":                  iut.Reference(gateway.Config{Faults: []string{"stray-copy-in-taems"}}),
	} {
		t.Run(name, func(t *testing.T) {
			g := NewWithT(t)
			_, err := world.Start(t.Context(), setting(launcher))
			g.Expect(err).To(MatchError(ContainSubstring(name)))
			g.Expect(err).NotTo(MatchError(world.ErrNotReady))
		})
	}
}

func TestAnIUTThatDoesNotComeIsNotReady(t *testing.T) {
	idle := func(ctx context.Context, _ func(string) string, _ io.Writer) error {
		<-ctx.Done()
		return nil
	}
	ends := func(context.Context, func(string) string, io.Writer) error { return errors.New("no licence") }
	for says, run := range map[string]iut.Run{"within 200ms": idle, "no licence": ends} {
		t.Run(says, func(t *testing.T) {
			g := NewWithT(t)
			cfg := setting(iut.InProcess("vendor", run))
			cfg.Bounds.Ready = 200 * time.Millisecond
			w, err := world.Start(t.Context(), cfg)
			g.Expect(err).To(MatchError(world.ErrNotReady))
			g.Expect(err).To(MatchError(ContainSubstring(says)))
			g.Expect(w.Process().Done()).To(BeClosed())
		})
	}
}

// An IUT that came to Teams and then serves nobody is let in: the purposes find what is wrong with it.
func TestAnIUTThatNeverRegistersIsLetIn(t *testing.T) {
	g := NewWithT(t)
	cfg := setting(iut.Reference(gateway.Config{Faults: []string{gateway.NeverRegisters.Name}}))
	cfg.Bounds.Ready, cfg.Bounds.Fence = 200*time.Millisecond, 200*time.Millisecond
	w := open(t, cfg)
	g.Expect(w.Fence(t.Context())).To(MatchError(ContainSubstring("a fence through the IUT was lost")))
}

func TestAFenceIsLostWithTheIUT(t *testing.T) {
	g := NewWithT(t)
	cfg := setting(reference())
	cfg.Bounds.Delivery, cfg.Bounds.Fence = 200*time.Millisecond, 200*time.Millisecond
	w := open(t, cfg)
	g.Expect(w.Process().Stop(t.Context())).To(Succeed())
	g.Expect(w.Fence(t.Context())).To(MatchError(ContainSubstring("a fence through the IUT was lost")))
	g.Expect(w.Sweep(t.Context())).NotTo(Succeed())
}

func TestASweepThatIsCutShortSaysSo(t *testing.T) {
	g := NewWithT(t)
	w := open(t, setting(reference()))
	over, cancel := context.WithCancel(t.Context())
	cancel()
	g.Expect(w.Sweep(over)).To(And(MatchError(ContainSubstring("cut short")), MatchError(context.Canceled)))
}

func TestAWorldThatIsLostFromSightIsBlind(t *testing.T) {
	g := NewWithT(t)
	sockets := &sockets{}
	cfg := setting(reference())
	cfg.Network = sockets.network()
	w := open(t, cfg)
	sockets.cut()
	g.Eventually(w.Blind).Should(MatchError(ContainSubstring("the tester lost sight of")))
	alix := w.Scene("scene")
	alix.Say(record.Event{Kind: record.Acted, From: "alix.scene@" + world.Domain})
	g.Expect(alix.Log.All()).To(ContainElement(HaveField("Kind", record.Acted)), "what the people say is still heard")
}

func TestSyncBringsInWhatHappenedBefore(t *testing.T) {
	g := NewWithT(t)
	w := open(t, setting(reference()))
	alix := alix(t, w)
	for range 20 {
		_, err := alix.Scene().Teams.Control.SendFence(t.Context(), alix.Address(), "token")
		g.Expect(err).NotTo(HaveOccurred())
	}
	g.Expect(w.Sync(t.Context())).To(Succeed())
	sent := record.Select(alix.Scene().Log.All(), record.And(record.Is(record.FenceSent), record.Carrying("token")))
	g.Expect(sent).To(HaveLen(20))
}

// What people do goes to their scene alone; that a fake crashed is everybody's business.
func TestEventsGoToTheSceneThatTheyAreAbout(t *testing.T) {
	g := NewWithT(t)
	cfg := setting(reference())
	other := cfg.Casts["scene"][0]
	other.Address = strings.Replace(other.Address, "scene", "other", 1)
	other.ID = "a" + other.ID[1:]
	cfg.Casts["other"] = append(cfg.Casts["other"], other)
	w := open(t, cfg)
	scene, elsewhere := w.Scene("scene"), w.Scene("other")
	scene.Say(record.Event{Kind: record.Acted, From: "alix.scene@" + world.Domain})
	g.Expect(scene.Log.All()).To(ContainElement(HaveField("Kind", record.Acted)))
	g.Expect(elsewhere.Log.All()).NotTo(ContainElement(HaveField("Kind", record.Acted)))
	scene.Say(record.Event{Kind: record.TesterPanic, Text: "index out of range"})
	g.Expect(elsewhere.Log.All()).To(ContainElement(HaveField("Text", "index out of range")))
}
