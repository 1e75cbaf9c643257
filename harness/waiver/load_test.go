package waiver

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/duet-conformance/duet/harness/report"
)

// load writes the text to a file and loads it. Errors have the file's directory cut off.
func load(t *testing.T, text string) ([]report.Waiver, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "waivers.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	waivers, err := Load(path)
	if err != nil {
		return waivers, strings.ReplaceAll(err.Error(), filepath.Dir(path)+"/", "")
	}
	return waivers, ""
}

const sound = `# what is known
waivers:
  - purpose: ROUT-001
    environment: any
    owner: ana@contoso.test
    reason: >-
      the gateway asks for the activity
      once an hour
    expires: 2026-12-31
    says: >-
      expected that megan's IM "lunch?" arrives only at alix's Teams client
      within 5s (delivery), but nothing came
`

func TestLoad(t *testing.T) {
	waivers, wrong := load(t, sound)
	if wrong != "" {
		t.Fatal(wrong)
	}
	want := []report.Waiver{{
		Purpose: "ROUT-001", Environment: "any", Owner: "ana@contoso.test", Expires: "2026-12-31",
		Reason: "the gateway asks for the activity once an hour",
		Says:   `expected that megan's IM "lunch?" arrives only at alix's Teams client within 5s (delivery), but nothing came`,
	}}
	if !reflect.DeepEqual(waivers, want) {
		t.Errorf("got  %+v\nwant %+v", waivers, want)
	}
}

func TestLoadRefuses(t *testing.T) {
	another := strings.TrimPrefix(sound, "# what is known\nwaivers:\n")
	for name, c := range map[string]struct{ text, want string }{
		"nothing":                {"", "waivers.yaml: the config says nothing"},
		"no waivers":             {"waivers: []\n", "waivers.yaml:1: waivers: the list is empty; leave the key out or say something"},
		"a text for the waivers": {"waivers: none\n", `waivers.yaml:1: waivers: it must be a list of sections, not the text "none"`},
		"a list of texts":        {"waivers: [ROUT-001]\n", `waivers.yaml:1: waivers[0]: it must be a section with keys of its own, not the text "ROUT-001"`},
		"a misspelt section":     {strings.Replace(sound, "waivers:", "waiver:", 1), "waivers.yaml:2: waiver: there is no such key; the nearest valid key is waivers (here there may be waivers)"},
		"a misspelt key": {
			strings.Replace(sound, "owner:", "onwer:", 1),
			"waivers.yaml:5: waivers[0].onwer: there is no such key; the nearest valid key is waivers[0].owner (here there may be purpose, environment, owner, reason, expires or says)",
		},
		"a key twice":        {strings.Replace(sound, "owner:", "purpose:", 1), "waivers.yaml:5: waivers[0].purpose: the key comes twice"},
		"a missing key":      {strings.Replace(sound, "    owner: ana@contoso.test\n", "", 1), "waivers.yaml:3: waivers[0].owner: it is missing: who answers for the failure"},
		"an empty key":       {strings.Replace(sound, "ana@contoso.test", `" "`, 1), "waivers.yaml:5: waivers[0].owner: it is empty: who answers for the failure"},
		"a number":           {strings.Replace(sound, "ana@contoso.test", "17", 1), "waivers.yaml:5: waivers[0].owner: it must be a text, not 17 (in quotes it is a text)"},
		"no id":              {strings.Replace(sound, "ROUT-001", "rout-1", 1), `waivers.yaml:3: waivers[0].purpose: "rout-1" is not the id of a purpose, such as ROUT-001`},
		"no date":            {strings.Replace(sound, "2026-12-31", "2026-02-30", 1), `waivers.yaml:9: waivers[0].expires: "2026-02-30" is not a day such as 2026-12-31`},
		"half a pattern":     {strings.Replace(sound, " any", " tcp/pidf", 1), `waivers.yaml:4: waivers[0].environment: "tcp/pidf" is neither any nor transport/dialect/routing/topology, of which each part may be any`},
		"a misspelt pattern": {strings.Replace(sound, " any", " tcp/pdif/any/any", 1), `waivers.yaml:4: waivers[0].environment: "pdif" is no dialect; there are pidf, msrtc, and any`},
		"the same twice":     {sound + another, "waivers.yaml:13: waivers[1]: waivers[0] in line 3 is for ROUT-001 too, in an environment that both cover"},
		"an overlap": {
			strings.Replace(sound, " any", " tcp/any/any/online", 1) + strings.Replace(another, " any", " any/pidf/any/any", 1),
			"waivers.yaml:13: waivers[1]: waivers[0] in line 3 is for ROUT-001 too, in an environment that both cover",
		},
	} {
		t.Run(name, func(t *testing.T) {
			if _, wrong := load(t, c.text); wrong != c.want {
				t.Errorf("got  %s\nwant %s", wrong, c.want)
			}
		})
	}
}

func TestLoadTakesOneWaiverForEachEnvironment(t *testing.T) {
	another := strings.TrimPrefix(sound, "# what is known\nwaivers:\n")
	waivers, wrong := load(t, strings.Replace(sound, " any", " tcp/any/any/any", 1)+strings.Replace(another, " any", " tls/any/any/any", 1))
	if wrong != "" || len(waivers) != 2 {
		t.Errorf("two waivers that never meet should be taken, and gave %v, %s", waivers, wrong)
	}
}

func TestLoadOfAFileThatIsNotThere(t *testing.T) {
	if _, err := Load("/nowhere/waivers.yaml"); err == nil || err.Error() != "the file of waivers /nowhere/waivers.yaml can't be read: no such file or directory" {
		t.Errorf("got %v", err)
	}
}
