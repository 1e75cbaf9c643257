package gateway

// Ways of being wrong when something breaks.

// StoresAfterAnswering: an IM is answered 200 at once, and stored a moment later.
var StoresAfterAnswering = fault("stores-after-answering", "X-01",
	"an IM that was accepted is lost when the gateway is killed just after").
	spreads("an IM that Teams refuses was answered 200 before that was known")

// LeavesTheGap: a subscription that was lost is made anew, and what happened meanwhile is not asked for.
var LeavesTheGap = fault("leaves-the-gap", "X-02",
	"what Teams users wrote while a subscription was missing never arrives")

// ReauthorizesLate: the lifecycle notification reauthorizationRequired is heeded when it is convenient.
var ReauthorizesLate = fault("reauthorizes-late", "X-02",
	"what Teams holds back until a subscription is authorized again arrives after the bound")

// NeverRenews: a subscription is left to run out, and made anew when Teams says that it was removed, as it does not say of that.
var NeverRenews = fault("never-renews", "X-02",
	"when the time of a subscription is over, what Teams users write arrives no more")

// IgnoresGrantedLife: renews by the time that it asked for, not by the shorter one that Teams granted.
var IgnoresGrantedLife = fault("ignores-granted-life", "X-02",
	"what Teams users write no longer arrives when a subscription was granted less time than was asked for")

// RemakesOnReauthorization: upon reauthorizationRequired it makes a subscription anew, and asks for nothing.
var RemakesOnReauthorization = fault("remakes-on-reauthorization", "X-02",
	"what Teams holds back until a subscription is authorized again never arrives")

// FillsGapButLast: of what happened while a subscription was missing, it asks for what is older than the newest message.
var FillsGapButLast = fault("fills-gap-but-last", "X-02",
	"the last message that a Teams user wrote while a subscription was missing never arrives")

// EchoesTheGap: takes whatever it finds in a chat after a gap for the Teams user's.
var EchoesTheGap = fault("echoes-the-gap", "X-02",
	"what an SfB user wrote comes back to them after a subscription was missing").
	spreads("whatever lets a subscription go missing, or has one looked for, sends back what was found, also in other conversations")

// GivesUpOn500: takes an internal error of the backend for its last word.
var GivesUpOn500 = fault("gives-up-on-500", "X-03",
	"a message is lost when the backend answers 500 once")

// QueuesTwiceOn500: both who reads and who has reading done queue what could not be read.
var QueuesTwiceOn500 = fault("queues-twice-on-500", "X-03",
	"a message arrives twice at the SfB client when the backend answers 500 once")

// ReadsAgainLate: what could not be read is tried again after a quarter of a minute.
var ReadsAgainLate = fault("reads-again-late", "X-03",
	"a message arrives after the bound when the backend answers 500 once")

// LeavesTeamsAlone: a circuit breaker of the chat opens for some seconds when the backend answers 500, and what comes meanwhile is
// dropped.
var LeavesTeamsAlone = fault("leaves-teams-alone", "X-03",
	"the messages after one that the backend answered 500 for are lost")

// PostsAgainWhenSlow: waits for the answer to a post for a moment only, and then posts the message under another name.
var PostsAgainWhenSlow = fault("posts-again-when-slow", "X-04",
	"an IM arrives twice in Teams when the backend takes its time to answer").
	spreads("a post whose connection broke is repeated under another name as well")

// GivesUpOnSlowReads: waits for the answer to a read for a moment only, and does not ask again.
var GivesUpOnSlowReads = fault("gives-up-on-slow-reads", "X-04",
	"a message is lost on its way to SfB when the backend takes its time to answer")

// TakesOverSlowWork: a message that is not read in a moment is given to another worker as well.
var TakesOverSlowWork = fault("takes-over-slow-work", "X-04",
	"a message arrives twice at the SfB client when the backend takes its time to answer")

// Answers408WhenSlow: an IM that is not stored in a moment is answered 408, upon which its sender's client sends it again.
var Answers408WhenSlow = fault("answers-408-when-slow", "X-04",
	"an IM is stored twice, or its sender told that it got lost, when the backend takes its time to answer")

// DeafAfterReconnecting: endpoints come back after the connection to the front end was lost, and what reads their IMs does not.
var DeafAfterReconnecting = fault("deaf-after-reconnecting", "X-05",
	"IMs to a user are answered 200 and lost after the connection to the front end was made anew").spreads(
	"a front end with a wrong certificate is tried over a connection that is made anew, with an IM as the positive control")

// StaysOnOldConnection: a session keeps to the connection that it began on.
var StaysOnOldConnection = fault("stays-on-old-connection", "X-05",
	"what a Teams user writes in a conversation from before the connection to the front end was lost is not delivered").
	spreads("a network that is cut and a front end that is restarted end the connection as well")

// RepeatsAfterReconnecting: sends over the new connection what it sent last over the old one, which may not have arrived.
var RepeatsAfterReconnecting = fault("repeats-after-reconnecting", "X-05",
	"the last message from Teams arrives a second time after the connection to the front end was made anew").
	spreads("a cut, a restart of the front end and a wrong certificate of it end the connection as well")

