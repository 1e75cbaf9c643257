package people

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/duet-conformance/duet/fakes/record"
)

// Hit is a person found by [TeamsClient.Search].
type Hit struct {
	// ID is the Graph id, Address the bare SIP address or, without one, the user principal name.
	ID, Address, DisplayName string
	// SfB says whether the directory shows a SIP address for them (imAddresses).
	SfB bool
}

// Search looks for people by the words of their display name (Graph's $search on users), and returns who was found, in
// the order in which the backend found them (bound: Delivery). Nobody found is nil.
func (c *TeamsClient) Search(ctx context.Context, text string) []Hit {
	s := c.person.scene
	session, err := c.active()
	s.stop(err)
	query := url.Values{
		"$search": {`"displayName:` + strings.ReplaceAll(text, `"`, `\"`) + `"`},
		"$select": {"id,displayName,userPrincipalName,imAddresses"},
	}
	var page struct {
		Value []struct {
			ID            string   `json:"id"`
			DisplayName   string   `json:"displayName"`
			PrincipalName string   `json:"userPrincipalName"`
			IMAddresses   []string `json:"imAddresses"`
		} `json:"value"`
	}
	_, err = session.send(ctx, http.MethodGet, "/v1.0/users?"+query.Encode(), nil, &page, http.Header{"Consistencylevel": {"eventual"}})
	s.stop(err)
	var hits []Hit
	for _, u := range page.Value {
		h := Hit{ID: u.ID, Address: strings.ToLower(u.PrincipalName), DisplayName: u.DisplayName}
		if len(u.IMAddresses) > 0 {
			h.Address, h.SfB = strings.ToLower(strings.TrimPrefix(u.IMAddresses[0], "sip:")), true
		}
		hits = append(hits, h)
	}
	return hits
}

// SetInterop switches interop with SfB on or off in the person's Teams settings, and waits until the IUT was told (bound:
// Told). Switched on while the person is signed in, it also waits until the IUT serves them, as [TeamsClient.SignIn] does.
// Setting what is set already changes nothing, and nobody is told of it.
func (c *TeamsClient) SetInterop(ctx context.Context, on bool) {
	p, s := c.person, c.person.scene
	session, err := c.active()
	s.stop(err)
	if p.optedOut.Load() != on {
		return
	}
	mark := s.Log.Len()
	s.stop(session.writeSetting(ctx, on))
	p.optedOut.Store(!on)
	change, err := s.await(ctx, s.bounds().Settings, mark,
		record.And(record.Is(record.SettingChanged), record.From(p.Address()), record.With("enabled", strconv.FormatBool(on))))
	if errors.Is(err, errLate) {
		err = fmt.Errorf("the Teams backend was expected to record that %s set interop to %t; its log does not show it within %s (settings)", p, on, s.bounds().Settings)
	}
	s.stop(err)
	s.stop(s.toldByTeams(ctx, p, settingResource, change))
	if on && p.inTeams() {
		s.stop(p.awaitLine(ctx))
	}
}

// writeSetting writes the open extension that holds the setting. It does not exist before it is first written.
func (s *teamsSession) writeSetting(ctx context.Context, on bool) error {
	const name = "com.duet.sfbInterop"
	path := "/v1.0/users/" + url.PathEscape(s.client.person.User.ID) + "/extensions"
	status, err := s.do(ctx, http.MethodPatch, path+"/"+name, map[string]any{"enabled": on}, nil)
	if status == http.StatusNotFound {
		_, err = s.do(ctx, http.MethodPost, path, map[string]any{
			"@odata.type": "#microsoft.graph.openTypeExtension", "extensionName": name, "enabled": on,
		}, nil)
	}
	return err
}
