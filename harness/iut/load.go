package iut

import (
	"errors"
	"fmt"
	"path/filepath"
	"reflect"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/duet-conformance/duet/harness/judge"
)

// Load reads a config file. What the file leaves out has its default: the bounds are [judge.DefaultBounds], an absent
// iut section is the reference, and a claim that is not made is not there (of the reference: the claims of [Default]). A
// file that can't be read is an error that wraps the reason; one that is not understood is a [BadConfig].
func Load(path string) (Config, error) {
	text, err := content("config", path)
	if err != nil {
		return Config{}, err
	}
	dir, err := filepath.Abs(filepath.Dir(path))
	if err != nil {
		return Config{}, fmt.Errorf("the config %s: its directory is not known: %w", path, err)
	}
	return parse(path, dir, text)
}

// parse makes a config of the text of a file, whose relative paths start at dir.
func parse(path, dir string, text []byte) (Config, error) {
	root, err := tree(path, text)
	if err != nil {
		return Config{}, err
	}
	// Once to learn what is tested, because the defaults of the claims depend on it, and once on top of those.
	var first Config
	s := &strict{file: path, lines: map[string]int{}}
	s.fill(root, reflect.ValueOf(&first).Elem(), "", nil)
	if len(s.problems) > 0 {
		return Config{}, s.problems.sorted()
	}
	config := Config{
		Subject: Subject{Adapter: AdapterReference},
		ICS:     Default().ICS,
		IXIT:    IXIT{ListenHost: Default().IXIT.ListenHost, Seed: Default().IXIT.Seed, Bounds: judge.DefaultBounds, Fakes: defaultFakes},
		File:    path,
	}
	switch {
	case first.Subject.Adapter == AdapterImage || first.Subject.Adapter == "" && first.Subject.Image != "":
		config.Subject.Adapter, config.ICS = AdapterImage, leastClaims
	case first.Subject.Adapter == AdapterRemote:
		config.Subject.Adapter, config.ICS = AdapterRemote, leastClaims
	case first.Subject.Adapter == AdapterCommand || first.Subject.Adapter == "" && len(first.Subject.Command) > 0:
		config.Subject.Adapter, config.ICS = AdapterCommand, leastClaims
	}
	s.fill(root, reflect.ValueOf(&config).Elem(), "", nil)
	config.complete(dir)
	s.check(config)
	if len(s.problems) > 0 {
		return Config{}, s.problems.sorted()
	}
	return config, nil
}

// leastClaims is what every implementation must claim; the rest has to be said.
var leastClaims = ICS{
	Dialects:   []string{"pidf"},
	Transports: []string{"tcp"},
	Routing:    []string{"endpoint-decides"},
	Topologies: []string{"online"},
	IMModes:    []string{"session"},
}

// tree parses the text into the one section that it must be.
func tree(path string, text []byte) (ast.Node, error) {
	bad := func(line int, text string) error { return BadConfig{{File: path, Line: line, Text: text}} }
	file, err := parser.ParseBytes(text, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		var at yaml.Error
		if errors.As(err, &at) && at.GetToken() != nil {
			return nil, bad(at.GetToken().Position.Line, "this is not YAML: "+at.GetMessage())
		}
		return nil, bad(0, "this is not YAML: "+err.Error())
	}
	var root ast.Node
	for _, doc := range file.Docs {
		switch {
		case doc.Body == nil || doc.Body.Type() == ast.CommentType:
		case root != nil:
			return nil, bad(doc.Body.GetToken().Position.Line, "a second YAML document begins here; a config is one")
		default:
			root = doc.Body
		}
	}
	if root == nil {
		return nil, bad(0, "the config says nothing")
	}
	return root, nil
}

// complete derives what follows from the rest.
func (c *Config) complete(dir string) {
	switch {
	case c.Subject.Adapter == AdapterReference && c.Subject.Name == "":
		c.Subject.Name = Default().Subject.Name
	case c.Subject.Adapter == AdapterRemote && c.Subject.Name == "":
		c.Subject.Name = "the remote implementation"
	case c.Subject.Adapter == AdapterImage && c.Subject.Name == "":
		c.Subject.Name = c.Subject.Image
	case c.Subject.Name == "" && len(c.Subject.Command) > 0:
		c.Subject.Name = filepath.Base(c.Subject.Command[0])
	}
	for _, path := range []*string{&c.Subject.Dir, &c.IXIT.Fakes.State} {
		if !filepath.IsAbs(*path) {
			*path = filepath.Join(dir, *path)
		}
	}
}
