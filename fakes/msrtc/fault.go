package msrtc

import (
	"fmt"
	"strconv"

	"github.com/duet-conformance/duet/fakes/xmltree"
)

// WrongDelta is the fault code of a publication that does not replace what is there.
const WrongDelta = "Client.BadCall.WrongDelta"

// Fault is why a publication was not stored.
type Fault struct {
	// Code is [WrongDelta], or another.
	Code string
	// Operations are the publications that are at fault.
	Operations []Operation
}

// Operation is a publication that is at fault.
type Operation struct {
	// Index is its place in the SERVICE, from 1.
	Index int
	// Current is the version that is there; 0 when there is none.
	Current uint32
}

// Marshal writes the fault.
func (f Fault) Marshal() []byte {
	var w writer
	w.raw("<Fault")
	w.attr("xmlns", spaceFault)
	w.raw(">")
	w.simple("Faultcode", f.Code)
	w.raw("<details>")
	for _, o := range f.Operations {
		w.raw("<operation")
		w.attr("index", strconv.Itoa(o.Index))
		w.number("curVersion", o.Current)
		w.raw("/>")
	}
	w.raw("</details></Fault>")
	return w.Bytes()
}

// ParseFault reads the body of a 409. Its namespace does not matter: servers differ in it.
func ParseFault(body []byte) (Fault, error) {
	root, err := xmltree.Parse(body)
	if err != nil {
		return Fault{}, fmt.Errorf("the fault %w", err)
	}
	f := Fault{}
	if code := root.Child("Faultcode"); code != nil {
		f.Code = code.Value()
	}
	details := root.Child("details")
	if root.Name.Local != "Fault" || f.Code == "" || details == nil {
		return Fault{}, fmt.Errorf("the fault has the root element <%s>, and it has no <Faultcode> or no <details>", root.Name.Local)
	}
	for _, e := range details.Children {
		if e.Name.Local != "operation" {
			continue
		}
		index, err := e.Number("index", true)
		if err != nil {
			return Fault{}, err
		}
		current, err := e.Number("curVersion", true)
		if err != nil {
			return Fault{}, err
		}
		f.Operations = append(f.Operations, Operation{Index: int(index), Current: current})
	}
	return f, nil
}
