package report

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
)

// step is one row of the ladder: an arrow, or a note on one lifeline when from and to are the same.
type step struct {
	event    record.Event
	at       time.Time
	from, to lane
	// name belongs to the client at either end, if there is one.
	name  string
	label string
	// group is what the step counts as when it is folded away with others; "" for one that is not worth counting.
	group string
	// aside is true for what goes on beside the story that a purpose tells: registrations, presence, subscriptions.
	aside bool
	mark  mark
}

// mark is how a row stands out.
type mark int

const (
	unmarked mark = iota
	offending
	missing
)

// stepOf draws an event. ok is false for one that only repeats what another event shows on the wire.
func stepOf(e record.Event) (s step, ok bool) {
	s = step{event: e, at: e.Time}
	party, name := laneOf(e.Party)
	s.name = name
	switch e.Kind {
	case record.SIPIn, record.SIPOut:
		s.from, s.to = party, laneSfB
		if e.Kind == record.SIPOut {
			s.from, s.to = laneSfB, party
		}
		method := e.Attr("method")
		s.label, s.aside = sipLabel(e), asideMethods[method] || e.Attr("status") == "100"
		if e.Attr("status") == "" {
			s.group = method
		}
	case record.HTTPExchange:
		s.from, s.to, s.label, s.group = party, laneTeams, httpLabel(e), "HTTP"
		s.aside = e.Token == "" && e.Text == ""
	case record.Notification:
		s.from, s.to, s.group = laneTeams, laneIUT, "notification"
		s.label, s.aside = "notify "+answered(e), e.Token == ""
	case record.LinkCut, record.LinkHealed, record.FrontEndRestarted:
		s.from, _ = laneOf(e.Source)
		s.to, s.label = s.from, note(e)
	case record.IMShown:
		s.from, s.to, s.label = party, party, "● shows "+quoted(e)
		if party == laneTeamsClient {
			s.from = laneTeams
			s.label = "shows " + quoted(e)
		}
	default:
		s.label = note(e)
		s.from, s.to = party, party
		if e.Kind == record.Acted && e.Attr("what") == "sent" {
			return s, false
		}
		if e.Source != record.SourcePeople {
			// A fake's own word repeats its wire, unless it is a violation. Such a note is drawn only when it is marked.
			s.from, _ = laneOf(e.Source)
			s.to = s.from
			s.aside = true
			ok = e.Kind == record.Violation
			return s, ok && s.from != noLane
		}
		s.aside = e.Kind == record.FenceSeen
	}
	return s, s.from != noLane && s.to != noLane
}

var asideMethods = map[string]bool{"REGISTER": true, "PUBLISH": true, "SUBSCRIBE": true, "NOTIFY": true, "OPTIONS": true, "SERVICE": true, "BENOTIFY": true}

// sipLabel is "MESSAGE "lunch?"", "INVITE alix" or "480 to INVITE".
func sipLabel(e record.Event) string {
	method := e.Attr("method")
	switch {
	case e.Attr("status") != "":
		return e.Attr("status") + " to " + method
	case e.Text != "" && !asideMethods[method]:
		return method + " " + quoted(e)
	case method == "INVITE" && e.To != "":
		return method + " " + handle(e.To)
	case asideMethods[method] && e.From != "":
		return method + " " + handle(e.From)
	}
	return method
}

// httpLabel is "POST messages 201".
func httpLabel(e record.Event) string {
	return strings.Join(slices.DeleteFunc([]string{e.Attr("method"), lastWord(e.Attr("path")), answered(e)},
		func(word string) bool { return word == "" }), " ")
}

// lastWord is the last segment of a path that is a word and no id: "messages" of "/v1.0/chats/19:6f1e/messages/17".
func lastWord(path string) string {
	path, _, _ = strings.Cut(path, "?")
	for _, segment := range slices.Backward(strings.Split(path, "/")) {
		if plain, err := url.PathUnescape(segment); err == nil {
			segment = plain
		}
		if segment != "" && !strings.ContainsAny(segment, "@:0123456789") {
			return segment
		}
	}
	return ""
}

func answered(e record.Event) string {
	if status := e.Attr("status"); status != "" && status != "0" {
		return status
	}
	return "unanswered"
}

// quoted is the text of an event without the token that the tester put there.
func quoted(e record.Event) string {
	text := e.Text
	if e.Token != "" {
		text = strings.TrimSpace(strings.ReplaceAll(text, e.Token, ""))
	}
	return `"` + text + `"`
}

// note says what happened at one place.
func note(e record.Event) string {
	switch e.Kind {
	case record.Violation:
		return "! " + e.Text
	case record.TesterPanic:
		return "! crashed: " + e.Text
	case record.IUTKilled:
		return "● is killed"
	case record.IUTStopped:
		return "● is stopped"
	case record.IUTStarted:
		return "● is started again"
	case record.IUTPaused:
		return "● is paused"
	case record.IUTResumed:
		return "● goes on"
	case record.LinkCut:
		return "● network to IUT is cut"
	case record.LinkHealed:
		return "● network is whole again"
	case record.FrontEndRestarted:
		return "● is restarted"
	case record.Acted:
		return "● " + e.Attr("what")
	case record.SignedIn:
		return "● signs in"
	case record.SignedOut:
		return "● signs out"
	case record.IMSent:
		return "● sends " + quoted(e) + " to " + handle(e.To)
	case record.IMAccepted:
		return "● told: delivered"
	case record.IMRefused:
		return strings.TrimSpace("● told: not delivered " + e.Attr("status"))
	case record.TypingShown:
		return "● " + handle(e.From) + " types"
	case record.CallRinging:
		return "● rings: " + handle(e.From)
	case record.CallAnswered:
		return "● in call with " + handle(e.From)
	case record.CallEndedAt:
		return "● call ended"
	case record.CallMissed:
		return "● missed " + handle(e.From)
	case record.CallRefused:
		return strings.TrimSpace("● call refused " + e.Attr("status"))
	case record.Tried:
		return "● sends " + e.Attr("what")
	case record.PresenceShown:
		return "● " + handle(e.From) + ": " + e.Text
	}
	// The kind's own name, with what tells two of them apart.
	for _, attr := range []string{"class", "what", "capabilities", "features", "reason", "status", "enabled", "code", "certificate", "outcome"} {
		if value := e.Attr(attr); value != "" {
			return "● " + string(e.Kind) + " " + value
		}
	}
	return "● " + string(e.Kind)
}
