package gateway

// Ways of being wrong that show only when the gateway is started while people are signed in already: after a restart.

// TakesNewInstances: the +sip.instance of every endpoint is made up anew whenever the gateway starts.
var TakesNewInstances = fault("takes-new-instances", "R-03",
	"after a restart a user's endpoint is registered beside what is left of the one from before")

// AwaitsSignIns: registers who signs in, and never looks who is signed in already.
var AwaitsSignIns = fault("awaits-sign-ins", "R-03",
	"after a restart a user who is signed in to Teams is not registered").spreads(
	"every purpose that restarts it while somebody is signed in to Teams waits for that person's endpoint in vain")

// ForgetsSettingsAtStart: takes interop for on until it is told otherwise, and does not ask.
var ForgetsSettingsAtStart = fault("forgets-settings-at-start", "R-14",
	"interop that was switched off is on again after a restart")

// ForgetsActivityAtStart: what a user did in Teams before the gateway started counts for nothing.
var ForgetsActivityAtStart = fault("forgets-activity-at-start", "R-08",
	"after a restart an IM goes to the SfB client although the user is active in Teams")

// ReplaysAtStart: carries once more what Teams users wrote in the minutes before the gateway started.
var ReplaysAtStart = fault("replays-at-start", "R-05",
	"messages from Teams arrive a second time at the SfB client after a restart").
	spreads("after any start old messages are sent again, also after one that is about something else")

// RefusesForgottenSessions: a MESSAGE in a session from before the start is answered 500, and not 481, upon which a client would
// begin anew.
var RefusesForgottenSessions = fault("refuses-forgotten-sessions", "X-01",
	"after it was killed, an SfB user who goes on in a conversation that is open is refused").
	spreads("a session that ended while an IM in it was on its way is not known either")

// PostsAgainAtStart: posts what SfB users wrote in the minutes before the gateway started, as from a journal of what is to be posted
// that nobody crosses out.
var PostsAgainAtStart = fault("posts-again-at-start", "X-01",
	"an IM that was stored before the gateway was killed is stored a second time").
	spreads("after any start what is in the chats is posted again, also after one that is about something else")

// CountsFromStart: names IMs by a count of them, which begins anew with every start, so Teams takes a new one for an old one.
var CountsFromStart = fault("counts-from-start", "X-01",
	"after it was killed, the next IMs are taken for those from before, and lost").
	spreads("every purpose that restarts it ends with an IM between people who had written to each other before")

// ArchivesAtStart: writes what it finds in the chats into the mailboxes of their users when it starts.
var ArchivesAtStart = fault("archives-at-start", "R-13",
	"after a restart IMs that had arrived in Teams are written into the conversation history").spreads(
	"every purpose that restarts it while an IM is in Teams finds that IM in the history")
