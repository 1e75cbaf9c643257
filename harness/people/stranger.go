package people

import (
	"cmp"
	"strings"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
)

// Stranger is somebody who is a user of neither system and has no account anywhere: mallory. She has sockets of her own, and
// knows what the tester knows: where the IUT listens, and what was said over wires that she could have listened to. What
// she sends comes from nobody whom an IUT was told to trust.
type Stranger struct {
	scene *Scene
	whom  *Person
	over  string // the transport of her SIP; "" for that of the run
}

// Attempt is something that a stranger sent to the IUT. It says what was sent; what became of it is in the log of the scene.
type Attempt struct {
	// Token is in the text that was sent, and nowhere else.
	Token string
	// What was sent, for sentences: "INVITE", "change notification with a wrong clientState".
	What string
	// Names are made-up names that were in it and nowhere else: a request that has one follows from it.
	Names []string
	// Whom it concerns.
	Whom *Person
	// Mark is the length of the scene's log just before it was sent, and SentAt the time.
	Mark   int
	SentAt time.Time
}

// Stranger is one who is after the person.
func (p *Person) Stranger() *Stranger { return &Stranger{scene: p.scene, whom: p} }

// Over is the same stranger, whose SIP goes over a transport of her choice ("udp", "tcp", "tls") to the host and port where
// the IUT says that it is reached, instead of over that of the run.
func (m *Stranger) Over(transport string) *Stranger {
	return &Stranger{scene: m.scene, whom: m.whom, over: transport}
}

// transport is what her SIP goes over.
func (m *Stranger) transport() string { return cmp.Or(m.over, m.scene.SfB.Transport) }

// Scene is where the stranger acts.
func (a *Attempt) Scene() *Scene { return a.Whom.scene }

// String names the attempt for sentences.
func (a *Attempt) String() string { return "mallory's " + a.What }

// strangerAddress is what a stranger is called in the log. There is no such user, and no such domain.
const strangerAddress = "mallory@elsewhere.test"

// try notes that something is about to be sent, and gives it a token. client is the side that it comes from, and over
// what it goes over.
func (m *Stranger) try(what, client, over string) *Attempt {
	s := m.scene
	if m.over != "" && client == record.ClientSfB {
		what += " over " + strings.ToUpper(m.over)
	}
	a := &Attempt{Token: s.Token(), What: what, Whom: m.whom, Mark: s.Log.Len(), SentAt: time.Now()}
	s.Say(record.Event{
		Kind: record.Tried, Party: record.ClientName(strangerAddress, client), From: strangerAddress, To: m.whom.Address(),
		Attrs: map[string]string{"what": what, "over": over},
	})
	return a
}
