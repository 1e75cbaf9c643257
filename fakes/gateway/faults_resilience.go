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

// GivesUpOn500: takes an internal error of the backend for its last word.
var GivesUpOn500 = fault("gives-up-on-500", "X-03",
	"a message is lost when the backend answers 500 once")

// PostsAgainWhenSlow: waits for the answer to a post for a moment only, and then posts the message under another name.
var PostsAgainWhenSlow = fault("posts-again-when-slow", "X-04",
	"an IM arrives twice in Teams when the backend takes its time to answer").
	spreads("a post whose connection broke is repeated under another name as well")

// DeafAfterReconnecting: endpoints come back after the connection to the front end was lost, and what reads their IMs does not.
var DeafAfterReconnecting = fault("deaf-after-reconnecting", "X-05",
	"IMs to a user are answered 200 and lost after the connection to the front end was made anew").spreads(
	"a front end with a wrong certificate is tried over a connection that is made anew, with an IM as the positive control")

// LosesWithConnection: an IM that could not be sent because the connection to the front end broke is taken for sent.
var LosesWithConnection = fault("loses-with-connection", "X-06",
	"what Teams users write while the network to the front end is cut is lost, and nobody is told")

// AcceptsUnstored: an IM that could not be stored because the connection to Teams broke is answered 200, and forgotten.
var AcceptsUnstored = fault("accepts-unstored", "X-06",
	"what SfB users write while the network to Teams is cut is lost, and they are told that it was delivered").
	spreads("a single answer that gets lost is a connection that breaks as well, and so are requests that the gateway gives up on when it is slow to be answered")

// SendsOnce: requests over UDP are not sent again when no answer comes.
var SendsOnce = fault("sends-once", "X-07",
	"an IM is lost when the datagram that carries it is").in(whereUDP).
	spreads("a datagram that was sent while the network was cut is lost as well")

// TrustsOldPublication: over a new connection to the front end the user is registered again, and what was published is taken to be
// there still.
var TrustsOldPublication = fault("trusts-old-publication", "X-08",
	"after a restart of the front end a user who is signed in only to Teams is registered, and shown as offline").
	spreads("in msrtc what was published lives by the registration, which ends with the connection")

// DropsOverdue: a message of Teams that is more than a second old when it is read is taken for one from long ago.
var DropsOverdue = fault("drops-overdue", "X-09",
	"what Teams users wrote while the gateway stood still is lost, and nobody is told").spreads(
	"a change notification that comes late brings an old message, too")
