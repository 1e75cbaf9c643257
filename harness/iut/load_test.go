package iut

import (
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/duet-conformance/duet/fixtures"
	"github.com/duet-conformance/duet/harness/judge"
)

// load writes the text to a file and loads it. Errors have the file's directory cut off.
func load(t *testing.T, text string) (Config, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "duet.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	config, err := Load(path)
	if err != nil {
		return config, strings.ReplaceAll(err.Error(), filepath.Dir(path)+"/", "")
	}
	return config, ""
}

func TestLoadExamplesHaveEveryKey(t *testing.T) {
	config, wrong := load(t, fixtures.ICSExample())
	if wrong != "" {
		t.Fatal(wrong)
	}
	if got := config.Subject; got.Name != "Contoso gateway" || got.Adapter != AdapterCommand ||
		!reflect.DeepEqual(got.Command, []string{"./gateway", "--log", "debug"}) || got.Env["GATEWAY_REGION"] != "emea" {
		t.Errorf("the example's iut section came out as %+v", got)
	}
	if config.IXIT.Bounds != judge.DefaultBounds {
		t.Errorf("the example should state the default bounds %+v, and states %+v", judge.DefaultBounds, config.IXIT.Bounds)
	}
	if got := len(config.Environments()); got != config.ICS.Claimed() || got != 2 {
		t.Errorf("the example should cover the 2 environments that it claims, and covers %d", got)
	}
	// What narrows a run is shown as a comment.
	narrowing := regexp.MustCompile(`(?m)^  # (\w+: )`).ReplaceAllString(fixtures.ICSExample(), "  $1")
	s := &strict{lines: map[string]int{}}
	for _, example := range []string{narrowing, fixtures.ICSImage(), fixtures.ICSRemote()} {
		root, err := tree("example", []byte(example))
		if err != nil {
			t.Fatal(err)
		}
		s.fill(root, reflect.ValueOf(&config).Elem(), "", nil)
	}
	for _, key := range allKeys(reflect.TypeFor[Config](), "") {
		if s.lines[key] == 0 {
			t.Errorf("no example shows the key %s", key)
		}
	}
}

func TestLoadFillsInDefaults(t *testing.T) {
	config, wrong := load(t, "ixit:\n  bounds: {delivery: 750ms, settle: 20ms}\n")
	if wrong != "" {
		t.Fatal(wrong)
	}
	want := judge.DefaultBounds
	want.Delivery, want.Settle = 750*time.Millisecond, 20*time.Millisecond
	if config.IXIT.Bounds != want {
		t.Errorf("bounds: got %+v, want %+v", config.IXIT.Bounds, want)
	}
	defaults := Default()
	if !reflect.DeepEqual(config.ICS, defaults.ICS) || config.Subject.Name != defaults.Subject.Name ||
		config.IXIT.Transport != defaults.IXIT.Transport || config.IXIT.Seed != defaults.IXIT.Seed {
		t.Errorf("a file that says nothing of the iut should mean the reference, and gives %+v", config)
	}
}

func TestLoadOfACommandClaimsOnlyWhatIsSaid(t *testing.T) {
	config, wrong := load(t, "iut:\n  command: [bin/gw]\nics:\n  transports: [udp]\n")
	if wrong != "" {
		t.Fatal(wrong)
	}
	want := ICS{
		Dialects: []string{"pidf"}, Transports: []string{"udp"}, Routing: []string{"endpoint-decides"},
		Topologies: []string{"online"}, IMModes: []string{"session"},
	}
	if !reflect.DeepEqual(config.ICS, want) {
		t.Errorf("claims: got %+v, want %+v", config.ICS, want)
	}
	if config.Subject.Adapter != AdapterCommand || config.Subject.Name != "gw" {
		t.Errorf("adapter and name should follow from the rest, and are %q and %q", config.Subject.Adapter, config.Subject.Name)
	}
	if !filepath.IsAbs(config.Subject.Dir) || config.Subject.Dir != filepath.Dir(config.File) {
		t.Errorf("the directory should be the file's, and is %s", config.Subject.Dir)
	}
}

func TestLoadOfAnImageTakesItsNameAndClaims(t *testing.T) {
	config, wrong := load(t, "iut: {image: contoso/gateway}\n")
	if wrong != "" {
		t.Fatal(wrong)
	}
	if config.Subject.Adapter != AdapterImage || config.Subject.Name != "contoso/gateway" || !reflect.DeepEqual(config.ICS, leastClaims) {
		t.Errorf("the defaults of an image are %+v", config)
	}
}

