package gateway

// Ways of being wrong about what goes on at the same time: both sides that begin, pairs beside each other, many messages at
// once.

// RefusesCrossing: who is being invited for a Teams user can't invite that user.
var RefusesCrossing = fault("refuses-crossing", "R-05",
	"an SfB user who writes in the moment in which a Teams user writes to them is refused")

// DropsOnCrossing: when both began, the message from Teams is taken for answered by the one from SfB.
var DropsOnCrossing = fault("drops-on-crossing", "R-05",
	"a message from Teams is lost when the SfB user wrote in the same moment")

// QueuesPairsTogether: messages from Teams wait for each other, whoever they are for.
var QueuesPairsTogether = fault("queues-pairs-together", "R-05",
	"a message from Teams waits until the SfB user of another pair has answered").
	spreads("a conversation waits behind those of others, so messages come late in purposes of every clause that run beside one that holds an answer back")

// OverflowsTowardsSfB: of the messages that wait for the SfB user to answer, it keeps so many and no more.
var OverflowsTowardsSfB = fault("overflows-towards-sfb", "R-05",
	"messages that a Teams user writes while the SfB user has not answered yet are lost when there are many")

// OverflowsTowardsTeams: of the IMs that wait to be stored in Teams, it keeps so many and no more.
var OverflowsTowardsTeams = fault("overflows-towards-teams", "R-10",
	"IMs are lost when many come at once, and their sender is told that they arrived")

// RemembersOneNotification: passes over a change notification that comes twice in a row, and over no other.
var RemembersOneNotification = fault("remembers-one-notification", "R-05",
	"a message whose change notification comes again later arrives twice at the SfB client").spreads(
	"what it fetches to fill a gap is told again as well, and whatever had arrived by then arrives again")
