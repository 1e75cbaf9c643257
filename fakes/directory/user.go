package directory

import (
	"fmt"
	"strings"

	"github.com/google/uuid"
)

// User is a person of the organisation, as both fakes know them. The same record is provisioned in both.
type User struct {
	// Address is the SIP address of record without its scheme, and the user principal name: "alix.rout-001@contoso.test".
	// Lower case.
	Address string `json:"address"`
	// DisplayName is what people see: "Alix Wilber".
	DisplayName string `json:"displayName"`
	// ID is the Graph id (a GUID); see [ID].
	ID string `json:"id"`
	// Password signs the person in, on both sides.
	Password string `json:"password"`
	// Teams and SfB say what the person is licensed for. A user with neither is in the directory only.
	Teams bool `json:"teams"`
	SfB   bool `json:"sfb"`
	// Home is where the user's SfB home pool is. Empty means [Online].
	Home Home `json:"home,omitempty"`
	// Instances are the +sip.instance values (urn:uuid:...) of the SfB clients that the tester's people will use. Every
	// other endpoint of the user is the IUT's.
	Instances []string `json:"instances,omitempty"`
}

// Home says where a user's SfB home pool is (Active Directory: msRTCSIP-DeploymentLocator).
type Home string

// The two homes of a hybrid deployment, in which both share one SIP domain.
const (
	Online     Home = "online"
	OnPremises Home = "onprem"
)

// SIPURI is the user's address of record.
func (u User) SIPURI() string { return "sip:" + u.Address }

// notInAddress are the characters that would make a URI of an address say something else, or a [User.Address] pass for
// something else where it is part of a name ("alix@contoso.test/sfb").
const notInAddress = " \t\r\n@:;,?&=/%<>\"\\[]()"

// Validate says what is wrong with the record in a sentence that names the user, or nil.
func (u User) Validate() error {
	name, domain, ok := strings.Cut(u.Address, "@")
	switch {
	case !ok || name == "" || domain == "" || strings.ContainsAny(name, notInAddress) || strings.ContainsAny(domain, notInAddress):
		return fmt.Errorf("user %q: the address must have the form name@domain", u.Address)
	case u.Address != strings.ToLower(u.Address):
		return fmt.Errorf("user %q: the address must be lower case", u.Address)
	case u.Home != "" && u.Home != Online && u.Home != OnPremises:
		return fmt.Errorf("user %q: the home %q is neither %s nor %s", u.Address, u.Home, Online, OnPremises)
	case u.Password == "":
		return fmt.Errorf("user %q: a password is missing", u.Address)
	}
	if _, err := uuid.Parse(u.ID); err != nil {
		return fmt.Errorf("user %q: the id %q is not a GUID", u.Address, u.ID)
	}
	seen := make(map[string]bool)
	for _, instance := range u.Instances {
		key := strings.ToLower(instance)
		id, isURN := strings.CutPrefix(key, "urn:uuid:")
		if _, err := uuid.Parse(id); err != nil || !isURN {
			return fmt.Errorf("user %q: the instance %q is no URN of a UUID", u.Address, instance)
		}
		if seen[key] {
			return fmt.Errorf("user %q: the instance %q is listed twice", u.Address, instance)
		}
		seen[key] = true
	}
	return nil
}

// ID derives the Graph id of the user with an address, the same in every run.
func ID(address string) string {
	return uuid.NewSHA1(uuid.NameSpaceURL, []byte("sip:"+address)).String()
}

// Instance derives the +sip.instance of the n-th SfB client of the user with an address, the same in every run.
func Instance(address string, n int) string {
	return "urn:uuid:" + uuid.NewSHA1(uuid.NameSpaceURL, fmt.Appendf(nil, "sip:%s#client%d", address, n)).String()
}
