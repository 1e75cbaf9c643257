package judge

import (
	"bytes"
	"encoding/base64"
	"net/url"
	"strings"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
)

// Secret is something that only the IUT and one of the two systems may know.
type Secret struct {
	// Name is what sentences call it: "the OAuth client secret". They never say the value.
	Name  string
	Value string
}

// KeepsSecrets claims that nothing of what the IUT sent to one system holds a secret of the other: neither as it is, nor
// escaped for a URL, nor in base64. Not finding anything proves nothing by itself, so something that the IUT rightly sends
// there must be found in the same search.
type KeepsSecrets struct {
	// To is where everything is searched that the IUT sent: [record.SourceSfB] or [record.SourceTeams].
	To string
	// Of are the secrets of the other system.
	Of []Secret
	// Shown is what the IUT must say there to be let in, and at least one of it must be found.
	Shown []Secret
}

// String is the claim as a sentence.
func (c KeepsSecrets) String() string {
	other := record.SourceTeams
	if c.To == other {
		other = record.SourceSfB
	}
	return "nothing that the IUT sends to " + place(c.To) + " holds a secret of " + place(other)
}

// Judge implements [Claim].
func (c KeepsSecrets) Judge(events []record.Event, _ time.Time) Finding {
	var control []record.Event
	of, shown := forms(c.Of), forms(c.Shown)
	for _, e := range events {
		if !c.sent(e) {
			continue
		}
		if f, found := find(of, e.Raw); found {
			return broken(c, ErrKeepsSecrets, f.name+" stands there, "+f.how, e)
		}
		if _, found := find(shown, e.Raw); found && control == nil {
			control = []record.Event{e}
		}
	}
	if len(of) == 0 || control == nil {
		return unclear(c, "that proves nothing: not even what the IUT rightly says there of itself was found in it")
	}
	return kept(control)
}

// sent says whether an event is something that the IUT sent to the system.
func (c KeepsSecrets) sent(e record.Event) bool {
	if e.Party != record.PartyIUT || e.Source != c.To {
		return false
	}
	switch e.Kind {
	case record.SIPIn, record.HTTPExchange, record.Notification:
		return true
	}
	return false
}

// form is a secret as it may stand in a message.
type form struct {
	name, how string
	text      []byte
}

// forms are the secrets in every form that is looked for.
func forms(secrets []Secret) []form {
	var all []form
	for _, s := range secrets {
		add := func(how, text string) { all = append(all, form{s.Name, how, []byte(text)}) }
		add("as it is", s.Value)
		add("escaped for a URL", url.QueryEscape(s.Value))
		add("escaped for a URL", url.PathEscape(s.Value))
		for before := range 3 {
			within := inBase64(s.Value, before)
			add("in base64", within)
			add("in base64", strings.NewReplacer("+", "-", "/", "_").Replace(within))
		}
	}
	return all
}

// inBase64 is what of a text is the same wherever it stands in something longer that is encoded (RFC 4648 section 4): there
// are three ways, by how many bytes are before it in its group of three.
func inBase64(text string, before int) string {
	encoded := base64.StdEncoding.EncodeToString(append(make([]byte, before), text...))
	return encoded[(before*8+5)/6 : (before+len(text))*8/6]
}

func find(forms []form, in []byte) (form, bool) {
	for _, f := range forms {
		if len(f.text) > 0 && bytes.Contains(in, f.text) {
			return f, true
		}
	}
	return form{}, false
}
