package gateway

// Further ways of being wrong about the text of IMs and about many of them.

// CutsLongText: keeps the first 1,000 bytes of an IM.
var CutsLongText = fault("cuts-long-text", "R-06",
	"a long IM arrives in Teams without its end")

// CutsLongTextToSfB: keeps the first 1,000 bytes of a message from Teams.
var CutsLongTextToSfB = fault("cuts-long-text-to-sfb", "R-05",
	"a long message from Teams arrives at the SfB client without its end")

// JoinsLinesInTeams: an IM is posted as one line.
var JoinsLinesInTeams = fault("joins-lines-in-teams", "R-06",
	"the line breaks of an IM are lost in Teams")

// JoinsBareLineFeeds: takes CR LF for the end of a line, and LF alone for a space.
var JoinsBareLineFeeds = fault("joins-bare-line-feeds", "R-06",
	"the lines of an IM are joined in Teams when they end with LF alone")

// ReadsTextAsHTML: takes every message from Teams for HTML.
var ReadsTextAsHTML = fault("reads-text-as-html", "R-05",
	"what looks like a tag is missing from a message that was written in Teams as plain text").spreads(
	"scripts that a Teams user types are left out with everything that looks like a tag")

// UnescapesTwice: reads entities before it reads tags, and so takes what stands for a tag for one.
var UnescapesTwice = fault("unescapes-twice", "R-05",
	"what looks like a tag is missing from a message that was written in Teams as HTML")

// PostsFirstHTMLSource: takes HTML that rides in the INVITE for plain text.
var PostsFirstHTMLSource = fault("posts-first-html-source", "R-06",
	"the tags of a first message in HTML are shown in Teams")

// DropsFirstAlternatives: says that it took a first message in several forms, and forgets it.
var DropsFirstAlternatives = fault("drops-first-alternatives", "R-06",
	"a first message that an SfB client sends in several forms is accepted and lost")

// TakesFirstMessageUnstored: says that it took the first message, whether Teams stored it or not.
var TakesFirstMessageUnstored = fault("takes-first-message-unstored", "R-06",
	"the SfB user is told that a first message arrived although Teams never stored it")

// RefusesAlternatives: answers 415 to an IM that comes in several forms.
var RefusesAlternatives = fault("refuses-alternatives", "R-06",
	"an IM that an SfB client sends in several forms is refused")

// PostsHTMLSource: takes HTML of an SfB client for plain text.
var PostsHTMLSource = fault("posts-html-source", "R-06",
	"the tags of an IM in HTML are shown in Teams").spreads(
	"scripts in a message in HTML are shown with the rest of the source")

// PostsRTFSource: takes RTF of an SfB client for plain text.
var PostsRTFSource = fault("posts-rtf-source", "R-06",
	"the control words of an IM in RTF are shown in Teams")

// DropsRTF: says 200 to an IM in RTF, and forgets it.
var DropsRTF = fault("drops-rtf", "R-06",
	"an IM in RTF is accepted and lost")

// LosesEveryHundredth: of the IMs towards Teams, every hundredth is answered 200 and never posted.
var LosesEveryHundredth = fault("loses-every-hundredth", "R-10",
	"every hundredth IM towards Teams is lost, and its sender is told that it arrived").
	spreads("the count runs over all purposes of a run, so one of any clause may meet the hundredth")

// LosesEveryHundredthToSfB: of the messages from Teams, every hundredth is forgotten.
var LosesEveryHundredthToSfB = fault("loses-every-hundredth-to-sfb", "R-05",
	"every hundredth message from Teams is lost").
	spreads("the count runs over all purposes of a run, so one of any clause may meet the hundredth")

// SwallowsServerErrors: an SfB client that fails to take a message (5xx): nothing is said in the chat.
var SwallowsServerErrors = fault("swallows-server-errors", "R-05",
	"the Teams user is not told that the SfB client could not take a message")

// SkipsOlderMessages: takes a message that is older than the last one of its chat for one that was carried already.
var SkipsOlderMessages = fault("skips-older-messages", "R-05",
	"a message from Teams is lost when its change notification was overtaken")
