package teams

import (
	"fmt"
	"strings"
	"time"
	"unicode"
)

// maxNesting bounds parentheses in a filter, so that a hostile one can't exhaust the stack.
const maxNesting = 50

// parseFilter reads a $filter expression. The error is a sentence for the client.
func parseFilter(text string) (filter, error) {
	p := &filterParser{text: text}
	f, err := p.disjunction()
	if err == nil && p.peek() != "" {
		err = fmt.Errorf("unexpected '%s'", p.peek())
	}
	if err != nil {
		return nil, fmt.Errorf("invalid filter clause at position %d in '%s': %w", p.at, text, err)
	}
	return f, nil
}

type filterParser struct {
	text  string
	at    int
	depth int
}

// peek returns the next word without taking it: a quoted string with its quotes, a punctuation mark, or a run of other
// characters; "" at the end.
func (p *filterParser) peek() string {
	for p.at < len(p.text) && p.text[p.at] == ' ' {
		p.at++
	}
	rest := p.text[p.at:]
	if rest == "" {
		return ""
	}
	switch rest[0] {
	case '(', ')', ',':
		return rest[:1]
	case '\'':
		for i := 1; i < len(rest); i++ {
			if rest[i] != '\'' {
				continue
			}
			if i+1 < len(rest) && rest[i+1] == '\'' { // a doubled quote stands for one
				i++
				continue
			}
			return rest[:i+1]
		}
		return rest // without its closing quote; literal says so
	}
	if end := strings.IndexAny(rest, " (),'"); end >= 0 {
		return rest[:end]
	}
	return rest
}

func (p *filterParser) next() string {
	word := p.peek()
	p.at += len(word)
	return word
}

// take takes the next word if it is the given one.
func (p *filterParser) take(word string) bool {
	if strings.EqualFold(p.peek(), word) {
		p.next()
		return true
	}
	return false
}

func (p *filterParser) expect(word string) error {
	if got := p.peek(); !p.take(word) {
		return fmt.Errorf("'%s' expected, not '%s'", word, got)
	}
	return nil
}

func (p *filterParser) disjunction() (filter, error) { return p.chain("or", p.conjunction) }
func (p *filterParser) conjunction() (filter, error) { return p.chain("and", p.term) }

func (p *filterParser) chain(word string, part func() (filter, error)) (filter, error) {
	f, err := part()
	for err == nil && p.take(word) {
		var right filter
		right, err = part()
		f = junction{or: word == "or", a: f, b: right}
	}
	return f, err
}

func (p *filterParser) term() (filter, error) {
	if p.depth++; p.depth > maxNesting {
		return nil, fmt.Errorf("nested more than %d deep", maxNesting)
	}
	defer func() { p.depth-- }()
	switch {
	case p.take("not"):
		f, err := p.term()
		return negation{f}, err
	case p.take("("):
		f, err := p.disjunction()
		if err == nil {
			err = p.expect(")")
		}
		return f, err
	}
	name := p.next()
	if name == "" || !(unicode.IsLetter(rune(name[0])) || name[0] == '@') {
		return nil, fmt.Errorf("a property expected, not '%s'", name)
	}
	if p.take("(") {
		return p.function(name)
	}
	op := strings.ToLower(p.next())
	switch op {
	case "eq", "ne", "gt", "ge", "lt", "le":
		with, err := p.literal()
		return comparison{path: name, op: op, with: with}, err
	case "in":
		return p.list(name)
	}
	return nil, fmt.Errorf("an operator expected, not '%s'", op)
}

// function reads the rest of startsWith(path,'x'), endsWith(path,'x') or path/any(v:...), behind its parenthesis.
func (p *filterParser) function(name string) (filter, error) {
	lower := strings.ToLower(name)
	if path, isAny := strings.CutSuffix(lower, "/any"); isAny {
		return p.lambda(name[:len(path)])
	}
	if lower != "startswith" && lower != "endswith" {
		return nil, fmt.Errorf("the function '%s' is not supported", name)
	}
	path := p.next()
	if err := p.expect(","); err != nil {
		return nil, err
	}
	with, err := p.literal()
	if err != nil {
		return nil, err
	}
	text, ok := with.(string)
	if !ok {
		return nil, fmt.Errorf("'%s' takes a string", name)
	}
	return affix{path: path, text: text, end: lower == "endswith"}, p.expect(")")
}

func (p *filterParser) lambda(path string) (filter, error) {
	if p.take(")") {
		return anyOf{path: path}, nil
	}
	// The colon belongs to no word of its own: "p:p/service" and "p: p/service" are both written.
	word := p.next()
	name, rest, ok := strings.Cut(word, ":")
	if !ok || name == "" {
		return nil, fmt.Errorf("a lambda variable expected, not '%s'", word)
	}
	p.at -= len(rest)
	body, err := p.disjunction()
	if err != nil {
		return nil, err
	}
	return anyOf{path: path, name: name, body: body}, p.expect(")")
}

// list reads the parenthesised values of "in".
func (p *filterParser) list(path string) (filter, error) {
	if err := p.expect("("); err != nil {
		return nil, err
	}
	f := membership{path: path}
	for {
		one, err := p.literal()
		if err != nil {
			return nil, err
		}
		f.in = append(f.in, one)
		if !p.take(",") {
			return f, p.expect(")")
		}
	}
}

func (p *filterParser) literal() (literal, error) {
	word := p.next()
	switch {
	case word == "":
		return nil, fmt.Errorf("a value expected")
	case word[0] == '\'':
		// Inside, quotes come in pairs; one that is left over is half of a pair, and the string goes on behind it.
		if len(word) < 2 || word[len(word)-1] != '\'' || strings.Contains(strings.ReplaceAll(word[1:len(word)-1], "''", ""), "'") {
			return nil, fmt.Errorf("the string %s has no end", word)
		}
		return strings.ReplaceAll(word[1:len(word)-1], "''", "'"), nil
	case word == "true", word == "false":
		return word == "true", nil
	case word == "null":
		return nil, nil
	}
	at, err := time.Parse(time.RFC3339Nano, word)
	if err != nil {
		return nil, fmt.Errorf("'%s' is no value", word)
	}
	return at, nil
}
