package iut

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
)

// strict fills a struct from a YAML tree and keeps a problem for everything that it does not understand. The fields' yaml
// tags name the keys (without a tag: the field's name, its first letter small), their oneof tags list the allowed words.
type strict struct {
	file     string
	problems BadConfig
	lines    map[string]int // where each key stands
	whole    reflect.Type   // what the file is; nil: a [Config]
}

func (s *strict) problem(node ast.Node, key, format string, args ...any) {
	line := 0
	if node != nil && node.GetToken() != nil {
		line = node.GetToken().Position.Line
	}
	s.problems = append(s.problems, Problem{File: s.file, Line: line, Key: key, Text: fmt.Sprintf(format, args...)})
}

var durationType = reflect.TypeFor[time.Duration]()

// fill sets one value. words are what a text in it may be; nil means any.
func (s *strict) fill(node ast.Node, into reflect.Value, key string, words []string) {
	switch into.Kind() {
	case reflect.Struct:
		s.fields(node, into, key)
	case reflect.Map:
		s.texts(node, into, key)
	case reflect.Slice:
		if into.Type().Elem().Kind() == reflect.Struct {
			s.sections(node, into, key)
		} else {
			s.list(node, into, key, words)
		}
	case reflect.Bool:
		if b, ok := node.(*ast.BoolNode); ok {
			into.SetBool(b.Value)
			return
		}
		s.wrong(node, key, "true or false")
	case reflect.Uint64:
		if n, ok := node.(*ast.IntegerNode); ok {
			if u, ok := n.Value.(uint64); ok {
				into.SetUint(u)
				return
			}
		}
		s.wrong(node, key, "a whole number, zero or more")
	case reflect.Uint16: // a port
		if n, ok := node.(*ast.IntegerNode); ok {
			if u, ok := n.Value.(uint64); ok && u > 0 && u <= math.MaxUint16 {
				into.SetUint(u)
				return
			}
		}
		s.wrong(node, key, "a port, 1 to 65535")
	case reflect.Int64: // the only one is a duration
		s.duration(node, into, key)
	case reflect.String:
		if text, ok := s.text(node, key, words); ok {
			into.SetString(text)
		}
	default:
		panic("iut: a config can't hold a " + into.Type().String())
	}
}

func (s *strict) fields(node ast.Node, into reflect.Value, key string) {
	for name, entry := range s.entries(node, key) {
		full := join(key, name)
		field, words, ok := fieldOf(into, name)
		if !ok {
			s.unknown(entry.Key, into.Type(), full, name)
			continue
		}
		s.fill(entry.Value, field, full, words)
	}
}

func (s *strict) unknown(node ast.Node, in reflect.Type, full, name string) {
	keys := keysOf(in)
	near := join(strings.TrimSuffix(strings.TrimSuffix(full, name), "."), nearest(name, keys))
	// A key in the wrong section is a likelier slip than a word spelt quite differently.
	whole := s.whole
	if whole == nil {
		whole = reflect.TypeFor[Config]()
	}
	for _, known := range allKeys(whole, "") {
		if known == name || strings.HasSuffix(known, "."+name) {
			near = known
		}
	}
	s.problem(node, full, "there is no such key; the nearest valid key is %s (here there may be %s)", near, choice(keys))
}

// entries yields the entries of a mapping in the order of the file, refusing anything else and keys that come twice.
func (s *strict) entries(node ast.Node, key string) func(func(string, *ast.MappingValueNode) bool) {
	var values []*ast.MappingValueNode
	switch m := node.(type) {
	case *ast.MappingNode:
		values = m.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{m}
	default:
		s.wrong(node, key, "a section with keys of its own")
	}
	return func(yield func(string, *ast.MappingValueNode) bool) {
		seen := map[string]bool{}
		for _, entry := range values {
			name := entry.Key.GetToken().Value
			if seen[name] {
				s.problem(entry.Key, join(key, name), "the key comes twice")
				continue
			}
			seen[name] = true
			s.lines[join(key, name)] = entry.Key.GetToken().Position.Line
			if !yield(name, entry) {
				return
			}
		}
	}
}

