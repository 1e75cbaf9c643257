package people

import (
	"strings"
	"time"
)

// Call is a call, or another invitation that is no IM, that a person made. It says what was sent; what became of it
// is in the log of the scene, under the ID.
type Call struct {
	// ID is the Call-ID of a SIP call, the id of a Teams call.
	ID string
	// From called To; To has more than one person in a group call from Teams only.
	From *Person
	To   []*Person
	// Modalities are "audio", "video", "message", "applicationsharing" ...: the media lines of the offer, sorted.
	Modalities []string
	// Via is the client it was made from, as [record.ClientName] writes it.
	Via string
	// Mark is the length of the scene's log just before the call was made.
	Mark int
	// SentAt is when it was made.
	SentAt time.Time
	// Status is the status of the final answer, of an [SfBClient.Call] that was answered before it returned; 0 while it rings.
	Status int
}

// Scene is where the caller acts.
func (c *Call) Scene() *Scene { return c.From.scene }

// String names the call for sentences: the audio call of megan.
func (c *Call) String() string {
	return "the " + strings.Join(c.Modalities, "/") + " call of " + c.From.Handle
}
