package gateway

// Ways of being wrong about where an IM of an SfB user arrives. Some need a front end that leaves
// the decision to the endpoints: one that decides itself does not even ask the gateway then. Others need the opposite: they
// tell such a front end what is not so.

// IgnoresTeamsActivity: what the user does in Teams is never read; while the SfB client is signed in, it gets everything.
var IgnoresTeamsActivity = fault("ignores-teams-activity", "R-08",
	"an IM goes to the SfB client although the user is active in Teams").
	spreads("the user's turn to Teams moves nothing, on which other clauses depend")

// IgnoresSfBActivity: while signed in to Teams, the user gets everything there.
var IgnoresSfBActivity = fault("ignores-sfb-activity", "R-08",
	"an IM goes to Teams although the user was active in SfB last").in(whereEndpointDecides).
	spreads("the user's turn to SfB, or a call there, moves nothing, on which other clauses depend")

// PrefersLeastActive: compares the two times the wrong way round.
var PrefersLeastActive = fault("prefers-least-active", "R-08",
	"an IM goes to the client that the user has not used for longer").
	spreads("every IM to a user of both clients goes where the user is not")

// RoundsToSeconds: cuts activity times to whole seconds, and so can't tell apart what happened within one of them.
var RoundsToSeconds = fault("rounds-to-seconds", "R-08",
	"an IM goes to Teams although the user moved to SfB within the same second").
	spreads("a user who moves within one second, as in most stories, is taken to have stayed")

// SticksToFirstDecision: where the first IM of a sender went, all later ones go.
var SticksToFirstDecision = fault("sticks-to-first-decision", "R-08",
	"once decided for a sender, the route never follows the user again").in(whereEndpointDecides).
	spreads("where a story shows first that either client can be reached, what it is about goes to the wrong one")

// MixesUpActivity: what one user does in Teams counts for all.
var MixesUpActivity = fault("mixes-up-activity", "R-08",
	"the activity of another user decides where an IM goes")

// SignInCountsAsActivity: a sign-in to Teams, without anything done there, outranks later work in SfB.
var SignInCountsAsActivity = fault("sign-in-counts-as-activity", "R-10",
	"signing in to Teams takes IMs away from the SfB client that the user works at")

// IgnoresCalls: presence that says on-the-phone is skipped, so a call at the SfB client is never noticed.
var IgnoresCalls = fault("ignores-calls", "R-09",
	"an IM goes to Teams while the user is in an SfB call").in(whereEndpointDecides)

// ForgetsEndedCalls: with the end of a call its activity is forgotten, as if the user were back in Teams.
var ForgetsEndedCalls = fault("forgets-ended-calls", "R-09",
	"an IM goes to Teams right after an SfB call although the user has not returned to Teams").in(whereEndpointDecides)

// NeverReturnsFromCall: after one SfB call, IMs go to the SfB client until it signs out.
var NeverReturnsFromCall = fault("never-returns-from-call", "R-08",
	"an IM goes to the SfB client after a call although the user returned to Teams").spreads(
	"a call in a forged name is judged by where IMs go after the real one")

// KeepsSessionsTaken: an IM session that an SfB user started stays open when the user turns to SfB, and goes on to Teams.
var KeepsSessionsTaken = fault("keeps-sessions-taken", "R-09",
	"IMs in a session that the SfB user started go on to Teams while the user is in an SfB call").
	spreads("the open session takes the IM to Teams also when another activity or the setting, rather than a call, forbids it")

// KeepsSessionsStarted: an IM session that was started from Teams stays open when the user turns to SfB.
var KeepsSessionsStarted = fault("keeps-sessions-started", "R-09",
	"IMs in a session that was started from Teams go on to Teams while the user is in an SfB call").
	spreads("the open session takes the IM to Teams also when the user's setting, rather than a call, forbids it")

// DeclinesForAll: declines with 603, which ends the whole fork (RFC 3261 section 16.7).
var DeclinesForAll = fault("declines-for-all", "R-10",
	"an IM that is not for Teams is declined for every client of the user").in(whereEndpointDecides).
	spreads("no IM arrives at the SfB client of a user who is in Teams too, also not those by which other purposes know that one would be seen")

