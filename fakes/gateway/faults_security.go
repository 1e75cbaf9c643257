package gateway

// Ways of being wrong when somebody means harm.

// HeedsAnyClientState: the clientState of a change notification is not looked at.
var HeedsAnyClientState = fault("heeds-any-client-state", "X-11",
	"a change notification with a wrong clientState is heeded")

// HeedsMissingClientState: a clientState is compared only where there is one.
var HeedsMissingClientState = fault("heeds-missing-client-state", "X-11",
	"a change notification without a clientState is heeded")

// HeedsUnknownSubscriptions: the clientState is compared with that of the subscription, and where there is no such
// subscription with none.
var HeedsUnknownSubscriptions = fault("heeds-unknown-subscriptions", "X-11",
	"a change notification for a subscription that was never made is heeded")

// BelievesContent: a notification that brings its message along is taken at its word, before anybody asks who sent it.
var BelievesContent = fault("believes-content", "X-11",
	"the message in a forged change notification is sent to SfB")

// InvitedByAnybody: an INVITE is taken wherever it comes from.
var InvitedByAnybody = fault("invited-by-anybody", "X-12",
	"an INVITE that does not come from the front end is taken").in(whereUDP)

// PagedByAnybody: a MESSAGE outside of any session is taken wherever it comes from.
var PagedByAnybody = fault("paged-by-anybody", "X-12",
	"a MESSAGE that does not come from the front end is taken").in(whereUDP)

// HearsAnybodyInSession: a MESSAGE with the session's tags is taken wherever it comes from.
var HearsAnybodyInSession = fault("hears-anybody-in-session", "X-12",
	"a MESSAGE in a session that does not come from the front end is taken").in(whereUDP)

// FindsSessionsByCallID: a MESSAGE belongs to the session with its Call-ID, whatever its tags, wherever it comes from.
var FindsSessionsByCallID = fault("finds-sessions-by-call-id", "X-12",
	"a MESSAGE with guessed tags that does not come from the front end is taken").in(whereUDP)

// EndedByAnybody: a BYE with the session's tags is heeded wherever it comes from.
var EndedByAnybody = fault("ended-by-anybody", "X-12",
	"a BYE that does not come from the front end ends a session").in(whereUDP)

// NotifiedByAnybody: a NOTIFY with the subscription's Call-ID is heeded wherever it comes from.
var NotifiedByAnybody = fault("notified-by-anybody", "X-12",
	"a NOTIFY that does not come from the front end changes where IMs go").in(whereUDP)

// BelievesRemotePartyID: an IM is from whom its Remote-Party-ID names, a header that its sender writes.
var BelievesRemotePartyID = fault("believes-remote-party-id", "X-12",
	"an SfB user can write to Teams in the name of another")

// ChokesOnMalformedSIP: what can't be read as SIP is the last thing that is read.
var ChokesOnMalformedSIP = fault("chokes-on-malformed-sip", "X-16",
	"after a message that is no SIP nothing is served any more").spreads(
	"it registers and answers nobody afterwards, whatever is tried with them")

// ChokesOnStrangersSIP: what can't be read is the last thing that is read, whoever sent it.
var ChokesOnStrangersSIP = fault("chokes-on-strangers-sip", "X-16",
	"a stranger can end all service with one datagram").in(whereUDP).spreads(
	"it registers and answers nobody afterwards, whatever is tried with them")

// ChokesOnLongSIP: a message has a place of 16 KB, and what is behind it.
var ChokesOnLongSIP = fault("chokes-on-long-sip", "X-16",
	"after a message of more than 16 KB nothing is served any more").spreads(
	"it registers and answers nobody afterwards, whatever is tried with them")

// ChokesOnUnknownMethods: a method that is not among those that it takes is the last one.
var ChokesOnUnknownMethods = fault("chokes-on-unknown-methods", "X-16",
	"after a request with an unknown method nothing is served any more").spreads(
	"it registers and answers nobody afterwards, whatever is tried with them")

// ChokesOnNestedBodies: parts within parts within parts are followed until there is no way back.
var ChokesOnNestedBodies = fault("chokes-on-nested-bodies", "X-16",
	"after a body of parts within parts nothing is served any more").spreads(
	"it registers and answers nobody afterwards, whatever is tried with them")

