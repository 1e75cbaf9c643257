// Package topology judges interop in a hybrid deployment, in which some users are homed on premises and some online:
// that conversations, presence and routing are the same there, wherever either of the two people has their home.
//
// What is between the IUT and a user on premises are a pool and an edge of their own, each with a Record-Route, so what the
// IUT says in a session arrives only along the session's route set (RFC 3261 section 12.2.1.1). The purposes of the other
// suites are run in a hybrid deployment too, with the SfB users on premises; those here add the other homes.
package topology
