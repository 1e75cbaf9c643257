package pidf

import (
	"bytes"
	"encoding/xml"
	"slices"
	"strconv"
	"time"
)

// Marshal writes the document, the same bytes for the same document. What the fields leave empty is left out.
func (d Document) Marshal() []byte {
	var w writer
	w.raw(`<?xml version="1.0" encoding="UTF-8"?>` + "\n")
	w.raw(`<presence xmlns="` + spacePIDF + `" xmlns:dm="` + spaceModel + `" xmlns:rpid="` + spaceRPID + `" xmlns:caps="` + spaceCaps + `" entity="`)
	w.text(d.Entity)
	w.raw("\">\n")
	for _, t := range d.Tuples {
		w.tuple(t)
	}
	for _, p := range d.People {
		w.person(p)
	}
	w.raw("</presence>\n")
	return w.Bytes()
}

type writer struct{ bytes.Buffer }

func (w *writer) raw(s string) { w.WriteString(s) }

// text writes s so that it is read back as it is, in an attribute as well as between tags.
func (w *writer) text(s string) {
	// A bytes.Buffer never fails.
	_ = xml.EscapeText(w, []byte(s))
}

func (w *writer) simple(indent, name, value string) {
	w.raw(indent + "<" + name + ">")
	w.text(value)
	w.raw("</" + name + ">\n")
}

func (w *writer) tuple(t Tuple) {
	w.raw(`  <tuple id="`)
	w.text(t.ID)
	w.raw("\">\n    <status><basic>")
	if t.Open {
		w.raw("open")
	} else {
		w.raw("closed")
	}
	w.raw("</basic></status>\n")
	if t.Caps.Said {
		w.raw("    <caps:servcaps>\n")
		for _, field := range t.Caps.fields() {
			w.simple("      ", "caps:"+field.name, strconv.FormatBool(*field.there))
		}
		w.raw("    </caps:servcaps>\n")
	}
	w.userInput(t.UserInput, t.LastInput)
	if t.Contact != "" {
		w.simple("    ", "contact", t.Contact)
	}
	if t.Note != "" {
		w.simple("    ", "note", t.Note)
	}
	if !t.Timestamp.IsZero() {
		w.simple("    ", "timestamp", stamp(t.Timestamp))
	}
	w.raw("  </tuple>\n")
}

func (w *writer) person(p Person) {
	w.raw(`  <dm:person id="`)
	w.text(p.ID)
	w.raw("\">\n")
	if len(p.Activities) > 0 {
		w.raw("    <rpid:activities>")
		for _, a := range slices.Compact(slices.Sorted(slices.Values(p.Activities))) {
			w.activity(a)
		}
		w.raw("</rpid:activities>\n")
	}
	w.userInput(p.UserInput, p.LastInput)
	if p.Note != "" {
		w.simple("    ", "dm:note", p.Note)
	}
	w.raw("  </dm:person>\n")
}

// activity writes an RPID activity; what can't be the name of an element goes into <other> (RFC 4480 §3.2).
func (w *writer) activity(name string) {
	for i, c := range name {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
		if !letter && (i == 0 || c != '-' && (c < '0' || c > '9')) {
			w.raw("<rpid:other>")
			w.text(name)
			w.raw("</rpid:other>")
			return
		}
	}
	w.raw("<rpid:" + name + "/>")
}

// userInput writes the element when anything is said. Who did something at a known time, and says no more, is active.
func (w *writer) userInput(input string, last time.Time) {
	if input == "" && last.IsZero() {
		return
	}
	w.raw("    <rpid:user-input")
	if !last.IsZero() {
		w.raw(` last-input="` + stamp(last) + `"`)
	}
	if input == "" {
		input = "active"
	}
	w.raw(">")
	w.text(input)
	w.raw("</rpid:user-input>\n")
}

// stamp writes a time with all its fractions of a second, in UTC.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000000000Z") }
