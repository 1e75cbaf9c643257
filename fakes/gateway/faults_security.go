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
