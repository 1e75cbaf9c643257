package msrtc

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/duet-conformance/duet/fakes/xmltree"
)

// The media types of the documents.
const (
	// TypePublish is a [Publish], the body of SERVICE.
	TypePublish = "application/msrtc-category-publish+xml"
	// TypeFault is a [Fault], the body of a 409 to it.
	TypeFault = "application/msrtc-fault+xml"
	// TypeBatch is a [Batch], the body of a SUBSCRIBE to the presence of several people.
	TypeBatch = "application/msrtc-adrl-categorylist+xml"
	// TypeCategories is [Categories], what a watcher is sent of one person.
	TypeCategories = "application/msrtc-event-categories+xml"
	// TypeRoaming is [Roaming], what a user's own endpoint is sent of the user; also of the SUBSCRIBE for it.
	TypeRoaming = "application/vnd-microsoft-roaming-self+xml"
	// TypeList is the list of people that leads several [Categories] (RFC 4662 §5).
	TypeList = "application/rlmi+xml"
	// TypeRelated is several documents in one body.
	TypeRelated = "multipart/related"
)

// EventSelf is the event package of a user's own presence, with everything that only the user sees.
const EventSelf = "vnd-microsoft-roaming-self"

// Publish is what an endpoint publishes at once: all of it is stored, or nothing.
type Publish struct {
	// URI is the user's, "sip:alix@contoso.test".
	URI          string
	Publications []Publication
}

// Publication is one category instance to be stored, in place of the version that it names (0: there is none yet), or to
// be removed.
type Publication struct {
	Category
	// Removed takes the instance back (expires="0"); its content doesn't matter.
	Removed bool
}

// ParsePublish reads the body of a SERVICE. The error is a sentence; then nothing of the document may be used.
func ParsePublish(body []byte) (Publish, error) {
	root, err := tree(body, "the category publication", spacePublish, "publish")
	if err != nil {
		return Publish{}, err
	}
	list := root.Child("publications")
	if list == nil {
		return Publish{}, fmt.Errorf("<publish> has no <publications>")
	}
	p := Publish{}
	if p.URI, _ = list.Attr("uri"); p.URI == "" {
		return Publish{}, fmt.Errorf("<publications> has no uri")
	}
	for _, e := range list.Children {
		if !e.Is(spacePublish, "publication") {
			continue
		}
		one, err := readPublication(e)
		if err != nil {
			return Publish{}, err
		}
		for _, other := range p.Publications {
			if other.Name == one.Name && other.Instance == one.Instance && other.Container == one.Container {
				return Publish{}, fmt.Errorf("<publications> has the category %q, instance %d, container %d twice", one.Name, one.Instance, one.Container)
			}
		}
		p.Publications = append(p.Publications, one)
	}
	if len(p.Publications) == 0 {
		return Publish{}, fmt.Errorf("<publications> has no <publication>")
	}
	return p, nil
}

func readPublication(e *xmltree.Element) (p Publication, err error) {
	if p.Name, _ = e.Attr("categoryName"); p.Name == "" {
		return p, fmt.Errorf("a <publication> has no categoryName")
	}
	for _, field := range []struct {
		name string
		into *uint32
	}{{"instance", &p.Instance}, {"container", &p.Container}, {"version", &p.Version}} {
		if *field.into, err = e.Number(field.name, true); err != nil {
			return p, err
		}
	}
	p.ExpireType, _ = e.Attr("expireType")
	if !slices.Contains([]string{ExpireEndpoint, ExpireUser, ExpireStatic, ExpireTime}, p.ExpireType) {
		return p, fmt.Errorf("expireType of the category %q is %q, not endpoint, user, static or time", p.Name, p.ExpireType)
	}
	_, said := e.Attr("expires")
	seconds, err := e.Number("expires", p.ExpireType == ExpireTime)
	if err != nil {
		return p, err
	}
	p.Removed = said && seconds == 0
	if p.ExpireType == ExpireTime {
		p.Expires = time.Duration(seconds) * time.Second
	}
	if p.Removed {
		return p, nil
	}
	if err := p.content(e); err != nil {
		return p, err
	}
	if p.empty() {
		return p, fmt.Errorf("the category %q, instance %d, is published without content", p.Name, p.Instance)
	}
	return p, nil
}

// Marshal writes the publication.
func (p Publish) Marshal() []byte {
	var w writer
	w.raw("<publish")
	w.attr("xmlns", spacePublish)
	w.raw("><publications")
	w.attr("uri", p.URI)
	w.raw(">")
	for _, one := range p.Publications {
		w.raw("<publication")
		w.attr("categoryName", one.Name)
		w.number("instance", one.Instance)
		w.number("container", one.Container)
		w.number("version", one.Version)
		w.attr("expireType", one.ExpireType)
		switch {
		case one.Removed:
			w.raw(` expires="0"/>`)
			continue
		case one.ExpireType == ExpireTime:
			w.attr("expires", strconv.Itoa(int(one.Expires/time.Second)))
		}
		w.raw(">")
		w.content(one.Category)
		w.raw("</publication>")
	}
	w.raw("</publications></publish>")
	return w.Bytes()
}
