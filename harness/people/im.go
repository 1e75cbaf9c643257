package people

import (
	"fmt"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
)

// IM is an instant message that a person sent. It says what was sent, not what became of it: that is in the log of the
// scene, under the token. An IM does not change once it was returned.
type IM struct {
	// Token is in the text and in every event about the IM, and in no other IM of the run.
	Token string
	// From wrote it. To is who it was for; nil when it went to a group.
	From, To *Person
	// Group is the group chat that it went to, nil when it went to one person.
	Group *Group
	// Text is what was typed. Content is what went over the wire: Text, a space, the token; or the HTML of
	// [TeamsClient.SendHTML], with the token behind it.
	Text, Content string
	// ContentType is "text" or "html".
	ContentType string
	// Via is the client that it was sent from, as [record.ClientName] writes it.
	Via string
	// Conversation is the Call-ID of the SIP session, or the id of the Teams chat, in which the sender was last told of it.
	Conversation string
	// Mark is the length of the scene's log just before the IM was sent: everything about it comes from there on.
	Mark int
	// SentAt is when it was sent, and ToldAt when the sender's client was told what became of it.
	SentAt, ToldAt time.Time
	// Status is what the sender's client was told: the SIP or HTTP status of the final answer. 200 up to 299 is: accepted.
	Status int
}

// newIM is an IM that is about to be sent. It takes the mark.
func newIM(from *Person, via, text string) *IM {
	s := from.scene
	im := &IM{Token: s.Token(), From: from, Text: text, ContentType: "text", Via: via, Mark: s.Log.Len(), SentAt: time.Now()}
	im.Content = text + " " + im.Token
	return im
}

// Scene is where the sender acts.
func (im *IM) Scene() *Scene { return im.From.scene }

// Accepted says whether the sender's client was told that the IM was taken.
func (im *IM) Accepted() bool { return im.Status/100 == 2 }

// String names the IM for sentences: the IM "lunch?" of megan.
func (im *IM) String() string { return fmt.Sprintf("the IM %q of %s", im.Text, im.From) }

// event is an event about the IM at the sender's client. key is "call-id" or "chat".
func (im *IM) event(kind record.Kind, key string) record.Event {
	e := record.Event{
		Kind: kind, Party: im.Via, From: im.From.Address(), Token: im.Token, Text: im.Content,
		Attrs: map[string]string{key: im.Conversation},
	}
	if im.To != nil {
		e.To = im.To.Address()
	}
	return e
}
