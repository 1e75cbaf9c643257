package gateway

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// user is a user of the organisation, as Graph's user resource has it.
type user struct {
	ID            string   `json:"id"`
	DisplayName   string   `json:"displayName"`
	PrincipalName string   `json:"userPrincipalName"`
	IMAddresses   []string `json:"imAddresses"`
	AssignedPlans []struct {
		Service          string `json:"service"`
		CapabilityStatus string `json:"capabilityStatus"`
	} `json:"assignedPlans"`
}

// address is the user's SIP address of record without its scheme, in lower case; "" when the user is not enabled for SfB.
func (u user) address() string {
	for _, im := range u.IMAddresses {
		if scheme, rest, ok := strings.Cut(im, ":"); ok && strings.EqualFold(scheme, "sip") {
			return strings.ToLower(rest)
		}
	}
	return ""
}

// hasTeams says whether the user is licensed for Teams.
func (u user) hasTeams() bool {
	for _, plan := range u.AssignedPlans {
		if plan.Service == "TeamspaceAPI" && plan.CapabilityStatus == "Enabled" {
			return true
		}
	}
	return false
}

// userFields are asked for by name, because Graph leaves the last two out by default.
const userFields = "$select=id,displayName,userPrincipalName,imAddresses,assignedPlans"

// users reads the whole directory, page by page.
func (t *teamsClient) users(ctx context.Context) ([]user, error) {
	var all []user
	for path := "/v1.0/users?" + userFields; path != ""; {
		var page struct {
			Value []user `json:"value"`
			Next  string `json:"@odata.nextLink"`
		}
		if err := t.ask(ctx, http.MethodGet, path, nil, &page); err != nil {
			return nil, err
		}
		all = append(all, page.Value...)
		path = t.local(page.Next)
	}
	return all, nil
}

// local takes the backend's root off a link that the backend gave, since ask puts it there.
func (t *teamsClient) local(link string) string {
	u, err := url.Parse(link)
	if link == "" || err != nil {
		return ""
	}
	return u.RequestURI()
}

// user reads one user.
func (t *teamsClient) user(ctx context.Context, id string) (user, error) {
	var u user
	err := t.ask(ctx, http.MethodGet, "/v1.0/users/"+url.PathEscape(id)+"?"+userFields, nil, &u)
	return u, err
}

// activity is what a user does in Teams; a resource of the interop plane.
type activity struct {
	// LastActive is when the user last typed, sent or opened something. Nil: never. Signing in does not count.
	LastActive *time.Time `json:"lastActiveDateTime"`
	// SignedIn says whether the user is at any Teams client, and Endpoints at how many.
	SignedIn  bool `json:"signedIn"`
	Endpoints int  `json:"endpoints"`
}

// activity reads what a user does in Teams.
func (t *teamsClient) activity(ctx context.Context, userID string) (activity, error) {
	var a activity
	err := t.ask(ctx, http.MethodGet, "/interop/v1/users/"+url.PathEscape(userID)+"/activity", nil, &a)
	return a, err
}

// interopOn reads whether a user wants interop: an open extension of the user resource. Absent means yes.
func (t *teamsClient) interopOn(ctx context.Context, userID string) (bool, error) {
	var setting struct {
		Enabled *bool `json:"enabled"`
	}
	err := t.ask(ctx, http.MethodGet, "/v1.0/users/"+url.PathEscape(userID)+"/extensions/com.duet.sfbInterop", nil, &setting)
	if isStatus(err, http.StatusNotFound) {
		return !t.faults.has(NeedsOptIn), nil
	}
	if err != nil {
		return false, err
	}
	return setting.Enabled == nil || *setting.Enabled, nil
}
