package people

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/duet-conformance/duet/fakes/directory"
)

// Person is somebody of a cast, with their clients. Both clients exist from the start and are signed in to nothing.
type Person struct {
	// Handle is what the purpose calls them: "alix".
	Handle string
	// User is how the fakes know them.
	User directory.User
	// SfB and Teams are the person's first clients, never nil. More of them: [SfBClient.Another], [TeamsClient.Another].
	SfB   *SfBClient
	Teams *TeamsClient

	scene *Scene
	// optedOut is whether the person has switched interop off.
	optedOut atomic.Bool

	mu    sync.Mutex
	sfb   []*SfBClient   // all of them, the first one too
	teams []*TeamsClient // all of them, the first one too
	chats map[string]string
}

// New puts a person on a scene. It does no input or output.
func New(scene *Scene, handle string, u directory.User) *Person {
	p := &Person{Handle: handle, User: u, scene: scene, chats: map[string]string{}}
	p.SfB = p.anotherSfB()
	p.Teams = p.anotherTeams()
	return p
}

// String is the handle.
func (p *Person) String() string { return p.Handle }

// Scene is where the person acts.
func (p *Person) Scene() *Scene { return p.scene }

// Address is the person's bare address, "alix.rout-001@contoso.test".
func (p *Person) Address() string { return p.User.Address }

// TakePlaces signs the person in where the role says, and waits until the world knows: see [SfBClient.SignIn] and
// [TeamsClient.SignIn]. SfB comes first, so that no activity in Teams is older than the SfB client's presence.
func (p *Person) TakePlaces(ctx context.Context, role Role) {
	p.scene.stop(role.Validate())
	if role.InSfB {
		p.SfB.SignIn(ctx)
	}
	if role.InTeams {
		p.Teams.SignIn(ctx)
	}
}

// Leave ends everything of the person: calls and conversations, sign-ins, connections. It never halts the purpose, since it
// is for the end of one, however that came; it takes no longer than the bound Registration for each client, and may be
// called at any time and more than once.
func (p *Person) Leave() {
	for _, c := range p.teamsClients() {
		ctx, cancel := context.WithTimeout(context.Background(), p.scene.bounds().Registration)
		c.leave(ctx)
		cancel()
	}
	for _, c := range p.sfbClients() {
		ctx, cancel := context.WithTimeout(context.Background(), p.scene.bounds().Registration)
		c.leave(ctx)
		cancel()
	}
}

// Disconnect lets the person's SfB clients that are signed in lose the front end without a word, before that closes their
// connections, and returns what signs them in again, as such clients do by themselves. What they watched and whom they talked to
// is over; the person sees to that.
func (p *Person) Disconnect() (reconnect func(ctx context.Context) error) {
	var lost []*SfBClient
	for _, c := range p.sfbClients() {
		if session := c.forget(); session != nil {
			c.gone(session)
			lost = append(lost, c)
		}
	}
	return func(ctx context.Context) error {
		for _, c := range lost {
			if err := c.signIn(ctx); err != nil {
				return err
			}
		}
		return nil
	}
}

// Clients are the clients that the person is signed in at, the SfB ones first, as [record.ClientName] writes them.
func (p *Person) Clients() []string {
	var names []string
	for _, c := range p.sfbClients() {
		if c.SignedIn() {
			names = append(names, c.Name())
		}
	}
	for _, c := range p.teamsClients() {
		if c.SignedIn() {
			names = append(names, c.Name())
		}
	}
	return names
}

func (p *Person) sfbClients() []*SfBClient {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]*SfBClient(nil), p.sfb...)
}

func (p *Person) teamsClients() []*TeamsClient {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]*TeamsClient(nil), p.teams...)
}

// inTeams says whether the person is signed in at any Teams client.
func (p *Person) inTeams() bool {
	for _, c := range p.teamsClients() {
		if c.SignedIn() {
			return true
		}
	}
	return false
}
