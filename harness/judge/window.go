package judge

import "time"

// Window is the time in which something must happen: from a moment on, for as long as a named bound.
type Window struct {
	// From is the moment that the bound counts from: an IM was sent, a person signed in, the question was asked.
	From time.Time
	// Bound is how long it may take; zero is: it must have happened by then.
	Bound time.Duration
	// Name is which of the [Bounds] it is, for sentences: "delivery".
	Name string
}

// End is the last moment of the window.
func (w Window) End() time.Time { return w.From.Add(w.Bound) }

// Holds says whether a moment is in the window, its ends included.
func (w Window) Holds(t time.Time) bool { return !t.Before(w.From) && !t.After(w.End()) }

// String is the bound as sentences have it: "5s (delivery)".
func (w Window) String() string {
	if w.Name == "" {
		return w.Bound.String()
	}
	return w.Bound.String() + " (" + w.Name + ")"
}

// after writes how long after the window's beginning a moment was: "after 12ms".
func (w Window) after(t time.Time) string {
	d := t.Sub(w.From)
	switch {
	case d < time.Millisecond:
		return "after less than 1ms"
	case d >= time.Second:
		d = d.Round(10 * time.Millisecond)
	default:
		d = d.Round(time.Millisecond)
	}
	return "after " + max(d, 0).String()
}
