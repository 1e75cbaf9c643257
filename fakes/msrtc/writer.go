package msrtc

import (
	"bytes"
	"encoding/xml"
	"strconv"
	"strings"
	"time"

	"github.com/duet-conformance/duet/fakes/xmltree"
)

// The XML namespaces that this package reads and writes.
const (
	spacePublish    = "http://schemas.microsoft.com/2006/09/sip/rich-presence"
	spaceCategories = "http://schemas.microsoft.com/2006/09/sip/categories"
	spaceState      = "http://schemas.microsoft.com/2006/09/sip/state"
	spaceDevice     = "http://schemas.microsoft.com/2006/09/sip/device"
	spaceService    = "http://schemas.microsoft.com/2006/09/sip/service"
	spaceRoaming    = "http://schemas.microsoft.com/2006/09/sip/roaming-self"
	spaceContainers = "http://schemas.microsoft.com/2006/09/sip/containers"
	spaceBatch      = "http://schemas.microsoft.com/2006/01/sip/batch-subscribe"
	spaceWanted     = "http://schemas.microsoft.com/2006/09/sip/categorylist"
	spaceFault      = "http://schemas.microsoft.com/2006/09/sip/fault"
	spaceRLMI       = "urn:ietf:params:xml:ns:rlmi"
	spaceXSI        = "http://www.w3.org/2001/XMLSchema-instance"
)

// writer writes XML, the same bytes for the same document.
type writer struct{ bytes.Buffer }

func (w *writer) raw(s string) { w.WriteString(s) }

// text writes s so that it is read back as it is, in an attribute as well as between tags.
func (w *writer) text(s string) {
	// A bytes.Buffer never fails.
	_ = xml.EscapeText(w, []byte(s))
}

func (w *writer) attr(name, value string) {
	w.raw(" " + name + `="`)
	w.text(value)
	w.raw(`"`)
}

func (w *writer) number(name string, n uint32) { w.attr(name, strconv.FormatUint(uint64(n), 10)) }

// moment writes a time in UTC with all its fractions of a second; the zero time not at all.
func (w *writer) moment(name string, t time.Time) {
	if !t.IsZero() {
		w.attr(name, t.UTC().Format("2006-01-02T15:04:05.000000000Z"))
	}
}

func (w *writer) simple(name, value string) {
	w.raw("<" + name + ">")
	w.text(value)
	w.raw("</" + name + ">")
}

// element writes an element as it was read, with the namespaces declared where they begin. within is the namespace of
// its surroundings.
func (w *writer) element(e *xmltree.Element, within string) {
	w.raw("<" + e.Name.Local)
	if e.Name.Space != within {
		w.attr("xmlns", e.Name.Space)
	}
	prefixes := 0
	for _, a := range e.Attrs {
		switch {
		case a.Name.Space == "xmlns" || a.Name.Space == "" && a.Name.Local == "xmlns":
		case a.Name.Space == "":
			w.attr(a.Name.Local, a.Value)
		case a.Name.Space == "xml":
			w.attr("xml:"+a.Name.Local, a.Value)
		default:
			prefixes++
			prefix := "a" + strconv.Itoa(prefixes)
			w.attr("xmlns:"+prefix, a.Name.Space)
			w.attr(prefix+":"+a.Name.Local, a.Value)
		}
	}
	w.raw(">")
	if text := e.Text(); len(e.Children) == 0 || strings.TrimSpace(text) != "" {
		w.text(text)
	}
	for _, c := range e.Children {
		w.element(c, e.Name.Space)
	}
	w.raw("</" + e.Name.Local + ">")
}
