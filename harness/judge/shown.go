package judge

import (
	"strings"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
)

// ShownAs claims how an SfB client shows a person whom it watches, at some moment of the window: what it shows already
// when the window begins counts.
type ShownAs struct {
	// Subject is the person's address; Watcher is the client that shows them.
	Subject, Watcher string
	// Text is what the client shows: "IM Only", "Available", "On the phone", "Offline".
	Text string
	// Other turns it round: the client shows them, and as something else.
	Other  bool
	Within Window
}

// String is the claim as a sentence.
func (c ShownAs) String() string {
	as := " as "
	if c.Other {
		as = " otherwise than as "
	}
	return place(c.Watcher) + " shows " + who(c.Subject) + as + quote(c.Text) + " within " + c.Within.String()
}

// Judge implements [Claim].
func (c ShownAs) Judge(events []record.Event, now time.Time) Finding {
	var published, views []record.Event
	for _, e := range events {
		switch {
		case e.From != c.Subject:
		case e.Kind == record.PresenceShown && e.Party == c.Watcher:
			if !e.Time.After(c.Within.From) {
				views = views[:0] // only the last one until the window begins lasts into it
			}
			views = append(views, e)
		case e.Party == record.PartyIUT && (e.Kind == record.Published || e.Kind == record.Withdrawn):
			published = append(published, e)
		}
	}
	var texts []string
	for _, view := range views {
		switch {
		case view.Time.After(c.Within.End()):
			texts = append(texts, quote(view.Text)+" only "+c.Within.after(view.Time))
		case (view.Text == c.Text) != c.Other:
			return kept(append(latest(published, view.Time), view))
		default:
			texts = append(texts, quote(view.Text))
		}
	}
	if !over(c.Within, now) {
		return awaited(c, c.Within)
	}
	seen := "it showed nothing of them"
	if len(texts) > 0 {
		seen = "it showed " + list(texts)
	}
	return broken(c, ErrShown, seen, views...).missing(record.SourceSfB, c.Watcher, "NOTIFY "+who(c.Subject))
}

// latest is the last of the events up to a moment; none when there is none.
func latest(events []record.Event, until time.Time) []record.Event {
	for i := len(events) - 1; i >= 0; i-- {
		if !events[i].Time.After(until) {
			return events[i : i+1 : i+1]
		}
	}
	return nil
}

// PublishesIMOnly claims that the presence that the IUT publishes for a person says message and no other capability,
// each time that it says the endpoint is open, and that it says so at least once.
type PublishesIMOnly struct {
	// Address is the person's.
	Address string
	Within  Window
}

// String is the claim as a sentence.
func (c PublishesIMOnly) String() string {
	return "the IUT publishes for " + who(c.Address) + " that messages are all it can do, within " + c.Within.String()
}

// Judge implements [Claim].
func (c PublishesIMOnly) Judge(events []record.Event, now time.Time) Finding {
	var seen []record.Event
	for _, e := range events {
		if e.Kind != record.Published || e.Party != record.PartyIUT || e.From != c.Address ||
			e.Attr("refresh") == "true" || e.Attr("basic") == "closed" {
			continue
		}
		switch can := e.Attr("capabilities"); can {
		case "message":
			seen = append(seen, e)
		case "":
			return broken(c, ErrIMOnly, "it published no capability at all", e)
		default:
			return broken(c, ErrIMOnly, "it published "+list(strings.Split(can, ",")), e)
		}
	}
	switch {
	case len(seen) > 0:
		return kept(seen)
	case !over(c.Within, now):
		return awaited(c, c.Within)
	}
	return broken(c, ErrIMOnly, "it published nothing").missing(record.PartyIUT, record.SourceSfB, "PUBLISH or SERVICE "+who(c.Address))
}
