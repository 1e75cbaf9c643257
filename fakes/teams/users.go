package teams

import (
	"strings"
)

// defaultUserProperties are what Graph returns of a user unless $select says otherwise.
var defaultUserProperties = [...]string{
	"businessPhones", "displayName", "givenName", "id", "jobTitle", "mail", "mobilePhone", "officeLocation",
	"preferredLanguage", "surname", "userPrincipalName",
}

// plan is one of a user's assignedPlans.
type plan struct {
	Assigned string `json:"assignedDateTime"`
	Status   string `json:"capabilityStatus"`
	Service  string `json:"service"`
	ID       string `json:"servicePlanId"`
}

func (p plan) property(name string) (any, bool) {
	switch name {
	case "service":
		return p.Service, true
	case "capabilityStatus":
		return p.Status, true
	case "servicePlanId":
		return p.ID, true
	}
	return nil, false
}

// The service plans TEAMS1 and MCOSTANDARD, with the service names that Graph shows for them.
var (
	teamsPlan = plan{"2017-08-11T00:00:00Z", "Enabled", "TeamspaceAPI", "57ff2da0-773e-42df-b2af-ffb7a2317929"}
	sfbPlan   = plan{"2017-08-11T00:00:00Z", "Enabled", "MicrosoftCommunicationsOnline", "0feaeb32-d00e-4d66-bd5a-43b5b83db82c"}
)

// property is a property of Graph's user resource.
func (u *user) property(name string) (any, bool) {
	switch name {
	case "id":
		return u.ID, true
	case "userPrincipalName", "mail":
		return u.Address, true
	case "displayName":
		return u.DisplayName, true
	case "givenName":
		given, _, _ := strings.Cut(u.DisplayName, " ")
		return given, true
	case "surname":
		_, surname, ok := strings.Cut(u.DisplayName, " ")
		if !ok {
			return nil, true
		}
		return surname, true
	case "mobilePhone", "officeLocation", "preferredLanguage", "jobTitle":
		return nil, true
	case "businessPhones":
		return []string{}, true
	case "accountEnabled":
		return true, true
	case "imAddresses":
		if u.SfB {
			return []string{u.SIPURI()}, true
		}
		return []string{}, true
	case "assignedPlans":
		plans := []resource{}
		if u.SfB {
			plans = append(plans, sfbPlan)
		}
		if u.Teams {
			plans = append(plans, teamsPlan)
		}
		return plans, true
	}
	return nil, false
}

// resource renders the selected properties; none selected means the default ones.
func (u *user) resource(selected []string) map[string]any {
	if selected == nil {
		selected = defaultUserProperties[:]
	}
	shown := map[string]any{}
	for _, name := range selected {
		shown[name], _ = u.property(name)
	}
	return shown
}

// selection reads $select; nil means that there is none.
func (x *exchange) selection() ([]string, *answer) {
	text := x.r.URL.Query().Get("$select")
	if text == "" {
		return nil, nil
	}
	var names []string
	for name := range strings.SplitSeq(text, ",") {
		name = strings.TrimSpace(name)
		if _, ok := (&user{}).property(name); !ok {
			a := badRequest("Could not find a property named '%s' on type 'microsoft.graph.user'.", name).
				breaking("openapi.yaml "+x.op.id+" $select", "%s: the contract's user has no property %q", x.r.URL.Path, name)
			return nil, &a
		}
		names = append(names, name)
	}
	return names, nil
}

// listUsers is GET /users.
func (x *exchange) listUsers() answer {
	query := x.r.URL.Query()
	selected, bad := x.selection()
	if bad != nil {
		return *bad
	}
	matches := func(*user) (bool, error) { return true, nil }
	if text := query.Get("$filter"); text != "" {
		f, err := parseFilter(text)
		if err != nil {
			return x.badQuery(err)
		}
		if _, err := f.holds(scope{on: &user{}}); err != nil { // names that do not exist, even if nobody is there to ask
			return x.badQuery(err)
		}
		matches = func(u *user) (bool, error) { return f.holds(scope{on: u}) }
	}
	if text := query.Get("$search"); text != "" {
		if !strings.EqualFold(x.r.Header.Get("ConsistencyLevel"), "eventual") {
			return refuse(400, "Request_UnsupportedQuery", "Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'").
				breaking("openapi.yaml listUsers header ConsistencyLevel", "%s: $search came without the header ConsistencyLevel: eventual", x.r.URL.Path)
		}
		s, err := parseSearch(text)
		if err != nil {
			return x.badQuery(err)
		}
		filtered := matches
		matches = func(u *user) (bool, error) {
			if !s.matches(u) {
				return false, nil
			}
			return filtered(u)
		}
	}
	var found []any
	for _, u := range x.b.people.sorted {
		hit, err := matches(u)
		if err != nil {
			return x.badQuery(err)
		}
		if hit {
			found = append(found, u)
		}
	}
	return x.page("users", found, 100, func(item any) any { return item.(*user).resource(selected) })
}

// badQuery is the answer to a $filter or $search that can't be read.
func (x *exchange) badQuery(err error) answer {
	return refuse(400, "Request_UnsupportedQuery", "%s.", err).
		breaking("openapi.yaml "+x.op.id+" query", "%s: %s", x.r.URL.Path, err)
}

// getUser is GET /users/{id} and GET /me.
func (x *exchange) getUser() answer {
	selected, bad := x.selection()
	if bad != nil {
		return *bad
	}
	u, missing := x.subject()
	if missing != nil {
		return *missing
	}
	shown := u.resource(selected)
	shown["@odata.context"] = x.root() + "/v1.0/$metadata#users/$entity"
	return ok(shown)
}
