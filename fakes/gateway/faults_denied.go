package gateway

// Ways of being wrong in what an implementation does not claim. They show where its ICS denies it, and nowhere else.

// TakesUnclaimedPager: a MESSAGE outside of a session is delivered, though pager mode is not claimed.
var TakesUnclaimedPager = fault("takes-unclaimed-pager", "R-06",
	"a message outside of a session is delivered by one that says that it takes none").
	spreads("what it takes does not go on to the user's SfB client, where it is due then")

// RefusesPagerForAll: a MESSAGE outside of a session is refused with 606 where pager mode is not claimed.
var RefusesPagerForAll = fault("refuses-pager-for-all", "R-10",
	"a message outside of a session that Teams can't take is refused for the user's SfB client as well")

// AcknowledgesOtherDialect: what tells the user's presence in a dialect that it did not subscribe in is answered with 200
// and dropped.
var AcknowledgesOtherDialect = fault("acknowledges-other-dialect", "R-10",
	"the front end takes it that what was told in a dialect that is not understood is known")

// HeedsOtherDialect: what tells the user's presence in a dialect that it did not subscribe in is understood.
var HeedsOtherDialect = fault("heeds-other-dialect", "R-10",
	"one that says that it has not a dialect goes by what it is told in it")

// DeafAfterOtherDialect: once a dialect was refused, what comes after it in the subscription is acknowledged and dropped.
var DeafAfterOtherDialect = fault("deaf-after-other-dialect", "R-10",
	"after something that was told in a dialect that is not understood, nothing that the user does in SfB is heeded any more").in(whereEndpointDecides)

// ServesUDPToo: whatever the run's transport, whoever comes over UDP to the address in a Contact is served.
var ServesUDPToo = fault("serves-udp-too", "X-12",
	"an IM over UDP is delivered by one that says that it has no UDP, whoever sent it")

// ServesTCPToo: the same over TCP.
var ServesTCPToo = fault("serves-tcp-too", "X-12",
	"an IM over TCP is delivered by one that says that it has no TCP, whoever sent it")

// ServesTLSToo: the same over TLS.
var ServesTLSToo = fault("serves-tls-too", "X-12",
	"an IM over TLS is delivered by one that says that it has no TLS, whoever sent it")

// NamesUDP: the Contact says that it is reached over UDP, whatever it registers over.
var NamesUDP = fault("names-udp", "R-03",
	"a user is registered where only UDP leads to, by one that says that it has no UDP")

// NamesTCP: the same with TCP.
var NamesTCP = fault("names-tcp", "R-03",
	"a user is registered where only TCP leads to, by one that says that it has no TCP")

// NamesTLS: the same with TLS.
var NamesTLS = fault("names-tls", "R-03",
	"a user is registered where only TLS leads to, by one that says that it has no TLS")
