package teams

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// maxDepth is how deep JSON may be nested. No message of the contract comes near it, and the validator's words about a value
// grow with the square of its depth.
const maxDepth = 64

// checkJSON says what is wrong with a JSON text that readers may differ about, so that the witness and the IUT never mean
// different things by the same bytes: it must be one value, in UTF-8 (RFC 8259 section 8.1), and no object may have a name twice
// (section 4; OData refuses that). What is nested too deep is refused as well. The error goes on from "the body".
func checkJSON(text []byte) error {
	switch {
	case !utf8.Valid(text):
		return errors.New("is not UTF-8")
	case !json.Valid(text):
		return errors.New("is not JSON")
	}
	var open []map[string]bool // the names so far of every object that is open; nil for an array
	isName := false            // whether a name comes next, if a string does
	for tokens := json.NewDecoder(bytes.NewReader(text)); ; {
		token, err := tokens.Token()
		if err != nil {
			return nil //nolint:nilerr // the end: the text is valid
		}
		name, isText := token.(string)
		switch {
		case token == json.Delim('{'):
			open = append(open, map[string]bool{})
		case token == json.Delim('['):
			open = append(open, nil)
		case token == json.Delim('}'), token == json.Delim(']'):
			open = open[:len(open)-1]
		case isName && isText:
			// Names that differ only in case are one to many a reader, this one's library among them.
			names, key := open[len(open)-1], strings.ToLower(name)
			if names[key] {
				return fmt.Errorf("has the name %q twice in one object", name)
			}
			names[key] = true
			isName = false
			continue
		}
		if len(open) > maxDepth {
			return fmt.Errorf("is nested more than %d deep", maxDepth)
		}
		isName = len(open) > 0 && open[len(open)-1] != nil
	}
}
