package teams

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/duet-conformance/duet/fakes/directory"
	"github.com/duet-conformance/duet/fakes/record"
)

// user is a person of the directory and what Teams knows of them.
type user struct {
	directory.User

	endpoints  []*endpoint // Teams clients signed in at, oldest first
	lastActive time.Time   // zero: never
	interop    *bool       // nil: never set, which means on
	calls      int         // calls under way that the user placed
	// The serials grow with every change of the resource.
	activitySerial, settingSerial, presenceSerial uint64
	chats                                         []*chat // oldest first
}

// forget signs the user out and forgets all but the directory's record.
func (u *user) forget() {
	for _, e := range u.endpoints {
		e.stream.close()
	}
	// The serials go on growing: a reader of the log compares them across a reset.
	*u = user{User: u.User, activitySerial: u.activitySerial, settingSerial: u.settingSerial, presenceSerial: u.presenceSerial}
}

// push writes an event to all of the user's clients.
func (u *user) push(e StreamEvent) {
	for _, at := range u.endpoints {
		at.stream.push(e)
	}
}

// client is the user's Teams client as a party.
func (u *user) client() string { return record.ClientName(u.Address, record.ClientTeams) }

// people is the directory.
type people struct {
	byID, byAddress map[string]*user
	sorted          []*user // by address
}

func newPeople() *people {
	return &people{byID: map[string]*user{}, byAddress: map[string]*user{}}
}

// put adds users or replaces their records. It takes all or none.
func (p *people) put(users []directory.User) error {
	for _, u := range users {
		if err := u.Validate(); err != nil {
			return err
		}
		if other := p.byID[strings.ToLower(u.ID)]; other != nil && other.Address != u.Address {
			return fmt.Errorf("user %q: the id %s is that of %s", u.Address, u.ID, other.Address)
		}
	}
	for _, record := range users {
		u := p.byAddress[record.Address]
		if u == nil {
			u = &user{}
			p.byAddress[record.Address] = u
			p.sorted = append(p.sorted, u)
		} else {
			delete(p.byID, strings.ToLower(u.ID))
		}
		u.User = record
		p.byID[strings.ToLower(u.ID)] = u
	}
	slices.SortFunc(p.sorted, func(a, b *user) int { return strings.Compare(a.Address, b.Address) })
	return nil
}

// find returns the user with an id or a principal name, in any case, or nil.
func (p *people) find(key string) *user {
	key = strings.ToLower(key)
	if u := p.byID[key]; u != nil {
		return u
	}
	return p.byAddress[key]
}

// sip returns the user with a SIP URI, or nil.
func (p *people) sip(uri string) *user {
	scheme, address, ok := strings.Cut(uri, ":")
	if !ok || !strings.EqualFold(scheme, "sip") {
		return nil
	}
	return p.byAddress[strings.ToLower(address)]
}

// subject is the user whom the path names, or the token's own where it says "me".
func (x *exchange) subject() (*user, *answer) {
	if key, named := x.params["user"]; named {
		u := x.b.people.find(key)
		if u == nil {
			a := noSuchUser(key)
			return nil, &a
		}
		x.about(u.Address, x.to)
		return u, nil
	}
	return x.grant.user, nil
}
