package xmltree

import (
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Element is one XML element with everything in it.
type Element struct {
	// Name has the namespace itself, not its prefix.
	Name     xml.Name
	Attrs    []xml.Attr
	Children []*Element
	text     strings.Builder
}

// Attr returns an attribute that has no namespace, with the white space around it gone, and whether it is there.
func (e *Element) Attr(name string) (string, bool) { return e.AttrIn("", name) }

// AttrIn is [Element.Attr] for an attribute of a namespace.
func (e *Element) AttrIn(space, name string) (string, bool) {
	for _, a := range e.Attrs {
		if a.Name.Space == space && a.Name.Local == name {
			return strings.TrimSpace(a.Value), true
		}
	}
	return "", false
}

// Text is all that stands in the element beside its children, white space and all.
func (e *Element) Text() string { return e.text.String() }

// Value is the text of the element with the white space around it gone.
func (e *Element) Value() string { return strings.TrimSpace(e.text.String()) }

// Is says whether the element has the name in the namespace.
func (e *Element) Is(space, local string) bool { return e.Name.Space == space && e.Name.Local == local }

// Child is the first child of the name in the element's own namespace, or nil.
func (e *Element) Child(local string) *Element {
	for _, c := range e.Children {
		if c.Is(e.Name.Space, local) {
			return c
		}
	}
	return nil
}

// Number reads an attribute that is an xs:unsignedInt; need says that it must be there, else its absence is 0.
func (e *Element) Number(name string, need bool) (uint32, error) {
	text, ok := e.Attr(name)
	if !ok && !need {
		return 0, nil
	}
	n, err := strconv.ParseUint(text, 10, 32)
	if err != nil {
		return 0, fmt.Errorf("%s of <%s> is %q, not a whole number from 0 to 4294967295", name, e.Name.Local, text)
	}
	return uint32(n), nil
}

// Truth reads an attribute that is an xs:boolean; absent is false.
func (e *Element) Truth(name string) (bool, error) {
	switch text, _ := e.Attr(name); text {
	case "true", "1":
		return true, nil
	case "false", "0", "":
		return false, nil
	default:
		return false, fmt.Errorf("%s of <%s> is %q, not true or false", name, e.Name.Local, text)
	}
}

// Moment reads an attribute that is an xs:dateTime; absent is the zero time. One without a time zone is taken as UTC.
func (e *Element) Moment(name string) (time.Time, error) {
	text, ok := e.Attr(name)
	if !ok {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("%s of <%s> is %q, not a date and time", name, e.Name.Local, text)
}
