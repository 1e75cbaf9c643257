package modality

import (
	"context"

	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/match"
	"github.com/duet-conformance/duet/harness/people"
	"github.com/duet-conformance/duet/harness/purpose"
	"github.com/duet-conformance/duet/suites/given"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// fromTeams is the cast of calls from Teams: alix calls bert, and dora as well; all three are users of both. megan and
// carol are in SfB; carol calls there, to show that the clients ring.
var fromTeams = purpose.Cast{
	"alix": people.OnTeams, "bert": people.OnBoth, "dora": people.OnBoth, "megan": people.OnSfB, "carol": people.OnSfB,
}

// screen is what Graph calls screen sharing.
const screen = "videoBasedScreenSharing"

// teamsCall is something that alix begins in Teams, and where it rings.
type teamsCall struct {
	id, title, ensure string
	catches           []gateway.Fault
	place             func(ctx context.Context, cast purpose.Leased) *people.Call
	rings             []string
}

var teamsCalls = []teamsCall{
	{
		"MOD-050", "an audio call from Teams rings in Teams only", "on an audio call from Teams to a user of both who is active in Teams",
		[]gateway.Fault{gateway.RingsSfBOnTeamsCalls},
		calls(activeInTeams, []string{"audio"}, "bert"),
		[]string{"bert"},
	},
	{
		"MOD-051", "a video call from Teams rings in Teams only", "on a video call from Teams to a user of both who is active in Teams",
		[]gateway.Fault{gateway.RingsSfBOnTeamsCalls},
		calls(activeInTeams, []string{"audio", "video"}, "bert"),
		[]string{"bert"},
	},
	{
		"MOD-052", "screen sharing from Teams arrives in Teams only", "on screen sharing from Teams to a user of both who is active in Teams",
		[]gateway.Fault{gateway.RingsSfBOnTeamsCalls, gateway.RingsSfBOnSharing},
		calls(activeInTeams, []string{screen}, "bert"),
		[]string{"bert"},
	},
	{
		"MOD-053", "a call from Teams rings in Teams only, the user being active in SfB", "on an audio call from Teams to a user of both who is active in SfB",
		[]gateway.Fault{gateway.RingsSfBOnTeamsCalls},
		calls(activeInSfB, []string{"audio"}, "bert"),
		[]string{"bert"},
	},
	{
		"MOD-054", "screen sharing from Teams arrives in Teams only, the user being active in SfB", "on screen sharing from Teams to a user of both who is active in SfB",
		[]gateway.Fault{gateway.RingsSfBOnSharing},
		calls(activeInSfB, []string{screen}, "bert"),
		[]string{"bert"},
	},
	{
		"MOD-055", "a group call from Teams rings in Teams only", "on a group call from Teams to two users of both",
		[]gateway.Fault{gateway.InvitesSfBToGroupCalls},
		calls(activeInSfB, []string{"audio", "video"}, "bert", "dora"),
		[]string{"bert", "dora"},
	},
	{
		"MOD-056", "a group call from Teams does not reach its SfB member", "on a group call from Teams to a user of both and one who is enabled for SfB only",
		[]gateway.Fault{gateway.InvitesSfBToGroupCalls},
		calls(activeInTeams, []string{"audio"}, "bert", "megan"),
		[]string{"bert"},
	},
	{
		"MOD-057", "a call from Teams to an SfB user rings nowhere", "on a call from Teams to a user who is enabled for SfB only",
		[]gateway.Fault{gateway.RingsSfBOnTeamsCalls, gateway.RelaysSystemMessages},
		calls(activeInTeams, []string{"audio"}, "megan"), nil,
	},
	{
		"MOD-058", "an invitation to a Teams meeting rings in Teams only", "on an invitation to a Teams meeting for two users of both",
		[]gateway.Fault{gateway.SendsMeetingsToSfB},
		meets("bert", "dora"),
		[]string{"bert", "dora"},
	},
	{
		"MOD-059", "an invitation to a Teams meeting does not reach its SfB member", "on an invitation to a Teams meeting for a user of both and one who is enabled for SfB only",
		[]gateway.Fault{gateway.SendsMeetingsToSfB},
		meets("bert", "megan"),
		[]string{"bert"},
	},
	{
		"MOD-060", "who is added to a call in Teams is called in Teams only", "on a user of both being added to a call in Teams",
		[]gateway.Fault{gateway.RingsSfBForTheAdded},
		adds("bert", "dora"),
		[]string{"bert", "dora"},
	},
	{
		"MOD-061", "an SfB user who is added to a call in Teams is not called", "on a user who is enabled for SfB only being added to a call in Teams",
		[]gateway.Fault{gateway.RingsSfBForTheAdded},
		adds("bert", "megan"),
		[]string{"bert"},
	},
}

var _ = Describe("Calls from Teams", func() {
	for _, c := range teamsCalls {
		purpose.It(c.id, c.title,
			purpose.Clause("R-12"), purpose.Must,
			purpose.Ensure("that the IUT, "+c.ensure+", lets it ring at the Teams clients only and sends not one request to SfB for it."),
			fromTeams, purpose.Catches(c.catches...),
			func(ctx SpecContext, cast purpose.Leased) {
				alix, bert, dora, megan := cast["alix"], cast["bert"], cast["dora"], cast["megan"]
				Expect(alix.Teams.Send(ctx, megan, "control in SfB")).To(match.ArriveOnlyAt(megan.SfB))
				megan.SfB.EndConversation(ctx, alix)
				given.SfBClientRings(ctx, cast["carol"], bert, dora, megan)

				call := c.place(ctx, cast)

				Expect(call).To(c.ring(cast))
				Expect(call).To(match.StayOffSfB())
				alix.Teams.EndCall(ctx, call)
			})
	}

	purpose.It("MOD-062", "the chat about a call in Teams stays in Teams",
		purpose.Clause("R-12"), purpose.Must,
		purpose.Ensure("that the IUT, on what is written in the chat of a group call in Teams that has an SfB user among its members, sends nothing of it to SfB."),
		fromTeams, purpose.Catches(gateway.RelaysGroupChats),
		func(ctx SpecContext, cast purpose.Leased) {
			alix, bert, megan := cast["alix"], cast["bert"], cast["megan"]
			given.SfBClientRings(ctx, cast["carol"], bert, megan)

			call := alix.Teams.Call(ctx, []string{"audio"}, bert, megan)
			im := alix.Teams.SendGroup(ctx, alix.Teams.Group(ctx, bert, megan), "join us")
			Expect(alix.Teams.Send(ctx, megan, "control in SfB")).To(match.ArriveOnlyAt(megan.SfB))

			Expect(im).To(match.StayInTeams())
			Expect(call).To(match.RingOnlyAt(bert.Teams))
			alix.Teams.EndCall(ctx, call)
		})
})

// ring expects the call where it is to ring.
func (c teamsCall) ring(cast purpose.Leased) OmegaMatcher {
	var clients []match.Client
	for _, handle := range c.rings {
		clients = append(clients, cast[handle].Teams)
	}
	if clients == nil {
		return match.RingNowhere()
	}
	return match.RingOnlyAt(clients...)
}

func activeInTeams(ctx context.Context, bert *people.Person) { bert.Teams.Type(ctx) }

func activeInSfB(ctx context.Context, bert *people.Person) { bert.SfB.Type(ctx) }

// some are the people with the handles.
func some(cast purpose.Leased, handles []string) []*people.Person {
	var found []*people.Person
	for _, handle := range handles {
		found = append(found, cast[handle])
	}
	return found
}

// calls lets bert act and alix call people in Teams.
func calls(acts func(context.Context, *people.Person), modalities []string, to ...string) func(context.Context, purpose.Leased) *people.Call {
	return func(ctx context.Context, cast purpose.Leased) *people.Call {
		acts(ctx, cast["bert"])
		return cast["alix"].Teams.Call(ctx, modalities, some(cast, to)...)
	}
}

// meets lets alix invite people to a meeting in Teams.
func meets(with ...string) func(context.Context, purpose.Leased) *people.Call {
	return func(ctx context.Context, cast purpose.Leased) *people.Call {
		return cast["alix"].Teams.Meet(ctx, some(cast, with)...)
	}
}

// adds lets alix call one person in Teams, and then add another to the call.
func adds(first, second string) func(context.Context, purpose.Leased) *people.Call {
	return func(ctx context.Context, cast purpose.Leased) *people.Call {
		call := cast["alix"].Teams.Call(ctx, []string{"audio"}, cast[first])
		return cast["alix"].Teams.AddTo(ctx, call, cast[second])
	}
}
