package given

import (
	"context"

	"github.com/duet-conformance/duet/harness/match"
	"github.com/duet-conformance/duet/harness/people"
	. "github.com/onsi/gomega"
)

// BothClientsSee shows that each of a person's two clients shows an IM when it should: the positive control for every IM
// that later must not be shown there. It leaves no conversation open, and the person last active in SfB.
func BothClientsSee(ctx context.Context, who, sender *people.Person) {
	who.Teams.Type(ctx)
	Expect(sender.SfB.Send(ctx, who, "control in Teams")).To(match.ArriveOnlyAt(who.Teams))
	sender.SfB.EndConversation(ctx, who)
	who.SfB.Type(ctx)
	Expect(sender.SfB.Send(ctx, who, "control in SfB")).To(match.ArriveOnlyAt(who.SfB))
	sender.SfB.EndConversation(ctx, who)
}

// InACall lets one person call another from SfB, who answers: then both are in a call.
func InACall(ctx context.Context, caller, callee *people.Person) {
	caller.SfB.Call(ctx, callee)
	callee.SfB.Answer(ctx, caller)
}

// SfBClientMisses lets a person's SfB client miss a conversation: the positive control for what must not be recorded as
// missed. It leaves the person last active in SfB.
func SfBClientMisses(ctx context.Context, who, caller *people.Person) {
	who.SfB.Type(ctx)
	who.SfB.Ignore(true)
	caller.SfB.Invite(ctx, who, imInvitation(nil))
	caller.SfB.EndCall(ctx)
	who.SfB.Ignore(false)
}

// SfBClientRings shows that a person's SfB client rings when it is called from SfB: the positive control for every call from
// Teams that must not ring there.
func SfBClientRings(ctx context.Context, caller *people.Person, who ...*people.Person) {
	for _, p := range who {
		caller.SfB.Call(ctx, p)
		p.SfB.Decline(ctx, caller)
	}
}

// TeamsClientRings shows that a person's Teams client rings when it is called from Teams: the positive control for every
// call that must not ring there.
func TeamsClientRings(ctx context.Context, who, caller *people.Person) {
	call := caller.Teams.Call(ctx, []string{"audio"}, who)
	caller.Teams.EndCall(ctx, call)
}
