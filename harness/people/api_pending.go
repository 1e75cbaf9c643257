package people

import (
	"context"

	"github.com/duet-conformance/duet/fakes/directory"
)

// New puts a person on a scene. It does no input or output.
func New(scene *Scene, handle string, u directory.User) *Person { panic("pending") }

// TakePlaces signs the person in where the role says, and waits until the world knows: an SfB client until it is
// registered and its presence published; a Teams client as [TeamsClient.SignIn] says.
func (p *Person) TakePlaces(ctx context.Context, role Role) { panic("pending") }

// Leave ends everything of the person: calls and conversations, sign-ins, connections. It never halts the purpose, takes
// no longer than the bound Registration for each client, and may be called at any time and more than once.
func (p *Person) Leave() { panic("pending") }

// Fence sends a fence to every client that the person is signed in at, along the path that an IM would take on its last
// step, and waits until each has seen it (bound: Fence). The error says which client did not.
func (p *Person) Fence(ctx context.Context) error { panic("pending") }

// Clients are the clients that the person is signed in at, the SfB ones first, as [record.ClientName] writes them.
func (p *Person) Clients() []string { panic("pending") }

// SfBClient is a person's SfB client: a SIP user agent with a socket of its own.
type SfBClient struct{}

// Name is the client as a party of events: "alix@contoso.test/sfb", of the second one "alix@contoso.test/sfb2".
func (c *SfBClient) Name() string { panic("pending") }

// Person is whose client it is.
func (c *SfBClient) Person() *Person { panic("pending") }

// SignedIn says whether the client is signed in.
func (c *SfBClient) SignedIn() bool { panic("pending") }

// Another is a further SfB client of the same person, not yet signed in; the same one every time is SfB, then sfb2, sfb3.
func (c *SfBClient) Another() *SfBClient { panic("pending") }

// SignIn registers and publishes presence: open, with all modalities, without a last input, for signing in is no activity.
func (c *SfBClient) SignIn(ctx context.Context) { panic("pending") }

// SignOut ends calls and conversations, withdraws presence and deregisters, and waits until the IUT was told.
func (c *SfBClient) SignOut(ctx context.Context) { panic("pending") }

// Drop loses the network without a word.
func (c *SfBClient) Drop(ctx context.Context) { panic("pending") }

// Refuse makes the client answer IM sessions and IMs with the status (486, 480, 603) from now on; 0 ends that.
func (c *SfBClient) Refuse(status int) { panic("pending") }

// Ignore lets IM invitations ring without an answer from now on, or no longer.
func (c *SfBClient) Ignore(ignores bool) { panic("pending") }

// Type publishes that the person uses this client now.
func (c *SfBClient) Type(ctx context.Context) { panic("pending") }

// Watch subscribes to a person's presence, and waits until the client shows it.
func (c *SfBClient) Watch(ctx context.Context, p *Person) { panic("pending") }

// Shows is how the client shows a person whom it watches: "IM Only", "Available", "On the phone", "Offline"; "" when it
// does not watch them.
func (c *SfBClient) Shows(p *Person) string { panic("pending") }

// Send sends an IM in the open conversation with the person, or in a new one, and waits until the client is told that it was
// accepted or refused.
func (c *SfBClient) Send(ctx context.Context, to *Person, text string) *IM { panic("pending") }

// SendInInvite begins a new conversation whose INVITE carries the text (ms-text-format).
func (c *SfBClient) SendInInvite(ctx context.Context, to *Person, text string) *IM { panic("pending") }

// SendPager sends a pager-mode MESSAGE, outside any conversation (RFC 3428).
func (c *SfBClient) SendPager(ctx context.Context, to *Person, text string) *IM { panic("pending") }

// SendTyping tells the other side of the open conversation that the person types, and returns the status of the answer.
func (c *SfBClient) SendTyping(ctx context.Context, to *Person) int { panic("pending") }

// EndConversation sends BYE in the open conversation with the person.
func (c *SfBClient) EndConversation(ctx context.Context, with *Person) { panic("pending") }

// InConversation says whether a conversation with the person is open at this client, and returns its Call-ID.
func (c *SfBClient) InConversation(with *Person) (callID string, open bool) { panic("pending") }

