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
