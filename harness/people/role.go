package people

import (
	"errors"
	"fmt"

	"github.com/duet-conformance/duet/fakes/directory"
)

// Role says what a person of a cast is licensed for and where they are signed in when the purpose begins. Where they
// were last active is not part of it: a purpose that depends on it lets them act.
type Role struct {
	// Name is how the role reads in the catalogue: "signed in to both".
	Name string
	// TeamsLicence and SfBLicence are what the person is provisioned with, in both fakes.
	TeamsLicence, SfBLicence bool
	// InTeams and InSfB say where the person signs in. Both false: signed out.
	InTeams, InSfB bool
	// Home is where their SfB home pool is in a hybrid deployment. Empty: on premises for who has SfB only, online for
	// everybody else. Where there is one pool only, everybody is online.
	Home directory.Home
}

// Homed is the role with another home.
func (r Role) Homed(home directory.Home) Role {
	r.Home = home
	return r
}

// HomeIn is where somebody in the role is homed, in a hybrid deployment or not.
func (r Role) HomeIn(hybrid bool) directory.Home {
	switch {
	case !hybrid:
		return directory.Online
	case r.Home != "":
		return r.Home
	case r.SfBLicence && !r.TeamsLicence:
		return directory.OnPremises
	}
	return directory.Online
}

// String is the role's name.
func (r Role) String() string { return r.Name }

// Validate says in what way the role is impossible: signed in without a licence. Nil when it isn't.
func (r Role) Validate() error {
	switch {
	case r.Name == "":
		return errors.New("a role needs a name")
	case r.InTeams && !r.TeamsLicence:
		return fmt.Errorf("role %q: nobody can be signed in to Teams without a licence for it", r.Name)
	case r.InSfB && !r.SfBLicence:
		return fmt.Errorf("role %q: nobody can be signed in to SfB without a licence for it", r.Name)
	}
	return nil
}

// The roles of the requirements.
var (
	// OnBoth is licensed for both and signed in to both clients.
	OnBoth = Role{Name: "signed in to both", TeamsLicence: true, SfBLicence: true, InTeams: true, InSfB: true}
	// OnTeams is licensed for both and signed in to Teams only: who shows as "IM Only".
	OnTeams = Role{Name: "signed in to Teams only", TeamsLicence: true, SfBLicence: true, InTeams: true}
	// OnSfB is enabled for SfB only and signed in there.
	OnSfB = Role{Name: "SfB user", SfBLicence: true, InSfB: true}
	// OnSfBOfBoth is licensed for both and signed in to SfB only.
	OnSfBOfBoth = Role{Name: "signed in to SfB only", TeamsLicence: true, SfBLicence: true, InSfB: true}
	// SignedOut is licensed for both and signed in nowhere.
	SignedOut = Role{Name: "signed out", TeamsLicence: true, SfBLicence: true}
	// TeamsOnly is licensed for Teams only and signed in there.
	TeamsOnly = Role{Name: "Teams user", TeamsLicence: true, InTeams: true}
	// SfBSignedOut is enabled for SfB only and signed out.
	SfBSignedOut = Role{Name: "SfB user, signed out", SfBLicence: true}
)
