package gateway

// Ways of being wrong that show in one kind of run only.

// TakesRepeatedInvitations: an INVITE that comes again because its answer was lost is a new one to it.
var TakesRepeatedInvitations = fault("takes-repeated-invitations", "R-06",
	"a first message arrives twice in Teams when the answer to its INVITE was lost").in(whereUDP).
	spreads("an INVITE comes again as well where every datagram comes twice")

// TakesRepeatedMessages: a MESSAGE that comes again because its answer was lost is a new one to it.
var TakesRepeatedMessages = fault("takes-repeated-messages", "R-06",
	"an IM arrives twice in Teams when the answer to it was lost").in(whereUDP).
	spreads("a MESSAGE comes again as well where every datagram comes twice")

// PublishesForTeamOnly: publishes its categories for the user's team, and not for everybody else.
var PublishesForTeamOnly = fault("publishes-for-team-only", "R-04",
	"a user who is signed in only to Teams is shown as offline, because what says so was published for nobody but their team").in(whereMSRTC).
	spreads("the people of a story begin once their presence is published for everybody, and it never is")
