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
