package gateway

// Ways of being wrong about how the Teams endpoint is shown at SfB, and whether it lets the SfB client's own
// presence be.

// PublishesNothing: registered, but no presence is published.
var PublishesNothing = fault("publishes-nothing", "R-04",
	"a user who is signed in only to Teams is shown as offline").
	spreads("the people of a story begin once the endpoint is published, and it never is")

// PublishesAtFirstSignInOnly: presence is published for the first sign-in of a user and never after a sign-out.
var PublishesAtFirstSignInOnly = fault("publishes-at-first-sign-in-only", "R-04",
	"a user who signs in to Teams again stays shown as offline").
	spreads("who comes back to Teams stays offline, and stories that go on after a return wait for the endpoint")

// ClaimsAudioCapability: the publication says audio true.
var ClaimsAudioCapability = fault("claims-audio-capability", "R-04",
	"the published presence says that the Teams endpoint takes audio calls").
	spreads("watchers with other homes, or before a switch of the setting, are shown the same presence")

// ClaimsVideoCapability: the publication says video true.
var ClaimsVideoCapability = fault("claims-video-capability", "R-04",
	"the published presence says that the Teams endpoint takes video calls").
	spreads("watchers with other homes, or before a switch of the setting, are shown the same presence")

// ClaimsSharingCapability: the publication says application sharing true.
var ClaimsSharingCapability = fault("claims-sharing-capability", "R-04",
	"the published presence says that the Teams endpoint takes application sharing").
	spreads("watchers with other homes, or before a switch of the setting, are shown the same presence")

// DeniesMessageCapability: the publication says message false, as if the endpoint took nothing.
var DeniesMessageCapability = fault("denies-message-capability", "R-04",
	"the published presence says that the Teams endpoint can't take messages").
	spreads("watchers with other homes, or before a switch of the setting, are shown the same presence")

// OmitsCapabilities: an open tuple without servcaps (RFC 5196), from which nobody can tell that it takes IMs only. In msrtc
// it is a machine's state without a device.
var OmitsCapabilities = fault("omits-capabilities", "R-04",
	"the published presence says nothing about capabilities").
	spreads("watchers with other homes, or before a switch of the setting, are shown the same presence")

// LeavesPublicationBehind: deregisters on sign-out and leaves the publication to expire.
var LeavesPublicationBehind = fault("leaves-publication-behind", "R-04",
	"a user who signed out of Teams is still shown as reachable by IM").
	spreads("who signs out, or switches interop off, stays shown to every watcher")

// NeverRefreshesPublication: published once; the publication lapses while the user is signed in.
var NeverRefreshesPublication = fault("never-refreshes-publication", "R-04",
	"the published presence is left to expire while the user is signed in to Teams")

// GivesUpOn412: takes 412 Conditional Request Failed (RFC 3903 section 4.1) as final and does not publish anew. In msrtc it
// is the 409 with the fault WrongDelta.
var GivesUpOn412 = fault("gives-up-on-412", "R-04",
	"the presence is not published again after the front end forgot it (412)").
	spreads("a front end that was restarted has forgotten what was published as well")

// TakesOverSfBTuple: publishes under the tuple id of the user's SfB client as soon as it has seen it.
var TakesOverSfBTuple = fault("takes-over-sfb-tuple", "R-07",
	"the Teams endpoint publishes under the tuple id of the user's SfB client").
	spreads("what the SfB client says of itself is gone, and with it the sign of its activity and its calls")

// WithdrawsPresenceBesideSfB: takes its publication back when the SfB client's shows up, and never gives it again.
var WithdrawsPresenceBesideSfB = fault("withdraws-presence-beside-sfb", "R-07",
	"once the SfB client was signed in, the user is offline instead of IM Only when it signs out").
	spreads("a user of both clients has no published Teams endpoint, and stories wait for it")

// EchoesOnThePhone: publishes the call of the SfB client as its own activity, and doesn't notice when it ends.
var EchoesOnThePhone = fault("echoes-on-the-phone", "R-07",
	"a user is still shown as on the phone after the call at the SfB client ended")
