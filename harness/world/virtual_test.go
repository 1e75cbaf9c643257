package world_test

import (
	"context"
	"testing"
	"time"

	"github.com/duet-conformance/duet/fakes/directory"
	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/teams"
	"github.com/duet-conformance/duet/harness/bubble"
	"github.com/duet-conformance/duet/harness/iut"
	"github.com/duet-conformance/duet/harness/judge"
	"github.com/duet-conformance/duet/harness/people"
	"github.com/duet-conformance/duet/harness/world"
)

// virtually opens a world around the reference in a bubble, brings alix (of both) and megan (of SfB) on, lets the story
// play, and closes the world. Contexts must be the story's: t's own is made outside of the bubble.
func virtually(t *testing.T, transport string, story func(ctx context.Context, w *world.World, alix, megan *people.Person)) {
	t.Helper()
	began := time.Now()
	err := bubble.Run(func() {
		ctx := context.Background()
		network := bubble.NewNetwork()
		cfg := setting(iut.Reference(gateway.Config{Dial: network.Dial, Listen: network.Listen, ListenPacket: network.ListenPacket}))
		cfg.Transport = transport
		cfg.Network = world.Network{Dial: network.Dial, Listen: network.Listen, ListenPacket: network.ListenPacket}
		cfg.Bounds = judge.Bounds{Delivery: time.Minute}.OrDefault()
		address := "megan.scene@" + world.Domain
		cfg.Casts["scene"] = append(cfg.Casts["scene"], directory.User{
			Address: address, DisplayName: "Megan", ID: directory.ID(address), Password: "correct horse",
			SfB: true, Instances: []string{directory.Instance(address, 1)},
		})
		w, err := world.Start(ctx, cfg)
		if err != nil {
			t.Error(err)
			return
		}
		defer shut(t, w)
		defer func() {
			if halted := recover(); halted != nil {
				t.Error(halted)
			}
		}()
		scene := w.Scene("scene")
		scene.Halt = func(f judge.Finding) { panic(f.Sentence) }
		users := cfg.Casts["scene"]
		alix, megan := w.Person(scene, "alix", users[0]), w.Person(scene, "megan", users[1])
		alix.TakePlaces(ctx, people.OnBoth)
		megan.TakePlaces(ctx, people.OnSfB)
		from := time.Now()
		story(ctx, w, alix, megan)
		t.Logf("%s passed in the bubble", time.Since(from))
	})
	if err != nil {
		t.Error(err)
	}
	t.Logf("%s passed outside", time.Since(began))
}

// A client that lost its network over UDP stays registered, for nobody can see that it is gone, until its hour is over. The
// IUT's own registration goes on.
func TestARegistrationLapsesAfterAnHour(t *testing.T) {
	virtually(t, "udp", func(ctx context.Context, w *world.World, alix, _ *people.Person) {
		log := alix.Scene().Log
		bound, err := log.Wait(ctx, 0, record.And(record.Is(record.Bound), record.By(alix.SfB.Name())))
		if err != nil || bound.Attr("expires") != "3600" {
			t.Errorf("bound for %s s, %v", bound.Attr("expires"), err)
		}
		mark := log.Len()
		alix.SfB.Drop(ctx)
		limited, cancel := context.WithTimeout(ctx, 2*time.Hour)
		defer cancel()
		lapsed, err := log.Wait(limited, mark, record.And(record.Is(record.Unbound), record.From(alix.Address())))
		if err != nil {
			t.Error(err)
			return
		}
		if after := lapsed.Time.Sub(bound.Time).Round(time.Second); after != time.Hour || lapsed.Attr("reason") != "expired" || lapsed.Party != alix.SfB.Name() {
			t.Errorf("the registration of %s ended after %s (%s), want an hour (expired)", lapsed.Party, after, lapsed.Attr("reason"))
		}
		refreshed := record.Select(log.From(mark), record.And(record.Is(record.Bound), record.By(record.PartyIUT), record.With("refresh", "true")))
		if len(refreshed) == 0 {
			t.Error("the IUT did not refresh its registration within the hour")
		}
		if err := w.Fence(ctx); err != nil {
			t.Error(err)
		}
	})
}

// A backend that asks to be left alone for 30 s gets what it asks for, and then the IM: the SIP client that waits for the answer
// gives up after 32 s only.
func TestAnIMWaitsThirtySecondsForTeams(t *testing.T) {
	virtually(t, "tcp", func(ctx context.Context, _ *world.World, alix, megan *people.Person) {
		_, err := alix.Scene().Teams.Control.InjectFault(ctx, teams.Fault{Name: teams.FaultRespond, User: alix.Address(), Params: map[string]string{
			"path": `^/interop/v1/chats/[^/]+/messages$`, "method": "POST", "status": "429", "retry-after": "30", "times": "1",
		}})
		if err != nil {
			t.Error(err)
		}
		alix.Teams.Type(ctx)
		sent := time.Now()
		im := megan.SfB.Send(ctx, alix, "lunch?")
		shown, err := alix.Scene().Log.Wait(ctx, im.Mark, record.And(record.Is(record.IMShown), record.Carrying(im.Token)))
		if err != nil || shown.Party != alix.Teams.Name() || shown.Time.Sub(sent).Round(time.Second) != 30*time.Second {
			t.Errorf("shown at %q after %s, %v", shown.Party, shown.Time.Sub(sent), err)
		}
	})
}
