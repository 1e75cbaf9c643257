package xmltree

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
)

// Limits on a document that [Parse] reads. They are far above what any endpoint needs: a full presence document has 7
// levels at most.
const (
	// MaxSize is the size in bytes.
	MaxSize = 128 << 10
	// MaxDepth is how deep elements may nest.
	MaxDepth = 32
	// MaxElements is how many elements there may be.
	MaxElements = 4096
)

// What can be wrong with a document. Every error of [Parse] wraps one of them, so that the caller can name the section of
// its own specification that is broken.
var (
	ErrLimit     = errors.New("exceeds what is read")
	ErrForm      = errors.New("is not one well-formed element")
	ErrEmpty     = errors.New("is empty")
	ErrEntityUse = errors.New("has a document type declaration; none is needed, and entities are not expanded")
)

// wrong is an error of Parse: what it says goes on from the name of the document, and kind is what it wraps.
type wrong struct {
	kind error
	says string
}

func (w wrong) Error() string { return w.says }
func (w wrong) Unwrap() error { return w.kind }

func refuse(kind error, format string, args ...any) error {
	return wrong{kind, fmt.Sprintf(format, args...)}
}

// Parse reads a document within the limits and returns its root. The text of an error goes on from the name of the
// document: "has a second root element <presence>".
func Parse(body []byte) (*Element, error) {
	if len(body) > MaxSize {
		return nil, refuse(ErrLimit, "has %d bytes, more than the %d that are read", len(body), MaxSize)
	}
	in := xml.NewDecoder(bytes.NewReader(body))
	in.Strict = true
	var root *Element
	var open []*Element
	for count := 0; ; {
		token, err := in.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, refuse(ErrForm, "is not well-formed XML: %v", err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			if count++; count > MaxElements {
				return nil, refuse(ErrLimit, "has more than %d elements", MaxElements)
			}
			if len(open) == MaxDepth {
				return nil, refuse(ErrLimit, "nests its elements more than %d deep", MaxDepth)
			}
			e := &Element{Name: t.Name, Attrs: t.Copy().Attr}
			switch {
			case len(open) > 0:
				parent := open[len(open)-1]
				parent.Children = append(parent.Children, e)
			case root != nil:
				return nil, refuse(ErrForm, "has a second root element <%s>", t.Name.Local)
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
				return nil, refuse(ErrForm, "has text outside its root element")
			}
		case xml.Directive:
			return nil, ErrEntityUse
		}
	}
	if root == nil {
		return nil, ErrEmpty
	}
	return root, nil
}
