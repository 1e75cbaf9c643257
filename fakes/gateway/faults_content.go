package gateway

// Ways of being wrong about what may cross, and in which form it arrives.

// RelaysGroupChats: sends a message of a group chat to its SfB members.
var RelaysGroupChats = fault("relays-group-chats", "R-01",
	"a message of a group chat is sent to SfB").
	spreads("the chat about a group call is a group chat")

// RelaysTeamsChats: sends a message between two Teams users to SfB as well.
var RelaysTeamsChats = fault("relays-teams-chats", "R-01",
	"a message between two Teams users is sent to SfB")

// EchoesOwnPosts: what the gateway itself posted for an SfB user is sent back to that user.
var EchoesOwnPosts = fault("echoes-own-posts", "R-10",
	"an SfB user gets back every IM that was delivered in Teams").
	spreads("every IM in Teams comes back to its sender as one more message, in purposes of every clause")

// TakesMultiparty: an INVITE with EndPoints or Roster-Manager, which starts a multiparty chat, is taken as an IM of two.
var TakesMultiparty = fault("takes-multiparty", "R-01",
	"a multiparty chat of SfB users is relayed to Teams")

// TakesTriggeredInvite: an INVITE with TriggeredInvite, which pulls a user into a multiparty chat, is taken as an IM of two.
var TakesTriggeredInvite = fault("takes-triggered-invite", "R-01",
	"a user is pulled into a multiparty chat by way of Teams")

// BreaksUnicode: sends text as ISO 8859-1; what that can't say becomes a question mark.
var BreaksUnicode = fault("breaks-unicode", "R-05",
	"characters outside of Latin-1 are lost on the way to SfB")

// BreaksUnicodeInTeams: reads the bytes of an IM as ISO 8859-1.
var BreaksUnicodeInTeams = fault("breaks-unicode-in-teams", "R-06",
	"characters outside of ASCII arrive garbled in Teams")

// EscapesMarkup: escapes the markup characters of plain text, so that people read &lt;b&gt; in Teams.
var EscapesMarkup = fault("escapes-markup", "R-06",
	"markup characters of an IM are shown escaped in Teams").spreads(
	"an attack by markup is shown escaped as well, where it should arrive as it was typed")

// SendsHTML: sends the HTML of a Teams message to SfB as if it were text.
var SendsHTML = fault("sends-html", "R-05",
	"the SfB user sees HTML tags in a message from Teams").spreads(
	"scripts in a message in HTML are sent with the rest of the source")

// KeepsEntities: takes the tags out of HTML and leaves its entities in.
var KeepsEntities = fault("keeps-entities", "R-05",
	"the SfB user sees HTML entities in a message from Teams").
	spreads("a text that is to be read as it was written has entities in it, whoever wrote it first")

// JoinsLines: text is sent as one line.
var JoinsLines = fault("joins-lines", "R-05",
	"the line breaks of a message from Teams are lost")

// TakesCalls: accepts audio and video calls.
var TakesCalls = fault("takes-calls", "R-11",
	"an audio call of an SfB user is taken by the Teams endpoint").
	spreads("the call that should ring or be held at the SfB client is taken in Teams")

// RingsOnCalls: lets audio and video calls ring, and never answers.
var RingsOnCalls = fault("rings-on-calls", "R-11",
	"an audio call of an SfB user rings at the Teams endpoint").
	spreads("an invitation to a multiparty chat is declined in the same way as a call, so it rings as well")

// DeclinesCallsForAll: declines calls with 603, which ends them at the SfB client too.
var DeclinesCallsForAll = fault("declines-calls-for-all", "R-11",
	"an audio call of an SfB user is declined for every client of the user").
	spreads("no call rings at the SfB client, so no story gets into a call, and its positive controls by a call fail")

// TakesMeetingInvitations: accepts invitations to SfB meetings.
var TakesMeetingInvitations = fault("takes-meeting-invitations", "R-11",
	"an invitation to an SfB meeting is taken by the Teams endpoint")

// TakesAddedMedia: accepts a re-INVITE that adds audio to an IM session.
var TakesAddedMedia = fault("takes-added-media", "R-11",
	"audio that an SfB user adds to an IM session is taken by the Teams endpoint")

// EndsSessionOnAddedMedia: declines a re-INVITE that adds audio, and hangs up the IM session with it.
var EndsSessionOnAddedMedia = fault("ends-session-on-added-media", "R-11",
	"an IM session ends when an SfB user tries to add audio to it")
