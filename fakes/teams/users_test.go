package teams_test

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/duet-conformance/duet/fakes/directory"
)

func names(v map[string]any) (all []string) {
	value, _ := v["value"].([]any)
	for _, u := range value {
		name, _, _ := strings.Cut(at(u, "userPrincipalName").(string), "@")
		all = append(all, name)
	}
	return all
}

func TestUsersAreFilteredAsInTheDirectory(t *testing.T) {
	s := newSite(t)
	for filter, want := range map[string][]string{
		"userPrincipalName eq 'ALIX@contoso.test'":                    {"alix"},
		"userPrincipalName ne 'alix@contoso.test'":                    {"bo", "chris", "megan"},
		"startsWith(displayName,'Me')":                                {"megan"},
		"endsWith(mail,'green')":                                      nil,
		"displayName eq 'Megan O''Neil'":                              {"megan"},
		"id in ('" + alix.ID + "', '" + strings.ToUpper(bo.ID) + "')": {"alix", "bo"},
		"imAddresses/any(i:i eq 'sip:megan@contoso.test')":            {"megan"},
		"imAddresses/any()":                                           {"alix", "chris", "megan"},
		"not imAddresses/any()":                                       {"bo"},
		"assignedPlans/any(p:p/service eq 'TeamspaceAPI')":            {"alix", "bo", "chris"},
		"assignedPlans/any(p: p/service eq 'MicrosoftCommunicationsOnline' and p/capabilityStatus eq 'Enabled')": {"alix", "chris", "megan"},
		"accountEnabled eq true and (givenName eq 'Bo' or surname eq 'Green')":                                   {"bo", "chris"},
		"jobTitle eq null and displayName ge 'C' and displayName lt 'D'":                                         {"chris"},
		"mobilePhone ne null": nil,
	} {
		got := names(s.call(s.app, "GET", "/v1.0/users?$filter="+url.QueryEscape(filter), nil).is(200))
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v expected, not %v", filter, want, got)
		}
	}
	s.none()
	for _, bad := range []string{
		"displayName", "displayName eq", "eq 'x'", "displayName eq 'x", "(displayName eq 'x'", "displayName eq 'x' and", "displayName eq 'x' 'y'",
		"contains(displayName,'x')", "displayName in ()", "imAddresses/any(eq 'x')", "imAddresses eq 'x'", "accountEnabled eq 'x'", "startsWith(accountEnabled,'x')",
		"displayName/any(x:x eq 'y')", "p/x eq 'y'", "displayName eq 12", strings.Repeat("(", 100) + "displayName eq 'x'" + strings.Repeat(")", 100),
	} {
		s.call(s.app, "GET", "/v1.0/users?$filter="+url.QueryEscape(bad), nil).fails(400, "Request_UnsupportedQuery")
	}
}

func TestUsersAreSearchedByWords(t *testing.T) {
	s := newSite(t)
	for search, want := range map[string][]string{
		`"displayName:megan"`:                         {"megan"},
		`"displayName:neil meg"`:                      {"megan"},
		`"displayName:wil"`:                           {"alix"},
		`"displayName:ilber"`:                         nil, // words match from their start
		`"mail:chris"`:                                {"chris"},
		`"mail:contoso"`:                              nil,
		`"displayName:green" OR "displayName:donald"`: {"bo", "chris"}, // "McDonald" is two words
		`"displayName:chris" AND "mail:chris@"`:       {"chris"},
		`"displayName:chris" "mail:bo"`:               nil,
	} {
		got := names(s.call(s.app, "GET", "/v1.0/users?$search="+url.QueryEscape(search), nil, "ConsistencyLevel", "eventual").is(200))
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v expected, not %v", search, want, got)
		}
	}
	s.none()
	for _, bad := range []string{`displayName:x`, `"displayName:x`, `"x"`, `"shoeSize:9"`, `"displayName:x" AND`, `"displayName:x" XOR "mail:x"`} {
		s.call(s.app, "GET", "/v1.0/users?$search="+url.QueryEscape(bad), nil, "ConsistencyLevel", "eventual").fails(400, "Request_UnsupportedQuery")
	}
}

func TestUsersComeInPages(t *testing.T) {
	s := newSite(t)
	var many []directory.User
	for i := range 250 {
		many = append(many, person(fmt.Sprintf("p%03d@contoso.test", i), fmt.Sprintf("Person %d", i), true, true))
	}
	if err := s.control.PutUsers(t.Context(), many); err != nil {
		t.Fatal(err)
	}
	var seen []string
	pages := 0
	for path := "/v1.0/users?$count=true&$select=userPrincipalName"; path != ""; pages++ {
		got := s.call(s.app, "GET", path, nil).is(200)
		if got["@odata.count"] != 254.0 {
			t.Fatalf("count %v", got["@odata.count"])
		}
		seen = append(seen, names(got)...)
		next, _ := got["@odata.nextLink"].(string)
		path = strings.TrimPrefix(next, s.url)
	}
	if len(seen) != 254 || pages != 3 || !slices.IsSorted(seen) || len(slices.Compact(seen)) != 254 {
		t.Errorf("%d users in %d pages", len(seen), pages)
	}
	s.none()
}

func TestOneUser(t *testing.T) {
	s := newSite(t)
	byID := s.call(s.app, "GET", "/v1.0/users/"+strings.ToUpper(megan.ID), nil).is(200)
	byName := s.call(s.app, "GET", "/v1.0/users/megan%40contoso.test", nil).is(200)
	if byID["id"] != byName["id"] || byID["displayName"] != "Megan O'Neil" || byID["givenName"] != "Megan" || byID["surname"] != "O'Neil" {
		t.Errorf("%v", byID)
	}
	if _, shown := byID["imAddresses"]; shown {
		t.Error("imAddresses is shown only on $select")
	}
	licences := s.call(s.app, "GET", "/v1.0/users/"+bo.ID+"?$select=imAddresses,assignedPlans", nil).is(200)
	if len(licences["imAddresses"].([]any)) != 0 || at(licences, "assignedPlans", 0, "service") != "TeamspaceAPI" {
		t.Errorf("%v", licences)
	}
	s.call(s.app, "GET", "/v1.0/users/nobody@contoso.test", nil).fails(404, "Request_ResourceNotFound")
	if me := s.call(s.userToken(alix), "GET", "/v1.0/me", nil).is(200); me["id"] != alix.ID {
		t.Errorf("me is %v", me)
	}
	s.none()
}

func TestUsersAreReplacedAndKeepTheirState(t *testing.T) {
	s := newSite(t)
	s.signIn(alix)
	changed := alix
	changed.SfB = false
	if err := s.control.PutUsers(t.Context(), []directory.User{changed}); err != nil {
		t.Fatal(err)
	}
	if got := s.call(s.app, "GET", "/interop/v1/users/"+alix.ID+"/activity", nil).is(200); got["signedIn"] != true {
		t.Errorf("%v", got)
	}
	s.call(s.app, "PUT", "/interop/v1/chats/"+alix.ID+"/sip:megan@contoso.test", nil).fails(403, "Forbidden")
	bad := changed
	bad.Address = "Alix"
	if err := s.control.PutUsers(t.Context(), []directory.User{bo, bad}); err == nil || !strings.Contains(err.Error(), "name@domain") {
		t.Errorf("an invalid user was answered %v", err)
	}
}