func (s *strict) texts(node ast.Node, into reflect.Value, key string) {
	into.Set(reflect.MakeMap(into.Type()))
	for name, entry := range s.entries(node, key) {
		if text, ok := s.text(entry.Value, join(key, name), nil); ok {
			into.SetMapIndex(reflect.ValueOf(name), reflect.ValueOf(text))
		}
	}
}

func (s *strict) list(node ast.Node, into reflect.Value, key string, words []string) {
	seq, ok := node.(*ast.SequenceNode)
	if !ok {
		s.wrong(node, key, "a list of texts")
		return
	}
	if len(seq.Values) == 0 {
		s.problem(node, key, "the list is empty; leave the key out or say something")
	}
	var texts []string
	for _, item := range seq.Values {
		text, ok := s.text(item, key, words)
		switch {
		case !ok:
		case words != nil && slices.Contains(texts, text):
			s.problem(item, key, "%q comes twice", text)
		default:
			texts = append(texts, text)
		}
	}
	into.Set(reflect.ValueOf(texts))
}

func (s *strict) text(node ast.Node, key string, words []string) (string, bool) {
	var text string
	switch n := node.(type) {
	case *ast.StringNode:
		text = n.Value
	case *ast.LiteralNode:
		text = n.Value.Value
	default:
		s.wrong(node, key, "a text")
		return "", false
	}
	if words != nil && !slices.Contains(words, text) {
		s.problem(node, key, "%q is not one of %s; the nearest is %q", text, choice(words), nearest(text, words))
		return "", false
	}
	return text, true
}

func (s *strict) duration(node ast.Node, into reflect.Value, key string) {
	if into.Type() != durationType {
		panic("iut: a config can't hold a " + into.Type().String())
	}
	text, ok := node.(*ast.StringNode)
	if !ok {
		s.wrong(node, key, `a duration with its unit, such as "5s" or "250ms"`)
		return
	}
	d, err := time.ParseDuration(text.Value)
	switch {
	case err != nil:
		s.problem(node, key, `%q is not a duration such as "5s" or "250ms"`, text.Value)
	case d < 0:
		s.problem(node, key, "a bound can't be negative, and %v is", d)
	default:
		into.SetInt(int64(d))
	}
}

// wrong is the problem of a value of the wrong type.
func (s *strict) wrong(node ast.Node, key, want string) {
	switch n := node.(type) {
	case nil:
		s.problem(node, key, "it must be %s, and nothing is there", want)
	case *ast.NullNode:
		s.problem(node, key, "it must be %s, and nothing is there", want)
	case *ast.AliasNode, *ast.AnchorNode, *ast.TagNode, *ast.MergeKeyNode:
		s.problem(node, key, "anchors, aliases and tags are not understood; write the value out")
	case *ast.MappingNode, *ast.MappingValueNode:
		s.problem(node, key, "it must be %s, not a section with keys of its own", want)
	case *ast.SequenceNode:
		s.problem(node, key, "it must be %s, not a list", want)
	case *ast.StringNode:
		s.problem(node, key, "it must be %s, not the text %q", want, n.Value)
	default:
		hint := ""
		if want == "a text" || want == "a list of texts" {
			hint = " (in quotes it is a text)"
		}
		s.problem(node, key, "it must be %s, not %s%s", want, node.GetToken().Value, hint)
	}
}

// sections fills a list of sections, whose keys begin with their place in the list: "waivers[0].owner".
func (s *strict) sections(node ast.Node, into reflect.Value, key string) {
	seq, ok := node.(*ast.SequenceNode)
	if !ok {
		s.wrong(node, key, "a list of sections")
		return
	}
	if len(seq.Values) == 0 {
		s.problem(node, key, "the list is empty; leave the key out or say something")
	}
	items := reflect.MakeSlice(into.Type(), len(seq.Values), len(seq.Values))
	for i, item := range seq.Values {
		at := fmt.Sprintf("%s[%d]", key, i)
		if item.GetToken() != nil {
			s.lines[at] = item.GetToken().Position.Line
		}
		s.fill(item, items.Index(i), at, nil)
	}
	into.Set(items)
}
