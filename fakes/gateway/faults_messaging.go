package gateway

// Ways of being wrong about IMs between a Teams user and an SfB user.

// NeverRelaysToSfB: what a Teams user writes to an SfB user goes nowhere.
var NeverRelaysToSfB = fault("never-relays-to-sfb", "R-05",
	"a message to an SfB user is not sent to SfB").
	spreads("nothing that is said in Teams reaches SfB, also not in conversations that are about something else")

// RelaysKnownChatsOnly: relays only chats that an SfB user started.
var RelaysKnownChatsOnly = fault("relays-known-chats-only", "R-05",
	"a conversation that the Teams user starts is not relayed").
	spreads("no conversation that begins in Teams reaches SfB, also not one that is about something else")

// SwallowsFailures: an SfB user who can't be reached: nothing is said in the chat.
var SwallowsFailures = fault("swallows-failures", "R-05",
	"the Teams user is not told that a message could not be delivered to SfB").
	spreads("the refusal that the setting causes is a failure as well, and its writer is not told of it either")

// SwallowsDeclines: an SfB user who declines (486, 603): nothing is said in the chat.
var SwallowsDeclines = fault("swallows-declines", "R-05",
	"the Teams user is not told that the SfB user declined")

// SessionPerMessage: a SIP session of its own for every message from Teams.
var SessionPerMessage = fault("session-per-message", "R-05",
	"every message from Teams comes in a conversation of its own at the SfB client").
	spreads("a conversation with users homed apart, or one with an answer, is in as many sessions as it has messages")

// KeepsDeadSessions: after the SfB user ended the conversation, messages from Teams still go into it.
var KeepsDeadSessions = fault("keeps-dead-sessions", "R-05",
	"a message from Teams is lost after the SfB user closed the conversation").spreads(
	"purposes of other clauses go on writing after the SfB user closed the conversation")

// ReordersTowardsSfB: every message from Teams is handled on its own, so that a later one may overtake.
var ReordersTowardsSfB = fault("reorders-towards-sfb", "R-05",
	"messages from Teams arrive at the SfB client in another order")

// ReordersTowardsTeams: answers a MESSAGE before it is stored, and stores each on its own.
var ReordersTowardsTeams = fault("reorders-towards-teams", "R-06",
	"messages from the SfB user arrive in Teams in another order").
	spreads("many IMs one after the other are to arrive in order wherever that is asked for")

// TrustsExactlyOnce: change notifications are taken to come exactly once; Graph promises at least once.
var TrustsExactlyOnce = fault("trusts-exactly-once", "R-05",
	"a message whose change notification came twice arrives twice at the SfB client").spreads(
	"what it fetches to fill a gap is told again as well, and whatever had arrived by then arrives again")

// StrayCopyToSfB: a second copy comes 300 ms after the first.
var StrayCopyToSfB = fault("stray-copy-to-sfb", "R-05",
	"a second copy of a message from Teams turns up at the SfB client a moment later").
	spreads("every message from Teams is at the SfB client twice a moment later, in purposes of every clause")

// LosesEverySeventhToSfB: of the messages from Teams, every seventh is forgotten.
var LosesEverySeventhToSfB = fault("loses-every-seventh-to-sfb", "R-05",
	"every seventh message from Teams is lost").
	spreads("the count runs over all purposes of a run, so one of any clause may meet the seventh")

// GivesUpOn429: takes 429 Too Many Requests as final.
var GivesUpOn429 = fault("gives-up-on-429", "R-06",
	"an IM is lost when Teams asks to wait (429)")

// GivesUpOn503: takes 503 Service Unavailable as final.
var GivesUpOn503 = fault("gives-up-on-503", "R-06",
	"an IM is lost when Teams is unavailable for a moment (503)").spreads(
	"it gives up in the same way when it makes subscriptions anew, and then hears of nobody any more")

// RetriesAsNew: a repeated post has a message id of its own, so Teams can't tell that it stored the first.
var RetriesAsNew = fault("retries-as-new", "R-06",
	"an IM arrives twice in Teams when the connection broke after it was stored")

// RelaysToLastChat: posts what an SfB user writes into the chat where that SfB user was last written to.
var RelaysToLastChat = fault("relays-to-last-chat", "R-06",
	"a reply of the SfB user arrives in another Teams user's chat")

// ChatPerSession: a new chat for each SIP session.
var ChatPerSession = fault("chat-per-session", "R-06",
	"a reply of the SfB user in a new session does not arrive in the chat of the pair").
	spreads("whoever begins anew, be it after a call or after a spell in SfB, lands in another chat of the pair, and there no one looks")

// LosesReplies: in a session that the gateway started, MESSAGEs of the SfB user are answered 200 and dropped.
var LosesReplies = fault("loses-replies", "R-06",
	"replies of the SfB user are not posted in Teams").
	spreads("in every conversation that Teams starts, what the SfB user answers is missing")

// AnswersBeforeStored: says 200 to a MESSAGE first and gives up quietly when Teams refuses it.
var AnswersBeforeStored = fault("answers-before-stored", "R-10",
	"the SfB user is told that an IM arrived although Teams never stored it").spreads(
	"one that is killed in the middle of a conversation loses an IM that it had accepted")

// IgnoresFirstMessageInInvite: takes the INVITE that carries the first message, says that it consumed it, and drops it.
var IgnoresFirstMessageInInvite = fault("ignores-first-message-in-invite", "R-06",
	"the first message that rides in the INVITE is lost").spreads(
	"the network is tried with a first message in the INVITE, too")

// HidesFirstMessageTaken: takes the first message from the INVITE and doesn't say so, so that the client sends it again.
var HidesFirstMessageTaken = fault("hides-first-message-taken", "R-06",
	"the first message that rides in the INVITE arrives twice").spreads(
	"the network is tried with a first message in the INVITE, too")

// RefusesTyping: answers the typing INFO with 481, on which a client ends the session.
var RefusesTyping = fault("refuses-typing", "R-06",
	"a typing notification ends the IM session")

// PostsTyping: relays the typing notification as if it were a message.
var PostsTyping = fault("posts-typing", "R-06",
	"a typing notification arrives in Teams as a message")

// RefusesPager: answers a pager-mode MESSAGE (RFC 3428) with 405.
var RefusesPager = fault("refuses-pager", "R-06",
	"a message outside of a session is refused")

// DropsPager: answers a pager-mode MESSAGE with 200 and drops it.
var DropsPager = fault("drops-pager", "R-06",
	"a message outside of a session is accepted and lost").
	spreads("what it takes and drops does not go on to the user's SfB client either")

// RefusesSecondSession: an SfB user who hung up can't start a session with the same user again.
var RefusesSecondSession = fault("refuses-second-session", "R-06",
	"an SfB user who ended a conversation can't start the next one").
	spreads("whoever begins anew, be it after a call or after a spell in SfB, is refused")
