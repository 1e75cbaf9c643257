package people

import (
	"strconv"
	"strings"

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
}

// String is the handle.
func (p *Person) String() string { return p.Handle }

// Scene is where the person acts.
func (p *Person) Scene() *Scene { return p.scene }

// Address is the person's bare address, "alix.rout-001@contoso.test".
func (p *Person) Address() string { return p.User.Address }

func quote(s string) string { return strconv.Quote(s) }

func join(list []string) string { return strings.Join(list, "/") }
