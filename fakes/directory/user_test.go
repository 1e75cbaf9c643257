package directory_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/duet-conformance/duet/fakes/directory"
)

func alix() directory.User {
	const address = "alix.rout-001@contoso.test"
	return directory.User{
		Address: address, DisplayName: "Alix Wilber", ID: directory.ID(address), Password: "secret",
		Instances: []string{directory.Instance(address, 0), directory.Instance(address, 1)},
	}
}

func TestValidateAcceptsAUser(t *testing.T) {
	if err := alix().Validate(); err != nil {
		t.Error(err)
	}
	plain := alix()
	plain.Instances, plain.DisplayName = nil, "" // who has no SfB client needs none, and nobody has to be called anything
	if err := plain.Validate(); err != nil {
		t.Error(err)
	}
}

func TestValidateSaysWhatIsWrongWithWhom(t *testing.T) {
	for says, spoil := range map[string]func(*directory.User){
		"must have the form name@domain":              func(u *directory.User) { u.Address = "alix" },
		`user "@contoso.test"`:                        func(u *directory.User) { u.Address = "@contoso.test" },
		`user "alix@"`:                                func(u *directory.User) { u.Address = "alix@" },
		`user ""`:                                     func(u *directory.User) { u.Address = "" },
		`user "sip:alix@contoso.test"`:                func(u *directory.User) { u.Address = "sip:alix@contoso.test" },
		`user "alix@contoso.test@x"`:                  func(u *directory.User) { u.Address = "alix@contoso.test@x" },
		`user "al ix@contoso.test"`:                   func(u *directory.User) { u.Address = "al ix@contoso.test" },
		"must be lower case":                          func(u *directory.User) { u.Address = "Alix@contoso.test" },
		"a password is missing":                       func(u *directory.User) { u.Password = "" },
		`the id "42" is not a GUID`:                   func(u *directory.User) { u.ID = "42" },
		`the id "" is not a GUID`:                     func(u *directory.User) { u.ID = "" },
		`the instance "client-1" is no URN of a UUID`: func(u *directory.User) { u.Instances = []string{"client-1"} },
		"is listed twice":                             func(u *directory.User) { u.Instances[1] = strings.ToUpper(u.Instances[0]) },
	} {
		u := alix()
		spoil(&u)
		if err := u.Validate(); err == nil || !strings.Contains(err.Error(), says) || !strings.Contains(err.Error(), u.Address) {
			t.Errorf("the error about %+v is %v; it must name the user and say %q", u, err, says)
		}
	}
}

func TestIdentifiersTellPeopleAndClientsApart(t *testing.T) {
	seen := map[string]string{}
	for _, address := range []string{"alix@contoso.test", "megan@contoso.test"} {
		for of, id := range map[string]string{
			"the id":            directory.ID(address),
			"the first client":  strings.TrimPrefix(directory.Instance(address, 0), "urn:uuid:"),
			"the second client": strings.TrimPrefix(directory.Instance(address, 1), "urn:uuid:"),
		} {
			if _, err := uuid.Parse(id); err != nil {
				t.Errorf("%s of %s is %q: %v", of, address, id, err)
			}
			if other := seen[id]; other != "" {
				t.Errorf("%s of %s is that of %s", of, address, other)
			}
			seen[id] = address
		}
	}
}

// Reports and logs of two runs can be laid side by side only as long as these stay what they are.
func TestIdentifiersAreTheSameInEveryRun(t *testing.T) {
	if got := directory.ID("alix@contoso.test"); got != "07982328-65df-5423-b8ba-8c59bf400234" {
		t.Errorf("the id is %s", got)
	}
	if got := directory.Instance("alix@contoso.test", 1); got != "urn:uuid:4ca75257-d552-512c-8fb6-5f37440f08bc" {
		t.Errorf("the instance is %s", got)
	}
}

func TestSIPURIIsTheAddressOfRecord(t *testing.T) {
	if got := alix().SIPURI(); got != "sip:alix.rout-001@contoso.test" {
		t.Errorf("it is %q", got)
	}
}
