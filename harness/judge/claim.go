package judge

import (
	"time"

	"github.com/duet-conformance/duet/fakes/record"
)

// Claim is one thing that a purpose expects of the IUT. A claim is data, so it can be judged while the purpose runs and
// again at the end of the run, when a stray copy may have come. Implementations must not change when they are judged.
type Claim interface {
	// Judge says how the claim stands after the events. now is until when they were recorded without a gap: what has not
	// come by a bound before now did not come in time.
	Judge(events []record.Event, now time.Time) Finding
	// String is the claim as a sentence: "megan's IM "lunch?" arrives only at alix's Teams client within 5s (delivery)".
	String() string
}

// Finding is what a claim came to.
type Finding struct {
	Verdict Verdict
	// Open is true while events that may still come in time can change the verdict for the better: the IM is under way
	// and its bound has not passed. An open finding has the verdict Inconclusive.
	Open bool
	// Until is when an open finding closes by itself if nothing more comes. Zero unless Open.
	Until time.Time
	// Guarantee is the named guarantee that was broken; nil unless the verdict is Fail. See the Err constants.
	Guarantee error
	// Sentence says who, what was expected, what was seen, within what bound. Empty for a pass.
	Sentence string
	// Seen are the events that the verdict rests on; at least one for a pass that is not a pure absence.
	Seen []record.Event
	// Offending are the events that break the claim, for the mark in the ladder.
	Offending []record.Event
	// Missing is the arrow that did not come, for the mark in the ladder; nil when nothing is missing.
	Missing *Arrow
}

// Arrow is a step between two columns of the ladder.
type Arrow struct {
	// From and To are columns: [record.ClientName] of a person, "sfb", "iut" or "teams".
	From, To string
	Label    string
}
