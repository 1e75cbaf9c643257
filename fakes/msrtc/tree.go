package msrtc

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// Limits on a document that is read. They are far above what any endpoint needs, and low enough that no sender can make
// the reader work.
const (
	// MaxSize is the size in bytes.
	MaxSize = 128 << 10
	// MaxDepth is how deep elements may nest; a full document needs 7 levels.
	MaxDepth = 32
	// MaxElements is how many elements there may be.
	MaxElements = 4096
)

// element is one XML element with everything in it.
type element struct {
	name     xml.Name
	attrs    []xml.Attr
	children []*element
	text     strings.Builder
}

// attr returns an attribute that has no namespace, with the white space around it gone, and whether it is there.
func (e *element) attr(name string) (string, bool) { return e.attrIn("", name) }

func (e *element) attrIn(space, name string) (string, bool) {
	for _, a := range e.attrs {
		if a.Name.Space == space && a.Name.Local == name {
			return strings.TrimSpace(a.Value), true
		}
	}
	return "", false
}

// value is the text of the element with the white space around it gone.
func (e *element) value() string { return strings.TrimSpace(e.text.String()) }

// is says whether the element has the name in the namespace.
func (e *element) is(space, local string) bool { return e.name.Space == space && e.name.Local == local }

// child is the first child of the name in the element's own namespace, or nil.
func (e *element) child(local string) *element {
	for _, c := range e.children {
		if c.is(e.name.Space, local) {
			return c
		}
	}
	return nil
}

// number reads an attribute that is an xs:unsignedInt; need says that it must be there, else its absence is 0.
func (e *element) number(name string, need bool) (uint32, error) {
	text, ok := e.attr(name)
	if !ok && !need {
		return 0, nil
	}
	n, err := strconv.ParseUint(text, 10, 32)
	if err != nil {
		return 0, fmt.Errorf("%s of <%s> is %q, not a whole number from 0 to 4294967295", name, e.name.Local, text)
	}
	return uint32(n), nil
}

// truth reads an attribute that is an xs:boolean; absent is false.
func (e *element) truth(name string) (bool, error) {
	switch text, _ := e.attr(name); text {
	case "true", "1":
		return true, nil
	case "false", "0", "":
		return false, nil
	default:
		return false, fmt.Errorf("%s of <%s> is %q, not true or false", name, e.name.Local, text)
	}
}

// moment reads an attribute that is an xs:dateTime; absent is the zero time. One without a time zone is taken as UTC.
func (e *element) moment(name string) (time.Time, error) {
	text, ok := e.attr(name)
	if !ok {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("%s of <%s> is %q, not a date and time", name, e.name.Local, text)
}

// tree reads the XML of a document within the limits and looks for its root. what names the document in errors.
func tree(body []byte, what, space, local string) (*element, error) {
	root, err := parse(body)
	if err != nil {
		return nil, fmt.Errorf("%s %w", what, err)
	}
	if !root.is(space, local) {
		return nil, fmt.Errorf("%s has the root element <%s> in the namespace %q, not <%s> in %q", what, root.name.Local, root.name.Space, local, space)
	}
	return root, nil
}

func parse(body []byte) (*element, error) {
	if len(body) > MaxSize {
		return nil, fmt.Errorf("has %d bytes, more than the %d that are read", len(body), MaxSize)
	}
	in := xml.NewDecoder(bytes.NewReader(body))
	in.Strict = true
	var root *element
	var open []*element
	for count := 0; ; {
		token, err := in.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("is not well-formed XML: %w", err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if count++; count > MaxElements {
				return nil, fmt.Errorf("has more than %d elements", MaxElements)
			}
			if len(open) == MaxDepth {
				return nil, fmt.Errorf("nests its elements more than %d deep", MaxDepth)
			}
			e := &element{name: t.Name, attrs: t.Copy().Attr}
			switch {
			case len(open) > 0:
				parent := open[len(open)-1]
				parent.children = append(parent.children, e)
			case root != nil:
				return nil, fmt.Errorf("has a second root element <%s>", t.Name.Local)
			default:
				root = e
			}
			open = append(open, e)
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			if len(open) > 0 {
				open[len(open)-1].text.Write(t)
			} else if len(bytes.TrimSpace(t)) > 0 {
				return nil, errors.New("has text outside its root element")
			}
		case xml.Directive:
			return nil, errors.New("has a document type declaration; presence needs none, and entities are not expanded")
		}
	}
	if root == nil {
		return nil, errors.New("is empty")
	}
	return root, nil
}