func TestLoadOfARemoteStatesWhereTheFakesAre(t *testing.T) {
	config, wrong := load(t, fixtures.ICSRemote())
	if wrong != "" {
		t.Fatal(wrong)
	}
	fakes := config.IXIT.Fakes
	if got := fakes.At(fakes.Teams.HTTP); got != "duet.contoso.test:18080" {
		t.Errorf("Teams is advertised at %s", got)
	}
	if fakes.Reach() != "127.0.0.1" || fakes.State != filepath.Join(filepath.Dir(config.File), ".duet") {
		t.Errorf("the fakes are reached at %s and kept in %s", fakes.Reach(), fakes.State)
	}
	if config, wrong = load(t, "iut: {adapter: remote}\n"); wrong != "" {
		t.Fatal(wrong)
	}
	if config.IXIT.Fakes.Name() != "127.0.0.1" || config.Subject.Name != "the remote implementation" || !reflect.DeepEqual(config.ICS, leastClaims) {
		t.Errorf("the defaults of a remote one are %+v", config)
	}
}

func TestLoadRefuses(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"nothing":                 {"", "duet.yaml: the config says nothing"},
		"only a comment":          {"# later\n", "duet.yaml: the config says nothing"},
		"broken YAML":             {"iut:\n  name: \"x\n", "duet.yaml:2: this is not YAML: could not find end character of double-quoted text"},
		"a list at the top":       {"- iut\n", "duet.yaml:1: it must be a section with keys of its own, not a list"},
		"a second document":       {"ixit: {seed: 1}\n---\nixit: {seed: 2}\n", "duet.yaml:3: a second YAML document begins here; a config is one"},
		"a misspelt section":      {"\nicss:\n  tls: true\n", "duet.yaml:2: icss: there is no such key; the nearest valid key is ics (here there may be iut, ics or ixit)"},
		"a misspelt key":          {"ixit:\n  bounds:\n    delivry: 5s\n", "duet.yaml:3: ixit.bounds.delivry: there is no such key; the nearest valid key is ixit.bounds.delivery (here there may be ready, registration, presence, delivery, answer, settings, told, recovery, settle, fence or straggler)"},
		"a key in other letters":  {"ixit: {listenhost: 127.0.0.1}\n", "duet.yaml:1: ixit.listenhost: there is no such key; the nearest valid key is ixit.listenHost (here there may be transport, dialect, routing, topology, tls, listenHost, fakesIn, seed, bounds or fakes)"},
		"a key elsewhere":         {"ixit:\n  delivery: 5s\n", "duet.yaml:2: ixit.delivery: there is no such key; the nearest valid key is ixit.bounds.delivery (here there may be transport, dialect, routing, topology, tls, listenHost, fakesIn, seed, bounds or fakes)"},
		"a key twice":             {"ixit:\n  seed: 1\n  seed: 2\n", "duet.yaml:3: ixit.seed: the key comes twice"},
		"a key without a value":   {"iut:\n  name:\n", "duet.yaml:2: iut.name: it must be a text, and nothing is there"},
		"a number for a text":     {"iut: {name: 17}\n", "duet.yaml:1: iut.name: it must be a text, not 17 (in quotes it is a text)"},
		"a text for a list":       {"iut:\n  command: ./gw -v\n", `duet.yaml:2: iut.command: it must be a list of texts, not the text "./gw -v"`},
		"a list for a text":       {"iut:\n  name: [a, b]\n", "duet.yaml:2: iut.name: it must be a text, not a list"},
		"a section for a text":    {"iut:\n  name: {a: b}\n", "duet.yaml:2: iut.name: it must be a text, not a section with keys of its own"},
		"a text for a section":    {"iut: gateway\n", `duet.yaml:1: iut: it must be a section with keys of its own, not the text "gateway"`},
		"a text for a yes or no":  {"ics:\n  tls: yes please\n", `duet.yaml:2: ics.tls: it must be true or false, not the text "yes please"`},
		"a number in a list":      {"iut:\n  command: [gw, 5060]\n", "duet.yaml:2: iut.command: it must be a text, not 5060 (in quotes it is a text)"},
		"a negative seed":         {"ixit: {seed: -1}\n", "duet.yaml:1: ixit.seed: it must be a whole number, zero or more, not -1"},
		"a seed with a fraction":  {"ixit: {seed: 1.5}\n", "duet.yaml:1: ixit.seed: it must be a whole number, zero or more, not 1.5"},
		"a bound without a unit":  {"ixit:\n  bounds:\n    ready: 15\n", `duet.yaml:3: ixit.bounds.ready: it must be a duration with its unit, such as "5s" or "250ms", not 15`},
		"a bound in words":        {"ixit:\n  bounds:\n    ready: soon\n", `duet.yaml:3: ixit.bounds.ready: "soon" is not a duration such as "5s" or "250ms"`},
		"a negative bound":        {"ixit: {bounds: {told: -5s}}\n", "duet.yaml:1: ixit.bounds.told: a bound can't be negative, and -5s is"},
		"a bound of nothing":      {"ixit: {bounds: {told: 0s}}\n", "duet.yaml:1: ixit.bounds.told: only settle may be zero"},
		"an anchor":               {"ixit:\n  bounds: &b\n    told: 1s\n", "duet.yaml:2: ixit.bounds: anchors, aliases and tags are not understood; write the value out"},
		"an image without a name": {"iut: {adapter: image}\n", "duet.yaml: iut.image: the image adapter needs the name of an image"},
		"an image of a command":   {"iut: {adapter: command, command: [x], image: y}\n", "duet.yaml:1: iut.image: only an implementation in a container has one; set iut.adapter to image"},
		"an unknown adapter":      {"iut: {adapter: comand}\n", `duet.yaml:1: iut.adapter: "comand" is not one of reference, command, image or remote; the nearest is "command"`},
		"an unknown transport":    {"ics: {transports: [tcp, sctp]}\n", `duet.yaml:1: ics.transports: "sctp" is not one of udp, tcp or tls; the nearest is "tcp"`},
		"an unknown dialect":      {"ics: {dialects: [pdif]}\n", `duet.yaml:1: ics.dialects: "pdif" is not one of pidf or msrtc; the nearest is "pidf"`},
		"an unknown routing":      {"ics: {routing: [endpoints]}\n", `duet.yaml:1: ics.routing: "endpoints" is not one of endpoint-decides or registrar-decides; the nearest is "endpoint-decides"`},
		"an unknown topology":     {"ics: {topologies: [on-line]}\n", `duet.yaml:1: ics.topologies: "on-line" is not one of online or hybrid; the nearest is "online"`},
		"an unknown IM mode":      {"ics: {imModes: [sessions]}\n", `duet.yaml:1: ics.imModes: "sessions" is not one of session or pager; the nearest is "session"`},
		"a claim twice":           {"ics: {transports: [tcp, tcp]}\n", `duet.yaml:1: ics.transports: "tcp" comes twice`},
		"an empty claim":          {"ics:\n  transports: []\n", "duet.yaml:2: ics.transports: the list is empty; leave the key out or say something"},
		"no session mode":         {"ics: {imModes: [pager]}\n", "duet.yaml:1: ics.imModes: session is missing, without which this version of duet can't test the implementation"},
		"a dialect not claimed":   {"ics: {dialects: [msrtc]}\nixit: {dialect: pidf}\n", "duet.yaml:2: ixit.dialect: pidf is not claimed; ics.dialects has msrtc"},
		"a routing not claimed":   {"ics: {routing: [registrar-decides]}\nixit: {routing: endpoint-decides}\n", "duet.yaml:2: ixit.routing: endpoint-decides is not claimed; ics.routing has registrar-decides"},
		"a topology not claimed":  {"ics: {topologies: [online]}\nixit: {topology: hybrid}\n", "duet.yaml:2: ixit.topology: hybrid is not claimed; ics.topologies has online"},
		"tls without tls":         {"ics: {tls: false, transports: [tls]}\n", "duet.yaml:1: ics.transports: tls needs ics.tls to be true"},
		"a choice not claimed":    {"ics: {transports: [tcp]}\nixit: {transport: udp}\n", "duet.yaml:2: ixit.transport: udp is not claimed; ics.transports has tcp"},
		"https not claimed":       {"ics: {tls: false, transports: [tcp]}\nixit: {tls: true}\n", "duet.yaml:2: ixit.tls: TLS is not claimed by ics.tls"},
		"a host with a port":      {"ixit: {listenHost: \"127.0.0.1:80\"}\n", "duet.yaml:1: ixit.listenHost: it must be an IP address or a host name, without a port"},
		"a command of nothing":    {"iut: {adapter: command}\n", "duet.yaml: iut.command: the command adapter needs a program and its arguments"},
		"an empty program":        {"iut: {command: [\"\"]}\n", "duet.yaml:1: iut.command: the name of the program is empty"},
		"a reference's command":   {"iut: {adapter: reference, command: [gw]}\n", "duet.yaml:1: iut.command: the reference has none; for a program of yours set iut.adapter to command"},
		"an empty name":           {"iut: {name: \" \"}\n", "duet.yaml:1: iut.name: the name is empty"},
		"a directory not there":   {"iut:\n  command: [gw]\n  dir: /nonexistent\n", "duet.yaml:3: iut.dir: there is no directory /nonexistent"},
		"the contract's names":    {"iut: {command: [gw], env: {DUET_LISTEN_HOST: x}}\n", "duet.yaml:1: iut.env.DUET_LISTEN_HOST: names that begin with DUET_ are the contract's, and the tester sets them"},
		"a remote's command":      {"iut: {adapter: remote, command: [gw]}\n", "duet.yaml:1: iut.command: a remote implementation is not started as a command; iut.restart may say how to start it again"},
		"a command's restart":     {"iut: {command: [gw], restart: [x]}\n", "duet.yaml:1: iut.restart: only a remote implementation needs it; any other is started by the tester itself"},
		"fakes of a command":      {"iut: {command: [gw]}\nixit: {fakes: {host: 0.0.0.0}}\n", "duet.yaml:2: ixit.fakes: only a remote implementation needs the fakes on stated addresses; set iut.adapter to remote"},
		"fakes in a cloud":        {"ixit: {fakesIn: cloud}\n", `duet.yaml:1: ixit.fakesIn: "cloud" is not one of embedded or containers; the nearest is "embedded"`},
		"fakes of a remote":       {"iut: {adapter: remote}\nixit: {fakesIn: containers}\n", "duet.yaml:2: ixit.fakesIn: a remote implementation finds the fakes on the addresses of ixit.fakes, where no container is"},
		"fakes on a name":         {"iut: {adapter: remote}\nixit: {fakes: {host: here}}\n", `duet.yaml:2: ixit.fakes.host: it must be an IP address, 0.0.0.0 for every one of this machine, and is "here"`},
		"fakes everywhere":        {"iut: {adapter: remote}\nixit: {fakes: {host: 0.0.0.0}}\n", "duet.yaml: ixit.fakes.advertise: the fakes listen on every address: say by which name or address the implementation reaches them"},
		"a port twice":            {"iut: {adapter: remote}\nixit: {fakes: {teams: {http: 15060}}}\n", "duet.yaml:2: ixit.fakes.teams.http: the port 15060 is given to two services"},
		"a port of zero":          {"iut: {adapter: remote}\nixit: {fakes: {sfb: {udp: 0}}}\n", "duet.yaml:2: ixit.fakes.sfb.udp: it must be a port, 1 to 65535, not 0"},
		"an impossible name":      {"iut: {command: [gw], env: {\"A=B\": x}}\n", "duet.yaml:1: iut.env.A=B: an environment variable can't have this name"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, wrong := load(t, c.text); wrong != c.want {
				t.Errorf("got:  %s\nwant: %s", wrong, c.want)
			}
		})
	}
}

func TestLoadTellsAllProblemsInOrder(t *testing.T) {
	_, wrong := load(t, "ixit:\n  sead: 1\nics:\n  tls: 1\niut:\n  nam: x\n")
	lines := strings.Split(wrong, "\n")
	if len(lines) != 3 || !strings.HasPrefix(lines[0], "duet.yaml:2: ") || !strings.HasPrefix(lines[1], "duet.yaml:4: ") ||
		!strings.HasPrefix(lines[2], "duet.yaml:6: ") {
		t.Errorf("three problems should be told in the order of their lines:\n%s", wrong)
	}
}

func TestLoadOfAMissingFile(t *testing.T) {
	_, err := Load("no/such/duet.yaml")
	if want := "the config no/such/duet.yaml can't be read: no such file or directory"; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(fixtures.ICSExample())
	f.Add("iut: {name: &a x, env: {<<: *a}}\n? [k]\n: v\n")
	f.Fuzz(func(t *testing.T, text string) {
		config, err := parse("duet.yaml", t.TempDir(), []byte(text))
		if err == nil && (len(config.Environments()) == 0 || config.Subject.Name == "") {
			t.Errorf("accepted, but incomplete: %+v", config)
		}
	})
}
