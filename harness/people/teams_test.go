package people

import (
	"testing"

	"github.com/duet-conformance/duet/fakes/record"
)

func TestTwoTeamsClientsChat(t *testing.T) {
	s := newStage(t, "udp")
	alix, megan := s.person("alix", TeamsOnly), s.person("megan", TeamsOnly)
	desk := alix.Teams.Another()
	desk.SignIn(s.ctx)
	alix.Teams.Type(s.ctx)
	megan.Teams.Open(s.ctx, alix)
	first := megan.Teams.Send(s.ctx, alix, "lunch?")
	reply := alix.Teams.SendHTML(s.ctx, megan, "<p>at <b>12</b></p>")
	if first.Conversation != reply.Conversation {
		t.Errorf("two people have two chats: %s and %s", first.Conversation, reply.Conversation)
	}
	for _, client := range []string{alix.Teams.Name(), desk.Name()} {
		s.waits("the IM at "+client, record.Is(record.IMShown), record.By(client), record.Carrying(first.Token))
	}
	shown := s.waits("the reply", record.Is(record.IMShown), record.By(megan.Teams.Name()), record.Carrying(reply.Token))
	if shown.Text != reply.Content || shown.Attr("content-type") != "html" {
		t.Errorf("the reply was shown as %+v", shown)
	}
	s.must(alix.Fence(s.ctx))
	if n := s.counts(record.Is(record.FenceSeen)); n != 2 {
		t.Errorf("%d clients saw the fence, expected 2", n)
	}
	desk.SignOut(s.ctx)
	if got := alix.Clients(); len(got) != 1 || got[0] != alix.Teams.Name() {
		t.Errorf("alix is at %v", got)
	}
}

func TestAGroupChats(t *testing.T) {
	s := newStage(t, "udp")
	alix, megan, dora := s.person("alix", TeamsOnly), s.person("megan", TeamsOnly), s.person("dora", TeamsOnly)
	group := alix.Teams.Group(s.ctx, megan, dora)
	im := dora.Teams.SendGroup(s.ctx, group, "all of you")
	for _, p := range []*Person{alix, megan} {
		shown := s.waits("the IM at "+p.Handle+"'s", record.Is(record.IMShown), record.By(p.Teams.Name()), record.Carrying(im.Token))
		if shown.Attr("chat") != group.ChatID {
			t.Errorf("it was shown in %s, expected %s", shown.Attr("chat"), group.ChatID)
		}
	}
}

func TestPeopleAreFoundCalledAndOptOut(t *testing.T) {
	s := newStage(t, "udp")
	alix, megan := s.person("alix", TeamsOnly), s.person("megan", OnSfB)
	dora := s.person("dora", TeamsOnly)
	hits := alix.Teams.Search(s.ctx, "megan")
	if len(hits) != 1 || hits[0].Address != megan.Address() || hits[0].ID != megan.User.ID || !hits[0].SfB {
		t.Errorf("alix found %+v", hits)
	}
	if hits := alix.Teams.Search(s.ctx, "nobody"); hits != nil {
		t.Errorf("alix found %+v", hits)
	}
	call := alix.Teams.Call(s.ctx, nil, dora)
	alix.Teams.EndCall(s.ctx, call)
	s.waits("the end of the call", record.Is(record.CallEndedAt), record.By(dora.Teams.Name()), record.With("call-id", call.ID))
	alix.Teams.SetInterop(s.ctx, false)
	alix.Teams.SetInterop(s.ctx, false)
	alix.Teams.SetInterop(s.ctx, true)
	if n := s.counts(record.Is(record.SettingChanged), record.From(alix.Address())); n != 2 {
		t.Errorf("the setting changed %d times, expected 2", n)
	}
}

func TestPeopleCanDoNothingWhereTheyAreNotSignedIn(t *testing.T) {
	s := newStage(t, "udp")
	alix := s.person("alix", SignedOut)
	for name, act := range map[string]func(){
		"types in Teams":     func() { alix.Teams.Type(s.ctx) },
		"types in SfB":       func() { alix.SfB.Type(s.ctx) },
		"signs out of SfB":   func() { alix.SfB.SignOut(s.ctx) },
		"ends no call":       func() { alix.SfB.EndCall(s.ctx) },
		"sends from SfB":     func() { alix.SfB.Send(s.ctx, alix, "?") },
		"impossible role":    func() { alix.TakePlaces(s.ctx, Role{Name: "odd", InSfB: true}) },
		"too many instances": func() { alix.SfB.Another().Another().SignIn(s.ctx) },
	} {
		if f := s.stops(act); f.Verdict.String() != "error" {
			t.Errorf("%s: halted with %s: %s", name, f.Verdict, f.Sentence)
		}
	}
}
