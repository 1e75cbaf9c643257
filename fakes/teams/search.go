package teams

import (
	"fmt"
	"strings"
	"unicode"
)

// search is a $search expression of Graph's directory: clauses in double quotes, each "property:text", joined by AND or OR,
// AND binding tighter. Only displayName is split into words; other properties are matched from their start.
type search [][]searchClause // any of: all of

type searchClause struct {
	property string
	words    []string
}

// searchable are the properties that $search takes.
var searchable = [...]string{"displayName", "mail", "userPrincipalName", "givenName", "surname"}

// parseSearch reads a $search expression. The error is a sentence for the client.
func parseSearch(text string) (search, error) {
	bad := func(format string, args ...any) (search, error) {
		return nil, fmt.Errorf("invalid $search '%s': %s", text, fmt.Sprintf(format, args...))
	}
	all := search{nil}
	rest := strings.TrimSpace(text)
	for {
		if !strings.HasPrefix(rest, `"`) {
			return bad("each clause must be in double quotes")
		}
		quoted, after, closed := cutQuoted(rest[1:])
		if !closed {
			return bad("a closing quote is missing")
		}
		name, value, named := strings.Cut(quoted, ":")
		if !named {
			return bad("a clause must have the form \"property:text\"")
		}
		property := ""
		for _, p := range searchable {
			if strings.EqualFold(p, strings.TrimSpace(name)) {
				property = p
			}
		}
		if property == "" {
			return bad("the property '%s' can't be searched", name)
		}
		clause := searchClause{property: property, words: []string{strings.ToLower(strings.TrimSpace(value))}}
		if property == "displayName" {
			clause.words = words(value)
		}
		last := len(all) - 1
		all[last] = append(all[last], clause)

		rest = strings.TrimSpace(after)
		switch {
		case rest == "":
			return all, nil
		case strings.HasPrefix(rest, "AND "):
			rest = strings.TrimSpace(rest[4:])
		case strings.HasPrefix(rest, "OR "):
			all = append(all, nil)
			rest = strings.TrimSpace(rest[3:])
		default: // a space alone means AND
		}
	}
}

// cutQuoted splits behind the closing quote; a backslash escapes a quote or a backslash.
func cutQuoted(s string) (inside, after string, closed bool) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && i+1 < len(s):
			i++
			b.WriteByte(s[i])
		case s[i] == '"':
			return b.String(), s[i+1:], true
		default:
			b.WriteByte(s[i])
		}
	}
	return "", "", false
}

// words splits a text as the directory does: at whatever is no letter or digit, between letters and digits, and where a
// lower-case letter is followed by an upper-case one.
func words(text string) []string {
	var all []string
	var word strings.Builder
	end := func() {
		if word.Len() > 0 {
			all = append(all, strings.ToLower(word.String()))
			word.Reset()
		}
	}
	var before rune
	for _, r := range text {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r):
			end()
			before = 0
			continue
		case before != 0 && (unicode.IsDigit(before) != unicode.IsDigit(r) || unicode.IsLower(before) && unicode.IsUpper(r)):
			end()
		}
		word.WriteRune(r)
		before = r
	}
	end()
	return all
}

// matches says whether a user is found.
func (s search) matches(u *user) bool {
	for _, all := range s {
		hit := true
		for _, clause := range all {
			hit = hit && clause.matches(u)
		}
		if hit {
			return true
		}
	}
	return false
}

func (c searchClause) matches(u *user) bool {
	value, _ := u.property(c.property)
	text, _ := value.(string)
	if c.property != "displayName" {
		return strings.HasPrefix(strings.ToLower(text), c.words[0])
	}
	has := words(text)
	for _, want := range c.words {
		found := false
		for _, word := range has {
			found = found || strings.HasPrefix(word, want)
		}
		if !found {
			return false
		}
	}
	return len(c.words) > 0
}
