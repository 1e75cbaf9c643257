package pidf

import (
	"fmt"
	"strconv"
	"time"

	"github.com/duet-conformance/duet/fakes/xmltree"
)

// The places of a tuple's parts in the order that the schema gives them (RFC 3863 §4.4).
const (
	placeStatus = iota
	placeExtension
	placeContact
	placeNote
	placeTimestamp
)

// place says where in a tuple an element belongs.
func place(e *xmltree.Element) int {
	if e.Name.Space == spacePIDF {
		switch e.Name.Local {
		case "status":
			return placeStatus
		case "contact":
			return placeContact
		case "note":
			return placeNote
		case "timestamp":
			return placeTimestamp
		}
	}
	return placeExtension
}

func (r *reader) tuple(e *xmltree.Element) (Tuple, error) {
	t := Tuple{}
	var err error
	if t.ID, err = r.id(e, "RFC 3863 §4.1.2"); err != nil {
		return Tuple{}, err
	}
	seen := map[string]bool{}
	last, lastName := placeStatus, "status"
	for _, c := range e.Children {
		if p := place(c); p < last {
			r.overlook("RFC 3863 §4.4", "<%s> of the tuple %q follows <%s>", c.Name.Local, t.ID, lastName)
		} else {
			last, lastName = p, c.Name.Local
		}
		if p := place(c); p != placeExtension && p != placeNote {
			if seen[c.Name.Local] {
				r.overlook("RFC 3863 §4.4", "the tuple %q has more than one <%s>", t.ID, c.Name.Local)
			}
			seen[c.Name.Local] = true
		}
		if err := r.part(&t, e, c); err != nil {
			return Tuple{}, err
		}
	}
	if !seen["status"] {
		return Tuple{}, fmt.Errorf("the tuple %q has no <status> (RFC 3863 §4.1.2)", t.ID)
	}
	return t, nil
}

// part reads one child of a tuple's element into the tuple.
func (r *reader) part(t *Tuple, e, c *xmltree.Element) (err error) {
	switch {
	case c.Is(spacePIDF, "status"):
		t.Open, err = r.status(t.ID, c)
	case c.Is(spacePIDF, "contact"):
		t.Contact = c.Value()
		if t.Contact == "" {
			r.overlook("RFC 3863 §4.1.5", "<contact> of the tuple %q is empty", t.ID)
		}
		if q, ok := c.Attr("priority"); ok {
			if f, err := strconv.ParseFloat(q, 64); err != nil || !(f >= 0 && f <= 1) {
				r.overlook("RFC 3863 §4.1.5", "priority of <contact> of the tuple %q is %q, not a number from 0 to 1", t.ID, q)
			}
		}
	case c.Is(spacePIDF, "note"):
		if t.Note == "" {
			t.Note = c.Value()
		}
	case c.Is(spacePIDF, "timestamp"):
		if t.Timestamp, err = time.Parse(time.RFC3339Nano, c.Value()); err != nil {
			return fmt.Errorf("<timestamp> of the tuple %q is %q, not a date and time with a time zone (RFC 3863 §4.1.7)", t.ID, c.Value())
		}
		t.Timestamp = t.Timestamp.UTC()
	case c.Is(spaceCaps, "servcaps"):
		t.Caps, err = r.caps(t.ID, c)
	case c.Is(spaceRPID, "user-input"):
		t.UserInput, t.LastInput, err = r.userInput(e, c)
	default:
		err = r.other(e, c)
	}
	return err
}

// status reads the basic status. A status without one says nothing, and is read as closed.
func (r *reader) status(id string, e *xmltree.Element) (open bool, err error) {
	for _, c := range e.Children {
		if !c.Is(spacePIDF, "basic") {
			if err := r.other(e, c); err != nil {
				return false, err
			}
			continue
		}
		switch c.Value() {
		case "open":
			open = true
		case "closed":
		default:
			return false, fmt.Errorf("<basic> of the tuple %q is %q, not open or closed (RFC 3863 §4.1.4)", id, c.Value())
		}
	}
	return open, nil
}

func (r *reader) caps(id string, e *xmltree.Element) (Caps, error) {
	caps := Caps{Said: true}
	fields := caps.fields()
	for _, c := range e.Children {
		if c.Name.Space != spaceCaps {
			continue
		}
		for _, field := range fields {
			if field.name != c.Name.Local {
				continue
			}
			switch c.Value() { // the forms of xs:boolean
			case "true", "1":
				*field.there = true
			case "false", "0":
			default:
				return Caps{}, fmt.Errorf("<%s> of <servcaps> of the tuple %q is %q, not true or false (RFC 5196 §3.2)", c.Name.Local, id, c.Value())
			}
		}
	}
	return caps, nil
}