// LosesFirstAfterReconnecting: the first message after the connection was lost is written into what is left of it.
var LosesFirstAfterReconnecting = fault("loses-first-after-reconnecting", "X-05",
	"the first message from Teams after the connection to the front end was lost is lost, and nobody is told").
	spreads("a cut, a restart of the front end and a wrong certificate of it end the connection as well")

// LosesWithConnection: an IM that could not be sent because the connection to the front end broke is taken for sent.
var LosesWithConnection = fault("loses-with-connection", "X-06",
	"what Teams users write while the network to the front end is cut is lost, and nobody is told")

// AcceptsUnstored: an IM that could not be stored because the connection to Teams broke is answered 200, and forgotten.
var AcceptsUnstored = fault("accepts-unstored", "X-06",
	"what SfB users write while the network to Teams is cut is lost, and they are told that it was delivered").
	spreads("a single answer that gets lost is a connection that breaks as well, and so are requests that the gateway gives up on when it is slow to be answered")

// StoresWhatItRefused: an IM that could not be stored because the connection to Teams broke is refused, and stored later all the
// same.
var StoresWhatItRefused = fault("stores-what-it-refused", "X-06",
	"what SfB users write while the network to Teams is cut arrives although they were told that it was not delivered")

// SendsWhatItGaveUp: a message that could not be sent because the connection to the front end broke is said not to be delivered, and
// sent later all the same.
var SendsWhatItGaveUp = fault("sends-what-it-gave-up", "X-06",
	"what Teams users write while the network to the front end is cut arrives although they were told that it was not delivered")

// LeavesTeamsToo: ends its subscriptions to Teams while the front end can't be reached, and makes no new ones.
var LeavesTeamsToo = fault("leaves-teams-too", "X-06",
	"after the network to the front end was cut nothing that happens in Teams is heard of any more").
	spreads("a front end that is restarted can't be reached for a moment either")

// SendsOnce: requests over UDP are not sent again when no answer comes.
var SendsOnce = fault("sends-once", "X-07",
	"an IM is lost when the datagram that carries it is").in(whereUDP).
	spreads("a datagram that was sent while the network was cut is lost as well")

// ResendsAsNew: a request over UDP that is not answered at once is sent again with a number of its own.
var ResendsAsNew = fault("resends-as-new", "X-07",
	"a message from Teams arrives twice when a datagram is lost").in(whereUDP).
	spreads("a datagram that was sent while the network was cut is lost as well")

// AnswersOnce: a request that comes again because its answer was lost is not answered again.
var AnswersOnce = fault("answers-once", "X-07",
	"the sender of an IM is never told that it was delivered when the answer is lost").in(whereUDP).
	spreads("an answer is lost as well where that alone is tried")

// SaysAgainWhenAnsweredAgain: sends the message that an INVITE was for whenever the INVITE is answered.
var SaysAgainWhenAnsweredAgain = fault("says-again-when-answered-again", "X-07",
	"a first message from Teams arrives twice when the answer to its INVITE comes twice").in(whereUDP)

// TrustsOldPublication: over a new connection to the front end the user is registered again, and what was published is taken to be
// there still.
var TrustsOldPublication = fault("trusts-old-publication", "X-08",
	"after a restart of the front end a user who is signed in only to Teams is registered, and shown as offline").
	spreads("in msrtc what was published lives by the registration, which ends with the connection")

// ReturnsOnActivity: whoever had an endpoint when the connection was lost has one again once they do something in Teams.
var ReturnsOnActivity = fault("returns-on-activity", "X-08",
	"after a restart of the front end a user is not registered before they do something in Teams").
	spreads("whatever else ends the connection to the front end ends the registration, too")

// RegistersBesideItsOldSelf: over a new connection it registers an endpoint beside the one that it had.
var RegistersBesideItsOldSelf = fault("registers-beside-its-old-self", "X-08",
	"after a restart of the front end a user has two endpoints").
	spreads("whatever else ends the connection to the front end has it made anew, too")

// RepublishesEverything: what it publishes over a new connection is made from a template that says what SfB clients can do.
var RepublishesEverything = fault("republishes-everything", "X-08",
	"after a restart of the front end a user who is signed in only to Teams is no longer shown as IM Only").
	spreads("a connection lost for any other reason makes it publish the same")

// DropsOverdue: a message of Teams that is more than a second old when it is read is taken for one from long ago.
var DropsOverdue = fault("drops-overdue", "X-09",
	"what Teams users wrote while the gateway stood still is lost, and nobody is told").spreads(
	"a change notification that comes late brings an old message, too")

// RemembersForAMoment: half a second after a message was written, it no longer knows whether it was told of it.
var RemembersForAMoment = fault("remembers-for-a-moment", "X-09",
	"what Teams told of again, because the gateway stood still, arrives twice at the SfB client").
	spreads("a gap is filled with what was told of before, as well")

// SendsOverdueAndSaysNo: says of a message that is more than a second old that it was not delivered, and sends it.
var SendsOverdueAndSaysNo = fault("sends-overdue-and-says-no", "X-09",
	"what Teams users wrote while the gateway stood still arrives although they were told that it was not delivered").
	spreads("what is late for any other reason is refused and sent as well")

// BeginsAnewAfterSleep: who reads old news has slept and lost everything, and so registers another endpoint.
var BeginsAnewAfterSleep = fault("begins-anew-after-sleep", "X-09",
	"a user has two endpoints after the gateway stood still")
