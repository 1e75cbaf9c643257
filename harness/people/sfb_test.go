package people

import (
	"testing"

	"github.com/duet-conformance/duet/fakes/record"
)

func TestTwoSfBClientsTalk(t *testing.T) {
	everyTransport(t, func(t *testing.T, s *stage) {
		alix, megan := s.person("alix", OnSfB), s.person("megan", OnSfB)
		first := megan.SfB.Send(s.ctx, alix, "lunch?")
		second := megan.SfB.Send(s.ctx, alix, "or tea — 2 o'clock?")
		reply := alix.SfB.Send(s.ctx, megan, "tea <b>please</b>")
		for _, im := range []*IM{first, second, reply} {
			if !im.Accepted() {
				t.Errorf("%s was answered %d", im, im.Status)
			}
			shown := s.waits(im.String(), record.Is(record.IMShown), record.Carrying(im.Token))
			if shown.Text != im.Text+" "+im.Token || shown.To != im.To.Address() || shown.From != im.From.Address() {
				t.Errorf("%s was shown as %+v", im, shown)
			}
			if n := s.counts(record.Is(record.IMShown), record.Carrying(im.Token)); n != 1 {
				t.Errorf("%s was shown %d times", im, n)
			}
		}
		if first.Conversation != second.Conversation || first.Conversation != reply.Conversation {
			t.Errorf("one conversation has several sessions: %s, %s, %s", first.Conversation, second.Conversation, reply.Conversation)
		}
		if status := megan.SfB.SendTyping(s.ctx, alix); status != 200 {
			t.Errorf("typing was answered %d", status)
		}
		s.waits("typing", record.Is(record.TypingShown), record.By(alix.SfB.Name()), record.From(megan.Address()))

		alix.SfB.EndConversation(s.ctx, megan)
		if _, open := megan.SfB.InConversation(alix); open {
			t.Error("megan is still in a conversation that alix has ended")
		}
		if anew := megan.SfB.Send(s.ctx, alix, "one more thing"); anew.Conversation == first.Conversation || !anew.Accepted() {
			t.Errorf("after a BYE, %s went out in %s with %d", anew, anew.Conversation, anew.Status)
		}
	})
}

func TestAnIMRidesInTheInviteOrAlone(t *testing.T) {
	everyTransport(t, func(t *testing.T, s *stage) {
		alix, megan := s.person("alix", OnSfB), s.person("megan", OnSfB)
		for _, send := range []func() *IM{
			func() *IM { return megan.SfB.SendInInvite(s.ctx, alix, "in the INVITE: ü") },
			func() *IM { return megan.SfB.SendPager(s.ctx, alix, "alone: ü") },
		} {
			im := send()
			if !im.Accepted() {
				t.Errorf("%s was answered %d", im, im.Status)
			}
			if shown := s.waits(im.String(), record.Is(record.IMShown), record.Carrying(im.Token)); shown.Text != im.Content {
				t.Errorf("%s was shown as %q", im, shown.Text)
			}
		}
	})
}

func TestARefusedIMIsToldToItsSender(t *testing.T) {
	everyTransport(t, func(t *testing.T, s *stage) {
		alix, megan, away := s.person("alix", OnSfB), s.person("megan", OnSfB), s.person("away", SfBSignedOut)
		megan.SfB.Send(s.ctx, alix, "still here?")
		alix.SfB.Refuse(486)
		if im := megan.SfB.Send(s.ctx, alix, "in the session"); im.Status != 486 {
			t.Errorf("%s was answered %d", im, im.Status)
		}
		alix.SfB.EndConversation(s.ctx, megan)
		refused := megan.SfB.Send(s.ctx, alix, "in a new session")
		if refused.Status != 486 {
			t.Errorf("%s was answered %d", refused, refused.Status)
		}
		told := s.waits("the refusal", record.Is(record.IMRefused), record.Carrying(refused.Token))
		if told.Party != megan.SfB.Name() || told.Attr("status") != "486" {
			t.Errorf("the refusal was recorded as %+v", told)
		}
		if nowhere := megan.SfB.Send(s.ctx, away, "anybody?"); nowhere.Status != 480 {
			t.Errorf("%s was answered %d", nowhere, nowhere.Status)
		}
		if n := s.counts(record.Is(record.IMAccepted)); n != 1 {
			t.Errorf("%d IMs were accepted, expected the first only", n)
		}
	})
}

func TestALostConversationIsOpenedAnew(t *testing.T) {
	s := newStage(t, "udp")
	alix, megan := s.person("alix", OnSfB), s.person("megan", OnSfB)
	first := megan.SfB.Send(s.ctx, alix, "before")
	session, err := alix.SfB.active()
	s.must(err)
	session.conversation(megan.Address()).end() // as a client does that was restarted: without a word
	im := megan.SfB.Send(s.ctx, alix, "after")
	if !im.Accepted() || im.Conversation == first.Conversation {
		t.Errorf("%s was answered %d in %s", im, im.Status, im.Conversation)
	}
	s.waits("the IM", record.Is(record.IMShown), record.By(alix.SfB.Name()), record.Carrying(im.Token))
}

func TestOneUsersTwoClientsAreForkedTo(t *testing.T) {
	everyTransport(t, func(t *testing.T, s *stage) {
		alix, megan := s.person("alix", OnSfB), s.person("megan", OnSfB)
		other := alix.SfB.Another()
		other.SignIn(s.ctx)
		alix.SfB.Ignore(true)
		im := megan.SfB.Send(s.ctx, alix, "at the other one")
		s.waits("the IM at the second client", record.Is(record.IMShown), record.By(other.Name()), record.Carrying(im.Token))

		call := megan.SfB.Call(s.ctx, alix)
		for _, c := range []*SfBClient{alix.SfB, other} {
			s.waits("ringing at "+c.Name(), record.Is(record.CallRinging), record.By(c.Name()), record.With("call-id", call.ID))
		}
		alix.SfB.Answer(s.ctx, megan)
		missed := s.waits("the end of the ringing", record.Is(record.CallMissed), record.By(other.Name()))
		if missed.Attr("reason") != `SIP;cause=200;text="Call completed elsewhere"` {
			t.Errorf("the second client was told %q", missed.Attr("reason"))
		}
		alix.SfB.EndCall(s.ctx)
		other.SignOut(s.ctx)
	})
}

func TestFencesAreSeen(t *testing.T) {
	everyTransport(t, func(t *testing.T, s *stage) {
		alix := s.person("alix", SignedOut)
		alix.TakePlaces(s.ctx, Role{Name: "in SfB", SfBLicence: true, InSfB: true})
		alix.SfB.Another().SignIn(s.ctx)
		s.must(alix.Fence(s.ctx))
		if n := s.counts(record.Is(record.FenceSeen)); n != 2 {
			t.Errorf("%d clients saw a fence, expected 2", n)
		}
	})
}