// NeverDeclines: says 180 to an IM that is not for Teams, and nothing more.
var NeverDeclines = fault("never-declines", "R-10",
	"an IM that is not for Teams is left ringing instead of being declined").in(whereEndpointDecides).
	spreads("no IM is shown at the SfB client of a user who is in Teams too, also not those by which other purposes know that one would be seen")

// TakesWhatRings: takes an IM that is for the SfB client when nobody has answered it within 100 ms.
var TakesWhatRings = fault("takes-what-rings", "R-10",
	"an IM for the SfB client is taken by Teams when the user does not answer at once").in(whereEndpointDecides).
	spreads("no IM is shown at the SfB client of a user who is in Teams too, also not those by which other purposes know that one would be seen")

// DeclinesEverything: never takes an IM, wherever the user is.
var DeclinesEverything = fault("declines-everything", "R-10",
	"an IM is declined although Teams is the only place where the user is").
	spreads("no IM of an SfB user arrives in Teams at all, also not those by which other purposes know that one would be seen")

// CopiesToSfB: an IM that arrived in Teams is also sent to the user's SfB client, "so that it is in the history".
var CopiesToSfB = fault("copies-to-sfb", "R-10",
	"an IM that arrived in Teams arrives at the SfB client too").
	spreads("the copy is a second IM at the user's SfB client, where purposes of every clause count what is shown")

// DeliversTwice: posts every IM twice.
var DeliversTwice = fault("delivers-twice", "R-10",
	"an IM arrives twice in Teams").
	spreads("every IM in Teams is there twice, in purposes of every clause")

// StrayCopyInTeams: a second copy comes 300 ms after the first.
var StrayCopyInTeams = fault("stray-copy-in-teams", "R-10",
	"a second copy of an IM turns up in Teams a moment later").
	spreads("every IM in Teams is there twice a moment later, in purposes of every clause")

// LosesEverySeventh: of the IMs towards Teams, every seventh is answered 200 and never posted.
var LosesEverySeventh = fault("loses-every-seventh", "R-10",
	"every seventh IM towards Teams is lost, and its sender is told that it arrived").
	spreads("the count runs over all purposes of a run, so one of any clause may meet the seventh")

// OneSenderAtATime: while one SfB user has a session with a user, everybody else is told that the user is busy.
var OneSenderAtATime = fault("one-sender-at-a-time", "R-10",
	"an IM is refused while the user has a conversation with someone else").spreads(
	"a forged name is judged by an IM of a second sender, who is refused")

// IgnoresSetting: the user's interop setting is not read.
var IgnoresSetting = fault("ignores-setting", "R-14",
	"IMs go to Teams although the user switched interop off").spreads(
	"that a watcher sees the user go is judged as presence, too")

// SettingCountsForAll: who switches interop off switches it off for everyone.
var SettingCountsForAll = fault("setting-counts-for-all", "R-14",
	"the interop setting of one user takes effect for another").
	spreads("once one user has switched interop off, nobody is served in the stories that follow")

// NeverBackOn: interop that was switched off stays off.
var NeverBackOn = fault("never-back-on", "R-14",
	"switching interop on again has no effect").spreads(
	"that a watcher sees the user come back is judged as presence, too")

// PublishesNoActivity: the publication never says when the user was active in Teams.
var PublishesNoActivity = fault("publishes-no-activity", "R-08",
	"the front end is never told that the user is active in Teams, and gives their IMs to the SfB client").in(whereRegistrarDecides).
	spreads("a front end that decides by published activity gives nothing to Teams, so nothing arrives there that should")

// PublishesStaleActivity: the publication says when the user was first active in Teams, and keeps to that.
var PublishesStaleActivity = fault("publishes-stale-activity", "R-08",
	"the front end is told of the user's first activity in Teams and of none after it").in(whereRegistrarDecides).
	spreads("a front end that decides by published activity goes by what the user did first, and gives later IMs to the wrong client")

// ClaimsEternalActivity: the publication says that the user will be active in Teams for ages, and all that comes is taken.
var ClaimsEternalActivity = fault("claims-eternal-activity", "R-10",
	"the front end is told that the user is active in Teams, whatever the user does in SfB").in(whereRegistrarDecides).
	spreads("a front end that decides by published activity gives every IM to Teams, so none that is due at the SfB client comes there")
