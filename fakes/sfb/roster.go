package sfb

import (
	"fmt"
	"strconv"
	"strings"
	"sync"

	"github.com/duet-conformance/duet/fakes/directory"
	"github.com/duet-conformance/duet/fakes/record"
)

// roster holds the users of the domain, and knows which +sip.instance belongs to which client of a person. Its methods
// are safe for concurrent use and never call out.
type roster struct {
	mu      sync.RWMutex
	users   map[string]directory.User
	clients map[string]client // by instance
}

// client is an SfB client of a person.
type client struct {
	address string
	party   string // as in events
}

// put adds or replaces users; none when one of them is no good, and then the error says why.
func (r *roster) put(domain string, users []directory.User) error {
	for _, u := range users {
		if err := u.Validate(); err != nil {
			return err
		}
		if len(u.Address) <= len(domain) || u.Address[len(u.Address)-len(domain)-1:] != "@"+domain {
			return fmt.Errorf("user %q: this front end serves the domain %s only", u.Address, domain)
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.users == nil {
		r.users, r.clients = make(map[string]directory.User), make(map[string]client)
	}
	for _, u := range users {
		for _, instance := range r.users[u.Address].Instances {
			delete(r.clients, strings.ToLower(instance))
		}
		r.users[u.Address] = u
		for i, instance := range u.Instances {
			instance = strings.ToLower(instance) // RFC 4122 §3: compared without regard to case
			name := record.ClientSfB
			if i > 0 {
				name += strconv.Itoa(i + 1)
			}
			r.clients[instance] = client{u.Address, record.ClientName(u.Address, name)}
		}
	}
	return nil
}

// user looks a user up by bare address.
func (r *roster) user(address string) (directory.User, bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	u, ok := r.users[address]
	return u, ok
}

// enabled says whether the address is that of a user who may use SfB.
func (r *roster) enabled(address string) bool {
	u, ok := r.user(address)
	return ok && u.SfB
}

// onPremises says whether the address is that of a user whose home is on premises.
func (r *roster) onPremises(address string) bool {
	u, ok := r.user(address)
	return ok && u.Home == directory.OnPremises
}

// client says whose client an instance is. ok is false when it is no person's.
func (r *roster) client(instance string) (c client, ok bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	c, ok = r.clients[instance]
	return c, ok
}