// ChokesOnBrokenJSON: after a notification that is no JSON, or other JSON, the rest is answered and not heeded.
var ChokesOnBrokenJSON = fault("chokes-on-broken-json", "X-17",
	"after a notification that can't be read none is heeded any more").spreads(
	"nobody who signs in to Teams afterwards gets an endpoint, whatever is tried with them")

// ChokesOnDeepJSON: the same after JSON that is nested too deep.
var ChokesOnDeepJSON = fault("chokes-on-deep-json", "X-17",
	"after a notification that is nested too deep none is heeded any more").spreads(
	"nobody who signs in to Teams afterwards gets an endpoint, whatever is tried with them")

// ChokesOnLongJSON: the same after JSON that is too long.
var ChokesOnLongJSON = fault("chokes-on-long-json", "X-17",
	"after a notification that is too long none is heeded any more").spreads(
	"nobody who signs in to Teams afterwards gets an endpoint, whatever is tried with them")

// ChokesOnCompressedJSON: the same after JSON that is compressed.
var ChokesOnCompressedJSON = fault("chokes-on-compressed-json", "X-17",
	"after a notification that is compressed none is heeded any more").spreads(
	"nobody who signs in to Teams afterwards gets an endpoint, whatever is tried with them")

// TakesTypedMarkup: an IM that looks like HTML is read as that, whatever its type says.
var TakesTypedMarkup = fault("takes-typed-markup", "X-13",
	"markup that an SfB user types is taken for markup").spreads(
	"text with markup characters or line ends doesn't read as it was typed either")

// ShowsScripts: of HTML the tags are left out, and what stands between the tags of a script is left in.
var ShowsScripts = fault("shows-scripts", "X-13",
	"the scripts and styles of a message in HTML arrive as if somebody had written them")

// SendsTextAsHTML: plain text from Teams is sent to SfB as HTML, as it is.
var SendsTextAsHTML = fault("sends-text-as-html", "X-13",
	"markup that a Teams user types is markup at the SfB client").spreads(
	"text with markup characters doesn't read as it was written either")

// LeaksBearerToken: requests to SfB carry the Teams token along, for whoever might need it.
var LeaksBearerToken = fault("leaks-bearer-token", "X-15",
	"the bearer token of Teams stands in a header of what is sent to SfB")

// LeaksClientState: the secret of the change notifications serves as the name of the conversations, too.
var LeaksClientState = fault("leaks-client-state", "X-15",
	"the clientState of the subscriptions stands in what is sent to SfB, in base64")

// LeaksServicePassword: requests to Teams show the service account as well, as HTTP's basic authentication would.
var LeaksServicePassword = fault("leaks-service-password", "X-15",
	"the password of the SfB service account stands in what is sent to Teams, in base64")

// TrustsAnyCertificate: whoever answers at the front end's address is the front end.
var TrustsAnyCertificate = fault("trusts-any-certificate", "X-14",
	"a certificate that anybody could have issued passes for that of the front end").in(whereTLS)

// IgnoresCertificateName: a certificate of a trusted authority is good for every host.
var IgnoresCertificateName = fault("ignores-certificate-name", "X-14",
	"the certificate of another host passes for that of the front end").in(whereTLS)

// IgnoresCertificateDates: a certificate of a trusted authority is good for ever.
var IgnoresCertificateDates = fault("ignores-certificate-dates", "X-14",
	"a certificate of the front end that has expired is taken").in(whereTLS)

// TrustsAnyTeamsCertificate: whoever answers at the backend's address is the backend.
var TrustsAnyTeamsCertificate = fault("trusts-any-teams-certificate", "X-14",
	"a certificate that anybody could have issued passes for that of the Teams backend").in(whereTLS)

// IgnoresTeamsCertificateName: the backend may show the certificate of any host that has one of a trusted authority.
var IgnoresTeamsCertificateName = fault("ignores-teams-certificate-name", "X-14",
	"the certificate of another host passes for that of the Teams backend").in(whereTLS)

// IgnoresTeamsCertificateDates: a certificate that the backend once had is good for ever.
var IgnoresTeamsCertificateDates = fault("ignores-teams-certificate-dates", "X-14",
	"a certificate of the Teams backend that has expired is taken").in(whereTLS)
