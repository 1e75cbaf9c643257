package pidf

import (
	"fmt"
	"slices"
	"time"

	"github.com/duet-conformance/duet/fakes/xmltree"
)

// The XML namespaces that this package reads and writes.
const (
	spacePIDF  = "urn:ietf:params:xml:ns:pidf"
	spaceModel = "urn:ietf:params:xml:ns:pidf:data-model"
	spaceRPID  = "urn:ietf:params:xml:ns:pidf:rpid"
	spaceCaps  = "urn:ietf:params:xml:ns:pidf:caps"
)

// Parse reads a presence document. The error is a sentence that names the element and the section of the RFC that it
// breaks; then nothing of the document may be used. A document that is readable but not quite right is read; [Check]
// tells what is wrong with it.
func Parse(body []byte) (Document, error) {
	return new(reader).document(body)
}

// Problem is one thing that is wrong with a document.
type Problem struct {
	// Rule is the section that is broken, "RFC 3863 §4.1.2".
	Rule string
	// Sentence says what is wrong.
	Sentence string
}

// Check says everything that is wrong with a document: what [Parse] refuses, and what it overlooks (elements out of
// order, repeated, or unknown in the namespace of PIDF; values out of range). Nil when the document is right.
func Check(body []byte) []Problem {
	var r reader
	if _, err := r.document(body); err != nil {
		r.problems = append(r.problems, Problem{Rule: "RFC 3863 §4", Sentence: err.Error()})
	}
	return r.problems
}

// reader reads one document and keeps what it overlooked.
type reader struct {
	problems []Problem
	ids      map[string]bool
}

func (r *reader) overlook(rule, format string, args ...any) {
	r.problems = append(r.problems, Problem{Rule: rule, Sentence: fmt.Sprintf(format, args...) + " (" + rule + ")"})
}

func (r *reader) document(body []byte) (Document, error) {
	root, err := tree(body)
	if err != nil {
		return Document{}, err
	}
	if !root.Is(spacePIDF, "presence") {
		return Document{}, fmt.Errorf("the root element is <%s> in the namespace %q, not <presence> in %q (RFC 3863 §4.1.1)",
			root.Name.Local, root.Name.Space, spacePIDF)
	}
	d := Document{}
	d.Entity, _ = root.Attr("entity")
	if d.Entity == "" {
		return Document{}, fmt.Errorf("<presence> has no entity (RFC 3863 §4.1.1)")
	}
	late := ""
	for _, e := range root.Children {
		switch {
		case e.Is(spacePIDF, "tuple"):
			if late != "" {
				r.overlook("RFC 3863 §4.4", "a <tuple> follows <%s>, which has its place after the tuples", late)
			}
			t, err := r.tuple(e)
			if err != nil {
				return Document{}, err
			}
			d.Tuples = append(d.Tuples, t)
		case e.Is(spaceModel, "person"):
			late = e.Name.Local
			p, err := r.person(e)
			if err != nil {
				return Document{}, err
			}
			d.People = append(d.People, p)
		case e.Is(spacePIDF, "note"):
			late = e.Name.Local
		default:
			late = e.Name.Local
			if err := r.other(root, e); err != nil {
				return Document{}, err
			}
		}
	}
	return d, nil
}

func (r *reader) person(e *xmltree.Element) (Person, error) {
	p := Person{}
	var err error
	if p.ID, err = r.id(e, "RFC 4479 §5"); err != nil {
		return Person{}, err
	}
	for _, c := range e.Children {
		switch {
		case c.Is(spaceRPID, "activities"):
			for _, a := range c.Children {
				if a.Name.Space == spaceRPID && a.Name.Local != "note" {
					p.Activities = append(p.Activities, a.Name.Local)
				}
			}
		case c.Is(spaceRPID, "user-input"):
			if p.UserInput, p.LastInput, err = r.userInput(e, c); err != nil {
				return Person{}, err
			}
		case c.Is(spaceModel, "note"):
			p.Note = c.Value()
		default:
			if err := r.other(e, c); err != nil {
				return Person{}, err
			}
		}
	}
	slices.Sort(p.Activities)
	p.Activities = slices.Compact(p.Activities)
	return p, nil
}

// userInput reads the RPID user-input element c of the parent e.
func (r *reader) userInput(e, c *xmltree.Element) (input string, last time.Time, err error) {
	input = c.Value()
	if input != "active" && input != "idle" {
		return "", time.Time{}, fmt.Errorf("<user-input> of <%s> is %q, not active or idle (RFC 4480 §3.14)", e.Name.Local, input)
	}
	if value, ok := c.Attr("last-input"); ok {
		if last, err = time.Parse(time.RFC3339Nano, value); err != nil {
			return "", time.Time{}, fmt.Errorf("last-input of <user-input> of <%s> is %q, not a date and time with a time zone (RFC 4480 §3.14)", e.Name.Local, value)
		}
	}
	return input, last.UTC(), nil
}

// id reads the id of a tuple or person; they share one space (both are of the XML type ID).
func (r *reader) id(e *xmltree.Element, rule string) (string, error) {
	id, _ := e.Attr("id")
	if id == "" {
		return "", fmt.Errorf("a <%s> has no id (%s)", e.Name.Local, rule)
	}
	if r.ids[id] {
		return "", fmt.Errorf("two elements of the presence document have the id %q (%s)", id, rule)
	}
	if r.ids == nil {
		r.ids = map[string]bool{}
	}
	r.ids[id] = true
	return id, nil
}

// other passes over an element that this package doesn't know, unless the sender forbids it.
func (r *reader) other(parent, e *xmltree.Element) error {
	for _, a := range e.Attrs {
		if a.Name.Space == spacePIDF && a.Name.Local == "mustUnderstand" && (a.Value == "true" || a.Value == "1") {
			if e.Name.Space != spaceModel && e.Name.Space != spaceRPID && e.Name.Space != spaceCaps {
				return fmt.Errorf("<%s> of <%s> must be understood, and is not (RFC 3863 §4.2.4)", e.Name.Local, parent.Name.Local)
			}
		}
	}
	if e.Name.Space == spacePIDF {
		r.overlook("RFC 3863 §4.4", "<%s> of <%s> is not an element of PIDF", e.Name.Local, parent.Name.Local)
	}
	return nil
}
