package gateway

// Ways of being wrong about signing in and about what the registration says of the endpoint.

// NeverRegisters: a sign-in to Teams is noticed, and no endpoint is registered for it.
var NeverRegisters = fault("never-registers", "R-03",
	"a user who signs in to Teams is not registered at the SfB front end").
	spreads("who is not registered is not reached, not shown, and relays nothing: no other clause can hold")

// StaysRegistered: the endpoint and its presence outlive the sign-out from Teams, and go on taking IMs.
var StaysRegistered = fault("stays-registered", "R-03",
	"a user who signs out of Teams stays registered and goes on receiving there").
	spreads("who signed out is still shown, and still gets IMs in Teams")

// WithdrawsOnFirstSignOut: the clients are not counted, so the first of two that signs out takes the endpoint with it.
var WithdrawsOnFirstSignOut = fault("withdraws-on-first-sign-out", "R-03",
	"when one of a user's two Teams clients signs out, the endpoint is withdrawn although the other is still there").
	spreads("a user with a Teams client left is shown as offline")

// RegistersEachClient: every Teams client of a user gets an endpoint of its own.
var RegistersEachClient = fault("registers-each-client", "R-03",
	"a user with two Teams clients is registered twice").
	spreads("the second endpoint is one more place at which an IM rings and a capability is shown")

// RegistersTwiceOnReturn: a second sign-in registers a new endpoint beside the one that it registers again.
var RegistersTwiceOnReturn = fault("registers-twice-on-return", "R-03",
	"a user who signs in to Teams again has two endpoints").
	spreads("the second endpoint is one more place that stays when the setting says that there be none")

// ForgetsItsInstance: a +sip.instance made up anew for every sign-in (RFC 5626 section 4.1 asks for a persistent one).
var ForgetsItsInstance = fault("forgets-its-instance", "R-03",
	"the +sip.instance of a user's endpoint is another one at every sign-in")

// OmitsInstance: no +sip.instance in the Contact.
var OmitsInstance = fault("omits-instance", "R-03",
	"the registered Contact has no +sip.instance").
	spreads("the front end refuses a registration without an instance, so nobody is reached and no other clause can hold")

// NeverRefreshes: registered once, and never again before the granted time has run out.
var NeverRefreshes = fault("never-refreshes", "R-03",
	"the registration is left to expire while the user is signed in to Teams")

// IgnoresGrantedExpiry: refreshes by the time that it asked for, not by the shorter one that the registrar granted.
var IgnoresGrantedExpiry = fault("ignores-granted-expiry", "R-03",
	"the registration is refreshed by the time asked for, so it lapses when the registrar grants less")

// GivesUpOn423: takes 423 Interval Too Brief as a refusal and ignores its Min-Expires.
var GivesUpOn423 = fault("gives-up-on-423", "R-03",
	"a registrar that asks for a longer interval (423, Min-Expires) is never asked again")

// GivesUpOnStaleNonce: answers the first challenge, and takes a second one (stale=true) for a wrong password.
var GivesUpOnStaleNonce = fault("gives-up-on-stale-nonce", "R-03",
	"a challenge whose nonce went stale is taken as a refusal of the password")

// NeverReconnects: when the connection to the front end breaks, the endpoint stays away until the next sign-in.
var NeverReconnects = fault("never-reconnects", "R-03",
	"users stay unregistered after the connection to the front end was lost").spreads(
	"that a conversation goes on over a new connection is judged as resilience, too, after a network that was cut and a front end that was restarted as well")

// RegistersUnlicensed: whoever signs in to Teams is registered, enabled for SfB or not.
var RegistersUnlicensed = fault("registers-unlicensed", "R-03",
	"a user who is not enabled for SfB is registered all the same").
	spreads("the people at SfB only, who take part in stories of every clause, get an endpoint that takes what is meant for their client")

// RemovesAllContacts: signs out with "Contact: *", which removes the bindings of the user's SfB client too.
var RemovesAllContacts = fault("removes-all-contacts", "R-07",
	"signing out of Teams removes every endpoint of the user, also that of the SfB client").
	spreads("a sign-in begins by clearing what an earlier one left, and the request for that is refused: nobody is registered")

// RemovesForeignContacts: on sign-in it "cleans up" every binding that the registrar's answer lists and that is not its own.
var RemovesForeignContacts = fault("removes-foreign-contacts", "R-07",
	"signing in to Teams removes the endpoint of the user's SfB client").
	spreads("the SfB client of a user who is in Teams too is signed out behind its back, so nothing rings or arrives there")

// LeavesToSfB: withdraws the Teams endpoint when the user's SfB client signs in, as if there could be only one.
var LeavesToSfB = fault("leaves-to-sfb", "R-07",
	"the Teams endpoint is withdrawn when the user signs in to the SfB client").
	spreads("a user of both clients has no Teams endpoint, so nothing arrives there that should")

// ClaimsAudioFeature: the registered Contact has the feature tag "audio" (RFC 3840).
var ClaimsAudioFeature = fault("claims-audio-feature", "R-04",
	"the registered Contact says that the endpoint takes audio")

// ClaimsVideoFeature: the registered Contact has the feature tag "video" (RFC 3840).
var ClaimsVideoFeature = fault("claims-video-feature", "R-04",
	"the registered Contact says that the endpoint takes video")
