package modality

import (
	"fmt"

	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/match"
	"github.com/duet-conformance/duet/harness/people"
	"github.com/duet-conformance/duet/harness/purpose"
	"github.com/duet-conformance/duet/suites/given"
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
)

// invitation is something that an SfB user invites another to and that is no IM between two people.
type invitation struct {
	// what it is in a title: "an audio call".
	what string
	send given.Placed
	// declined are the statuses with which the Teams endpoint may decline it.
	declined []string
	// The purposes: the user is only in Teams, in both and active in Teams, in both and active in SfB.
	onlyTeams, inTeams, inSfB string
	catches                   []gateway.Fault
}

// What takes media may say 488, and what it can't read 415. An IM session that is not for Teams is declined in any way.
var (
	otherMedia = []string{"488"}
	otherBody  = []string{"415", "488"}
	otherForm  = []string{"4xx"}
)

// invitations are all of them, in each state of the user.
var invitations = []invitation{
	{"an audio call", given.CallWith("audio"), otherMedia, "MOD-010", "MOD-001", "MOD-011", []gateway.Fault{gateway.TakesCalls, gateway.DeclinesCallsForAll, gateway.PostsMissedCalls}},
	{"a video call", given.CallWith("video"), otherMedia, "MOD-012", "MOD-013", "MOD-014", []gateway.Fault{gateway.TakesVideo}},
	{"an audio and video call", given.CallWith("audio", "video"), otherMedia, "MOD-002", "MOD-015", "MOD-016", []gateway.Fault{gateway.TakesCalls, gateway.DeclinesCallsForAll}},
	{"application sharing", given.CallWith("applicationsharing"), otherMedia, "MOD-017", "MOD-018", "MOD-019", []gateway.Fault{gateway.TakesSharing}},
	{"a file transfer", given.FileTransfer, otherBody, "MOD-020", "MOD-021", "MOD-022", []gateway.Fault{gateway.TakesFileTransfers}},
	{"a file offered with an IM session", given.FileInIM, otherForm, "MOD-023", "MOD-024", "MOD-025", nil},
	{"data collaboration", given.CallWith("data"), otherMedia, "MOD-026", "MOD-027", "MOD-028", []gateway.Fault{gateway.TakesData}},
	{"IM and audio at once", given.CallWith("message", "audio"), otherMedia, "MOD-029", "MOD-030", "MOD-031", []gateway.Fault{gateway.LooksAtFirstMedium}},
	{"IM with audio as the second choice", given.IMOrAudio, otherMedia, "MOD-032", "MOD-033", "MOD-034", []gateway.Fault{gateway.ReadsFirstAlternative}},
	{"an invitation to a meeting with IM", given.MeetingWith("im"), otherBody, "MOD-003", "MOD-035", "MOD-036", []gateway.Fault{gateway.TakesMeetingInvitations, gateway.TakesIMMeetings}},
	{"an invitation to a meeting with audio", given.MeetingWith("audio"), otherBody, "MOD-037", "MOD-038", "MOD-039", []gateway.Fault{gateway.TakesMeetingInvitations, gateway.DeclinesMeetingsForAll}},
	{"an invitation to a meeting with video", given.MeetingWith("video"), otherBody, "MOD-040", "MOD-041", "MOD-042", []gateway.Fault{gateway.TakesMeetingInvitations, gateway.PostsMeetingInvitations}},
	{"an invitation to a meeting with sharing", given.MeetingWith("sharing"), otherBody, "MOD-043", "MOD-044", "MOD-045", []gateway.Fault{gateway.TakesMeetingInvitations, gateway.TakesSharingMeetings}},
}

// only are faults that show in one state of the user, or need to be waited for and so are caught once.
var only = map[string][]gateway.Fault{
	"MOD-010": {gateway.LeavesCallsUnanswered},
	"MOD-001": {gateway.RingsOnCalls, gateway.TakesCallsWhereActive},
	"MOD-011": {gateway.EndsCallsForActiveSfB},
	"MOD-002": {gateway.RingsOnCalls},
	"MOD-023": {gateway.PostsFileOffers},
	"MOD-024": {gateway.PostsFileOffers},
	"MOD-025": {gateway.DeclinesForAll},
}

var _ = Describe("Invitations from SfB", func() {
	for _, i := range invitations {
		purpose.It(i.onlyTeams, i.what+" to a user who is only in Teams is declined",
			purpose.Clause("R-11"), purpose.Must,
			purpose.Ensure(fmt.Sprintf("that the IUT, having a user signed in to Teams alone, on receipt of %s, declines it in time and shows nothing of it in Teams.", i.what)),
			purpose.Cast{"alix": people.OnTeams, "carol": people.OnSfB, "tom": people.TeamsOnly},
			purpose.Catches(i.catchesIn(i.onlyTeams)...),
			func(ctx SpecContext, cast purpose.Leased) {
				alix, carol, tom := cast["alix"], cast["carol"], cast["tom"]
				given.TeamsClientRings(ctx, alix, tom)

				call := i.send(ctx, carol, alix)

				Expect(call).To(match.BeDeclinedWith(i.declined...))
				Expect(call).To(match.RingNowhere())
			})

		purpose.It(i.inTeams, i.what+" rings at the SfB client only, the user being active in Teams",
			purpose.Clause("R-11"), purpose.Must,
			purpose.Ensure(fmt.Sprintf("that the IUT, having a user active in Teams and signed in to SfB, on receipt of %s, declines it for itself so that it arrives at the SfB client and can be taken there.", i.what)),
			purpose.Cast{"alix": people.OnBoth, "carol": people.OnSfB, "tom": people.TeamsOnly},
			purpose.Catches(i.catchesIn(i.inTeams)...),
			func(ctx SpecContext, cast purpose.Leased) {
				alix := cast["alix"]
				given.TeamsClientRings(ctx, alix, cast["tom"])
				alix.SfB.Type(ctx)
				alix.Teams.Type(ctx)
				i.isTakenAtSfB(ctx, alix, cast["carol"])
			})

		purpose.It(i.inSfB, i.what+" rings at the SfB client only, the user being active there",
			purpose.Clause("R-11"), purpose.Must,
			purpose.Ensure(fmt.Sprintf("that the IUT, having a user signed in to both and active in SfB, on receipt of %s, declines it for itself so that it arrives at the SfB client and can be taken there.", i.what)),
			purpose.Cast{"alix": people.OnBoth, "carol": people.OnSfB, "tom": people.TeamsOnly},
			purpose.Catches(i.catchesIn(i.inSfB)...),
			func(ctx SpecContext, cast purpose.Leased) {
				alix := cast["alix"]
				given.TeamsClientRings(ctx, alix, cast["tom"])
				alix.SfB.Type(ctx)
				i.isTakenAtSfB(ctx, alix, cast["carol"])
			})
	}
})

// isTakenAtSfB sends the invitation, and expects it at the SfB client and nowhere else.
func (i invitation) isTakenAtSfB(ctx SpecContext, alix, carol *people.Person) {
	call := i.send(ctx, carol, alix)

	Expect(call).To(match.BeDeclinedWith(i.declined...))
	Expect(call).To(match.RingOnlyAt(alix.SfB))
	alix.SfB.Answer(ctx, carol)
	alix.SfB.EndCall(ctx)
}

// catchesIn are the faults that one of the purposes catches.
func (i invitation) catchesIn(id string) []gateway.Fault {
	return append(append([]gateway.Fault(nil), i.catches...), only[id]...)
}
