package purpose

import "slices"

// OpenPoint is something that the document leaves open. What an implementation does there is recorded by every run that
// comes across it, and never judged.
type OpenPoint string

// The points that are left open.
const (
	HowActivityIsMeasured OpenPoint = `how "active" is measured`
	HowLongJustFinished   OpenPoint = `how long "just finished a call" lasts`
	WhatSendersSeeWhenOff OpenPoint = "what a sender sees when interop is off"
	WhetherTypingCrosses  OpenPoint = "whether typing crosses"
	HowLongMessagesMayBe  OpenPoint = "message size limits"
	ActivityDuringCall    OpenPoint = "activity in Teams during an SfB call"
	CallThatOnlyRang      OpenPoint = "a call that only rang"
)

var openPoints = []OpenPoint{
	HowActivityIsMeasured, HowLongJustFinished, WhatSendersSeeWhenOff, WhetherTypingCrosses, HowLongMessagesMayBe,
	ActivityDuringCall, CallThatOnlyRang,
}

// OpenPoints returns all points that are left open.
func OpenPoints() []OpenPoint { return slices.Clone(openPoints) }
