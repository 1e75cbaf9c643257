package pidf

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Limits on a document that [Parse] reads. They are far above what any endpoint needs, and low enough that no sender can
// make the reader work.
const (
	// MaxSize is the size in bytes.
	MaxSize = 128 << 10
	// MaxDepth is how deep elements may nest; a full document needs 5 levels.
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
func (e *element) attr(name string) (string, bool) {
	for _, a := range e.attrs {
		if a.Name.Space == "" && a.Name.Local == name {
			return strings.TrimSpace(a.Value), true
		}
	}
	return "", false
}

// value is the text of the element with the white space around it gone.
func (e *element) value() string { return strings.TrimSpace(e.text.String()) }

// is says whether the element has the name in the namespace.
func (e *element) is(space, local string) bool { return e.name.Space == space && e.name.Local == local }

// tree reads the XML of a document within the limits.
func tree(body []byte) (*element, error) {
	if len(body) > MaxSize {
		return nil, fmt.Errorf("the presence document has %d bytes, more than the %d that are read (RFC 3863 §7)", len(body), MaxSize)
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
			return nil, fmt.Errorf("the presence document is not well-formed XML (RFC 3863 §4): %w", err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if count++; count > MaxElements {
				return nil, fmt.Errorf("the presence document has more than %d elements (RFC 3863 §7)", MaxElements)
			}
			if len(open) == MaxDepth {
				return nil, fmt.Errorf("the elements of the presence document nest more than %d deep (RFC 3863 §7)", MaxDepth)
			}
			e := &element{name: t.Name, attrs: t.Copy().Attr}
			switch {
			case len(open) > 0:
				parent := open[len(open)-1]
				parent.children = append(parent.children, e)
			case root != nil:
				return nil, fmt.Errorf("the presence document has a second root element <%s> (RFC 3863 §4)", t.Name.Local)
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
				return nil, errors.New("the presence document has text outside its root element (RFC 3863 §4)")
			}
		case xml.Directive:
			return nil, errors.New("the presence document has a document type declaration; presence needs none, and entities are not expanded (RFC 3863 §7)")
		}
	}
	if root == nil {
		return nil, errors.New("the presence document is empty (RFC 3863 §4.1.1)")
	}
	return root, nil
}
