package msrtc

import (
	"fmt"
	"time"

	"github.com/duet-conformance/duet/fakes/pidf"
)

// Published is what an endpoint has published, as far as the endpoint knows: every change names the version that it
// replaces. The zero value has published nothing. It is not safe for concurrent use.
type Published struct{ have []Category }

// Empty says whether nothing is published.
func (p *Published) Empty() bool { return len(p.have) == 0 }

// Forget takes everything for not published.
func (p *Published) Forget() { p.have = nil }

// Changes is what turns what is published into what is wanted; none when nothing is left to take back. What it is to live by
// is the caller's to set.
func (p *Published) Changes(wanted []Category) []Publication {
	var all []Publication
	for _, one := range wanted {
		one.Version = 0
		if i := indexOf(p.have, one); i >= 0 {
			one.Version = p.have[i].Version
		}
		all = append(all, Publication{Category: one})
	}
	for _, one := range p.have {
		if indexOf(wanted, one) < 0 {
			all = append(all, Publication{Category: one, Removed: true})
		}
	}
	return all
}

// Corrected takes over which versions the server has, from the fault with which it answered the changes (409): it has
// forgotten, or somebody else published. The error says that the fault is about something else.
func (p *Published) Corrected(changes []Publication, fault Fault) error {
	for _, o := range fault.Operations {
		if o.Index < 1 || o.Index > len(changes) {
			return fmt.Errorf("published %d categories, and was told that number %d is wrong", len(changes), o.Index)
		}
		p.note(changes[o.Index-1].Category, o.Current)
	}
	return nil
}

// note notes which version the server has of a category; 0 is none.
func (p *Published) note(one Category, version uint32) {
	i := indexOf(p.have, one)
	switch {
	case i >= 0 && version == 0:
		p.have = append(p.have[:i:i], p.have[i+1:]...)
	case i >= 0:
		p.have[i].Version = version
	case version > 0:
		one.Version = version
		p.have = append(p.have, one)
	}
}

// Stored notes that the changes were taken (200), and returns how long the shortest-lived of them is granted. The answer
// may list what is there now; an answer that doesn't took everything as it was asked for.
func (p *Published) Stored(changes []Publication, answer []byte, asked time.Duration) (granted time.Duration) {
	granted = asked
	listed, err := ParseRoaming(answer)
	p.have = nil
	for _, change := range changes {
		if change.Removed {
			continue
		}
		one := change.Category
		one.Version++
		if err == nil {
			if i := indexOf(listed.Items, one); i >= 0 {
				one.Version = listed.Items[i].Version
				granted = min(granted, listed.Items[i].Expires)
			}
		}
		p.have = append(p.have, one)
	}
	return granted
}

// indexOf is where in the list the same instance is; -1 when it isn't.
func indexOf(all []Category, one Category) int {
	for i, c := range all {
		if c.Name == one.Name && c.Instance == one.Instance && c.Container == one.Container {
			return i
		}
	}
	return -1
}

// OfEndpoint writes the presence document of an endpoint as SfB endpoints publish theirs: into both containers from which
// the server makes what others see.
func OfEndpoint(d pidf.Document) []Category {
	return append(FromDocument(d, ContainerEndpoints), FromDocument(d, ContainerEndpointsForTeam)...)
}
