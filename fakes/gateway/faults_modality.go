package gateway

// Further ways of being wrong about what is no IM: each about one form of it or one state of the user, or about what
// Teams users begin in Teams.

// TakesVideo: refuses audio, and takes video that comes without it.
var TakesVideo = fault("takes-video", "R-11",
	"a call with video alone is taken by the Teams endpoint")

// TakesSharing: takes application sharing.
var TakesSharing = fault("takes-sharing", "R-11",
	"application sharing of an SfB user is taken by the Teams endpoint")

// TakesData: takes data collaboration.
var TakesData = fault("takes-data", "R-11",
	"data collaboration of an SfB user is taken by the Teams endpoint")

// TakesFileTransfers: reads the SDP of a file transfer and not the request beside it.
var TakesFileTransfers = fault("takes-file-transfers", "R-11",
	"a file transfer of an SfB user is taken by the Teams endpoint")

// PostsFileOffers: takes the offer of a file inside an IM session for a text.
var PostsFileOffers = fault("posts-file-offers", "R-11",
	"the offer of a file arrives in Teams as a text")

// DropsFileOffers: says 200 to the offer of a file inside an IM session, and forgets it.
var DropsFileOffers = fault("drops-file-offers", "R-11",
	"the offer of a file is accepted and goes nowhere")

// LooksAtFirstMedium: an offer whose first medium is messages is taken whatever follows.
var LooksAtFirstMedium = fault("looks-at-first-medium", "R-11",
	"audio that is offered beside messages is taken by the Teams endpoint")

// ReadsFirstAlternative: of a multipart offer it reads the first part only.
var ReadsFirstAlternative = fault("reads-first-alternative", "R-11",
	"an offer with audio is taken when its first alternative is messages alone")

// TakesIMMeetings: takes an invitation to a meeting as an IM session when the meeting has IM.
var TakesIMMeetings = fault("takes-im-meetings", "R-11",
	"an invitation to a meeting with IM is taken by the Teams endpoint")

// TakesSharingMeetings: takes an invitation to a meeting in which something is shared.
var TakesSharingMeetings = fault("takes-sharing-meetings", "R-11",
	"an invitation to a meeting with sharing is taken by the Teams endpoint")

// DeclinesMeetingsForAll: declines invitations to meetings with 603, which ends them at the SfB client too.
var DeclinesMeetingsForAll = fault("declines-meetings-for-all", "R-11",
	"an invitation to an SfB meeting is declined for every client of the user")

// PostsMeetingInvitations: declines an invitation to a meeting, and writes it into the chat.
var PostsMeetingInvitations = fault("posts-meeting-invitations", "R-11",
	"an invitation to an SfB meeting arrives in Teams as a message")

// PostsMissedCalls: declines a call, and writes into the chat that there was one.
var PostsMissedCalls = fault("posts-missed-calls", "R-11",
	"a call of an SfB user leaves a message in Teams").
	spreads("each call leaves a message in a chat, where purposes of every clause count what is there")

// LeavesCallsUnanswered: never answers a call, and so keeps the caller waiting.
var LeavesCallsUnanswered = fault("leaves-calls-unanswered", "R-11",
	"a call of an SfB user is left without an answer").
	spreads("no answer comes to what is declined with the same code elsewhere")

// TakesCallsWhereActive: applies the rule for IMs to calls, and takes them while the user is active in Teams beside SfB.
var TakesCallsWhereActive = fault("takes-calls-where-active", "R-11",
	"a call is taken by the Teams endpoint while the user is active in Teams and signed in to SfB").
	spreads("the call that should ring or be held at the SfB client is taken in Teams")

// EndsCallsForActiveSfB: while the user is active at the SfB client, declines calls with 600, as if that kept out of its way.
var EndsCallsForActiveSfB = fault("ends-calls-for-active-sfb", "R-11",
	"a call does not get through to the SfB client at which the user is active").
	spreads("a call cannot be answered at the SfB client, so there is none during which an IM could come")

// TakesMediaByUpdate: declines a re-INVITE that adds audio, and takes an UPDATE that does.
var TakesMediaByUpdate = fault("takes-media-by-update", "R-11",
	"audio that an SfB user adds to an IM session by UPDATE is taken by the Teams endpoint")

// FollowsReferrals: accepts a REFER in an IM session, and calls whom it names.
var FollowsReferrals = fault("follows-referrals", "R-11",
	"an SfB user can make the Teams endpoint call somebody")

// RingsSfBOnTeamsCalls: when a call between two Teams users begins, rings the called one in SfB as well.
var RingsSfBOnTeamsCalls = fault("rings-sfb-on-teams-calls", "R-12",
	"a call from Teams rings at the SfB client too")

// RingsSfBOnSharing: when somebody shares a screen in Teams, rings the other one in SfB.
var RingsSfBOnSharing = fault("rings-sfb-on-sharing", "R-12",
	"screen sharing from Teams rings at the SfB client too")

// InvitesSfBToGroupCalls: when a group call begins in Teams, calls its members in SfB.
var InvitesSfBToGroupCalls = fault("invites-sfb-to-group-calls", "R-12",
	"a group call from Teams rings at SfB clients")

// SendsMeetingsToSfB: when a meeting begins in Teams, writes to its members in SfB.
var SendsMeetingsToSfB = fault("sends-meetings-to-sfb", "R-12",
	"an invitation to a Teams meeting arrives at SfB clients")

// RingsSfBForTheAdded: when somebody is added to a call in Teams, calls them in SfB.
var RingsSfBForTheAdded = fault("rings-sfb-for-the-added", "R-12",
	"who is added to a Teams call is rung at the SfB client")

// RelaysSystemMessages: sends what Teams writes into a chat by itself to the SfB user, as if the Teams user had said it.
var RelaysSystemMessages = fault("relays-system-messages", "R-12",
	"that a call was begun in Teams arrives at the SfB client as a message")
