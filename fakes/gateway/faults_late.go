package gateway

import "time"

// Ways of being wrong long after everything seemed right.

// lateBy is how long after.
const lateBy = 5 * time.Minute

// RepeatsMinutesLater: an IM is posted again after five minutes.
var RepeatsMinutesLater = fault("repeats-minutes-later", "R-10",
	"a second copy of an IM turns up in Teams five minutes later").after(lateBy).
	spreads("every IM in Teams is there twice five minutes later, in purposes of every clause")

// ResendsMinutesLater: a message from Teams is sent again after five minutes.
var ResendsMinutesLater = fault("resends-minutes-later", "R-05",
	"a second copy of a message from Teams is sent to SfB five minutes later").after(lateBy).
	spreads("every message from Teams is at the SfB client twice five minutes later, in purposes of every clause")

// ArchivesMinutesLater: what arrived in Teams is written into the user's mailbox after five minutes.
var ArchivesMinutesLater = fault("archives-minutes-later", "R-13",
	"an IM that arrived in Teams is written into the conversation history five minutes later").after(lateBy).
	spreads("the tester holds each writing to the mailbox against the purpose in which it came, whatever that is about")
