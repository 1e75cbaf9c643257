package people

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"golang.org/x/sync/errgroup"

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
// Setting what is set already changes nothing, and nobody is told of it. A person who is signed out does it elsewhere, with a
// token of their own.
func (c *TeamsClient) SetInterop(ctx context.Context, on bool) {
	p, s := c.person, c.person.scene
	if p.optedOut.Load() != on {
		return
	}
	mark := s.Log.Len()
	s.stop(c.writeSetting(ctx, p, on))
	p.optedOut.Store(!on)
	s.stop(c.settingTold(ctx, mark, on))
}

// SetInteropAtOnce is [TeamsClient.SetInterop] of several people at the same moment: it waits for nobody to be done before
// all have begun.
func SetInteropAtOnce(ctx context.Context, on bool, who ...*Person) {
	if len(who) == 0 {
		return
	}
	s := who[0].scene
	mark := s.Log.Len()
	var writing errgroup.Group
	for _, p := range who {
		writing.Go(func() error { return p.Teams.writeSetting(ctx, p, on) })
	}
	s.stop(writing.Wait())
	for _, p := range who {
		p.optedOut.Store(!on)
		s.stop(p.Teams.settingTold(ctx, mark, on))
	}
}

// TryInterop tries to set somebody else's setting, and returns the status with which the backend answered.
func (c *TeamsClient) TryInterop(ctx context.Context, of *Person, on bool) (status int) {
	session, err := c.active()
	c.person.scene.stop(err)
	status, _ = session.do(ctx, http.MethodPatch, settingPath(of), map[string]any{"enabled": on}, nil)
	return status
}

// writeSetting writes the setting, within the session if there is one.
func (c *TeamsClient) writeSetting(ctx context.Context, of *Person, on bool) error {
	session, err := c.active()
	if err != nil {
		session = &teamsSession{client: c, token: teamsToken{turn: newTurn()}}
	}
	return session.writeSetting(ctx, of, on)
}

// settingTold waits until the backend has recorded the person's setting, and the IUT was told of it.
func (c *TeamsClient) settingTold(ctx context.Context, mark int, on bool) error {
	p, s := c.person, c.person.scene
	change, err := s.await(ctx, s.bounds().Settings, mark,
		record.And(record.Is(record.SettingChanged), record.From(p.Address()), record.With("enabled", strconv.FormatBool(on))))
	if errors.Is(err, errLate) {
		err = fmt.Errorf("the Teams backend was expected to record that %s set interop to %t; its log does not show it within %s (settings)", p, on, s.bounds().Settings)
	}
	if err == nil {
		err = s.toldByTeams(ctx, p, settingResource, change)
	}
	if err == nil && on && p.inTeams() {
		err = p.awaitLine(ctx)
	}
	return err
}

// settingName is the open extension that holds the setting, and settingPath where it is.
const settingName = "com.duet.sfbInterop"

func settingPath(of *Person) string {
	return "/v1.0/users/" + url.PathEscape(of.User.ID) + "/extensions/" + settingName
}

// writeSetting writes the open extension. It does not exist before it is first written.
func (s *teamsSession) writeSetting(ctx context.Context, of *Person, on bool) error {
	status, err := s.do(ctx, http.MethodPatch, settingPath(of), map[string]any{"enabled": on}, nil)
	if status == http.StatusNotFound {
		_, err = s.do(ctx, http.MethodPost, strings.TrimSuffix(settingPath(of), "/"+settingName), map[string]any{
			"@odata.type": "#microsoft.graph.openTypeExtension", "extensionName": settingName, "enabled": on,
		}, nil)
	}
	return err
}