// Invitation is an offer that is no plain IM session.
type Invitation struct {
	// ContentType and Body are the INVITE's. Headers are added to it ("Roster-Manager", "EndPoints", "TriggeredInvite").
	ContentType string
	Body        []byte
	Headers     map[string]string
	// Modalities are what the caller calls it; they go into the events.
	Modalities []string
}

// Call calls a person, and returns when it rings somewhere or was refused. Without modalities it is an audio call.
func (c *SfBClient) Call(ctx context.Context, to *Person, modalities ...string) *Call { panic("pending") }

// Invite sends any other INVITE, and returns when it rings somewhere or got its final answer.
func (c *SfBClient) Invite(ctx context.Context, to *Person, offer Invitation) *Call { panic("pending") }

// Offer sends a re-INVITE that adds the modalities to the open conversation with the person, and returns the status of the answer.
func (c *SfBClient) Offer(ctx context.Context, to *Person, modalities ...string) int { panic("pending") }

// Answer takes the call of the person that rings at this client (it waits for it); both then show as on the phone.
func (c *SfBClient) Answer(ctx context.Context, from *Person) { panic("pending") }

// Decline refuses the call of the person that rings at this client (it waits for it).
func (c *SfBClient) Decline(ctx context.Context, from *Person) { panic("pending") }

// EndCall hangs up the call that this client is in, or takes back the one that it makes.
func (c *SfBClient) EndCall(ctx context.Context) { panic("pending") }

// TeamsClient is a person's Teams client: an HTTP client with an event stream.
type TeamsClient struct{}

// Name is the client as a party of events: "alix@contoso.test/teams", of the second one "alix@contoso.test/teams2".
func (c *TeamsClient) Name() string { panic("pending") }

// Person is whose client it is.
func (c *TeamsClient) Person() *Person { panic("pending") }

// SignedIn says whether the client is signed in.
func (c *TeamsClient) SignedIn() bool { panic("pending") }

// Another is a further Teams client of the same person, not yet signed in.
func (c *TeamsClient) Another() *TeamsClient { panic("pending") }

// SignIn signs in and waits until the IUT was told; for a person who is enabled for SfB and has interop on, it also waits until
// the IUT has registered and published for them and watches them (bound: Registration).
func (c *TeamsClient) SignIn(ctx context.Context) { panic("pending") }

// SignOut signs out and waits until the IUT was told.
func (c *TeamsClient) SignOut(ctx context.Context) { panic("pending") }

// Type types somewhere in Teams.
func (c *TeamsClient) Type(ctx context.Context) { panic("pending") }

// Open opens the chat with a person, and so reads it.
func (c *TeamsClient) Open(ctx context.Context, with *Person) { panic("pending") }

// Hit is a person found by [TeamsClient.Search].
type Hit struct {
	ID, Address, DisplayName string
	// Teams and SfB are what the person is licensed for, as the directory shows it.
	Teams, SfB bool
}

// Search looks for people by the words of their display name.
func (c *TeamsClient) Search(ctx context.Context, text string) []Hit { panic("pending") }

// Send writes to a person, in the one chat with them, and waits until it is stored and the IUT was told of the activity.
func (c *TeamsClient) Send(ctx context.Context, to *Person, text string) *IM { panic("pending") }

// SendHTML is [TeamsClient.Send] of HTML. The token goes into a paragraph of its own behind it.
func (c *TeamsClient) SendHTML(ctx context.Context, to *Person, html string) *IM { panic("pending") }

// Group is a group chat.
type Group struct {
	ChatID  string
	Members []*Person
}

// Group makes a group chat of the person and the members.
func (c *TeamsClient) Group(ctx context.Context, members ...*Person) *Group { panic("pending") }

// SendGroup writes into a group chat.
func (c *TeamsClient) SendGroup(ctx context.Context, to *Group, text string) *IM { panic("pending") }

// SetInterop switches interop with SfB on or off, and waits until the IUT was told; on: also as [TeamsClient.SignIn] does.
func (c *TeamsClient) SetInterop(ctx context.Context, on bool) { panic("pending") }

// Call calls people from Teams, and waits until it rings at every Teams client that they are signed in at.
func (c *TeamsClient) Call(ctx context.Context, modalities []string, to ...*Person) *Call { panic("pending") }

// EndCall ends a call of this client.
func (c *TeamsClient) EndCall(ctx context.Context, call *Call) { panic("pending") }
