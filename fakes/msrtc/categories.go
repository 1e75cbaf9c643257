package msrtc

import (
	"fmt"
	"strconv"

	"github.com/duet-conformance/duet/fakes/xmltree"
)

// Categories is what a watcher is sent of one person: the present content of the categories, an empty one for each that
// is not there.
type Categories struct {
	// URI is the person's.
	URI   string
	Items []Category
}

// ParseCategories reads what a watcher was sent of one person.
func ParseCategories(body []byte) (Categories, error) {
	root, err := tree(body, "the document of categories", spaceCategories, "categories")
	if err != nil {
		return Categories{}, err
	}
	return readCategories(root)
}

func readCategories(e *xmltree.Element) (Categories, error) {
	d := Categories{}
	if d.URI, _ = e.Attr("uri"); d.URI == "" {
		return Categories{}, fmt.Errorf("<categories> has no uri")
	}
	for _, child := range e.Children {
		if !child.Is(spaceCategories, "category") {
			continue
		}
		c, err := readCategory(child)
		if err != nil {
			return Categories{}, err
		}
		d.Items = append(d.Items, c)
	}
	return d, nil
}

// Marshal writes the document.
func (d Categories) Marshal() []byte {
	var w writer
	w.categories(d, false)
	return w.Bytes()
}

func (w *writer) categories(d Categories, own bool) {
	w.raw("<categories")
	w.attr("xmlns", spaceCategories)
	w.attr("uri", d.URI)
	w.raw(">")
	for _, c := range d.Items {
		w.category(c, own)
	}
	w.raw("</categories>")
}

// Roaming is what a user's own endpoint is sent of the user: everything that any endpoint published, and how. It is
// always the whole.
type Roaming struct {
	Categories
}

// ParseRoaming reads what a user's own endpoint was sent.
func ParseRoaming(body []byte) (Roaming, error) {
	root, err := tree(body, "the own presence", spaceRoaming, "roamingData")
	if err != nil {
		return Roaming{}, err
	}
	for _, child := range root.Children {
		if child.Is(spaceCategories, "categories") {
			d, err := readCategories(child)
			return Roaming{d}, err
		}
	}
	return Roaming{}, fmt.Errorf("<roamingData> has no <categories>")
}

// Marshal writes the document, with the two containers that a client wants there to be: colleagues, and everybody else.
func (r Roaming) Marshal() []byte {
	var w writer
	w.raw("<roamingData")
	w.attr("xmlns", spaceRoaming)
	w.raw(">")
	w.categories(r.Categories, true)
	w.raw("<containers")
	w.attr("xmlns", spaceContainers)
	w.raw(">")
	for _, c := range []struct {
		id      int
		members string
	}{{ContainerColleagues, "sameEnterprise"}, {100, "federated"}} {
		w.raw(`<container id="` + strconv.Itoa(c.id) + `" version="1"><member type="` + c.members + `"/></container>`)
	}
	w.raw("</containers></roamingData>")
	return w.Bytes()
}

// List is the list of people that leads what a watcher is sent at first (RFC 4662 §5).
type List struct {
	// URI is the watcher's own.
	URI string
	// Unknown are the URIs of those who were asked for and don't exist.
	Unknown []string
}

// Marshal writes the list.
func (l List) Marshal() []byte {
	var w writer
	w.raw("<list")
	w.attr("xmlns", spaceRLMI)
	w.attr("uri", l.URI)
	w.raw(` version="0" fullState="false"`)
	if len(l.Unknown) == 0 {
		w.raw("/>")
		return w.Bytes()
	}
	w.raw(">")
	for _, uri := range l.Unknown {
		w.raw("<resource")
		w.attr("uri", uri)
		w.raw(`><instance id="0" state="terminated" reason="noresource"/></resource>`)
	}
	w.raw("</list>")
	return w.Bytes()
}

// ParseList reads the list.
func ParseList(body []byte) (List, error) {
	root, err := tree(body, "the list of people", spaceRLMI, "list")
	if err != nil {
		return List{}, err
	}
	l := List{}
	l.URI, _ = root.Attr("uri")
	for _, e := range root.Children {
		if !e.Is(spaceRLMI, "resource") {
			continue
		}
		instance := e.Child("instance")
		if instance == nil {
			continue
		}
		if state, _ := instance.Attr("state"); state == "terminated" {
			uri, _ := e.Attr("uri")
			l.Unknown = append(l.Unknown, uri)
		}
	}
	return l, nil
}
