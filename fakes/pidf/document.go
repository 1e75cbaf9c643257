package pidf

import (
	"slices"
	"time"
)

// ContentType is the media type of a presence document (RFC 3863 §5).
const ContentType = "application/pidf+xml"

// Document is the presence of one person, or the part of it that one endpoint published. The zero value is a document
// about nobody; it can't be published. Documents are values, but share their slices when copied.
type Document struct {
	// Entity is the presentity's URI, "sip:alix@contoso.test" (RFC 3863 §4.1.1).
	Entity string
	// Tuples are the ways to reach the person; usually one for each endpoint. None means that nothing is known of any.
	Tuples []Tuple
	// People says what the person does, wherever they are reached (RFC 4479 §3.2). Usually at most one; a document
	// that was put together of several publications may have one from each.
	People []Person
}

// Tuple is one way to reach the person (RFC 3863 §4.1.2).
type Tuple struct {
	// ID is unique within the document and, for one endpoint, the same in every publication.
	ID string
	// Open says whether it can be used now: basic status open. A tuple that says nothing about it is read as closed.
	Open bool
	// Contact is the URI to use; empty when the document doesn't say.
	Contact string
	// Caps is what can be done over this tuple.
	Caps Caps
	// UserInput is "active" or "idle": whether the person uses this endpoint's input device (RFC 4480 §3.14).
	// Empty when the document doesn't say.
	UserInput string
	// LastInput is when the person last did; zero when the document doesn't say. It is written in UTC with fractions of a
	// second, since two endpoints are often used within the same second.
	LastInput time.Time
	// Note is what the tuple says in words, for people to read; empty for nothing.
	Note string
	// Timestamp is when the tuple last changed; zero when the document doesn't say.
	Timestamp time.Time
}

// Caps is what can be done over a tuple (RFC 5196 §3.2.1, the servcaps element). A capability that the element
// doesn't list is read as not there.
type Caps struct {
	// Said is whether there was a servcaps element at all. Without one nothing is known, and the other fields are false.
	Said bool
	// Message is session-mode or pager-mode messages; Text is real-time text; Application is application sharing.
	Message, Text, Audio, Video, Application bool
}

// Person is what the person does, wherever they are reached (RFC 4479 §3.2).
type Person struct {
	// ID is unique within the document.
	ID string
	// Activities are names of RPID activities, "on-the-phone", "busy", "away" (RFC 4480 §3.2). Empty means that
	// nothing is said.
	Activities []string
	// UserInput and LastInput are as in [Tuple], over all of the person's endpoints.
	UserInput string
	LastInput time.Time
	// Note is what the person says in words; empty for nothing.
	Note string
}

// OnThePhone is the RPID activity of a person in a call (RFC 4480 §3.2).
const OnThePhone = "on-the-phone"

// Tuple returns the tuple with the id, and whether there is one.
func (d Document) Tuple(id string) (Tuple, bool) {
	for _, t := range d.Tuples {
		if t.ID == id {
			return t, true
		}
	}
	return Tuple{}, false
}

// Open says whether the person can be reached by any tuple.
func (d Document) Open() bool {
	return slices.ContainsFunc(d.Tuples, func(t Tuple) bool { return t.Open })
}

// OnThePhone says whether any person element says that the person is in a call.
func (d Document) OnThePhone() bool { return slices.Contains(d.Activities(), OnThePhone) }

// IMOnly says whether the person can be sent messages and nothing else: an open tuple takes messages, none takes audio,
// video or applications, and every open tuple has said what it takes.
func (d Document) IMOnly() bool {
	messages := false
	for _, t := range d.Tuples {
		if !t.Open {
			continue
		}
		if !t.Caps.Said || t.Caps.Audio || t.Caps.Video || t.Caps.Application {
			return false
		}
		messages = messages || t.Caps.Message || t.Caps.Text
	}
	return messages
}

// Capabilities are the names of everything that can be done over any open tuple, sorted. Nil when nothing can, or
// nothing is known.
func (d Document) Capabilities() []string {
	var names []string
	for _, t := range d.Tuples {
		if t.Open {
			names = append(names, t.Caps.Names()...)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Activities are the activities of all person elements, sorted, each once. Nil when nothing is said.
func (d Document) Activities() []string {
	var names []string
	for _, p := range d.People {
		names = append(names, p.Activities...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// LastInput is the latest time at which the person did something, by any tuple or person element; zero when none says.
func (d Document) LastInput() time.Time {
	var last time.Time
	for _, t := range d.Tuples {
		last = later(last, t.LastInput)
	}
	for _, p := range d.People {
		last = later(last, p.LastInput)
	}
	return last
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// Names are the names of the capabilities that are there, sorted: the element names of RFC 5196. Nil for none.
func (c Caps) Names() []string {
	var names []string
	for _, field := range c.fields() {
		if *field.there {
			names = append(names, field.name)
		}
	}
	return names
}

// capability ties a capability's element name to its field.
type capability struct {
	name  string
	there *bool
}

// fields lists the capabilities in the order in which they are written, which is the order of their names.
func (c *Caps) fields() []capability {
	return []capability{
		{"application", &c.Application},
		{"audio", &c.Audio},
		{"message", &c.Message},
		{"text", &c.Text},
		{"video", &c.Video},
	}
}
