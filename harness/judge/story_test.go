package judge

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
)

// A hand-made log: alix is a user of both, megan of SfB only, and bob of Teams.
const (
	alix      = "alix.rout-001@contoso.test"
	megan     = "megan.rout-001@contoso.test"
	bob       = "bob.rout-001@contoso.test"
	alixSfB   = alix + "/sfb"
	alixTeams = alix + "/teams"
	meganSfB  = megan + "/sfb"
	bobTeams  = bob + "/teams"
	iut       = record.PartyIUT
	tokenA    = "duet-00000000000a"
	tokenB    = "duet-00000000000b"
	tokenC    = "duet-00000000000c"
)

var start = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// at is a moment of the story, in milliseconds from its start.
func at(ms int) time.Time { return start.Add(time.Duration(ms) * time.Millisecond) }

// within is a window from a moment on.
func within(ms int, name string) Window {
	return Window{From: at(ms), Bound: 5 * time.Second, Name: name}
}

// lunch is the IM that most stories are about; megan sends it to alix from SfB as the story starts.
var lunch = IM{Token: tokenA, Text: "lunch?", From: megan, To: alix, Via: meganSfB, SentAt: at(0)}

// chips is one that alix sends to megan from Teams.
var chips = IM{Token: tokenB, Text: "chips?", From: alix, To: megan, Via: alixTeams, SentAt: at(0)}

// ev is an event at a moment. More of it: "party=", "from=", "to=", "token=", "text=", and any attribute.
func ev(ms int, kind record.Kind, more ...string) record.Event {
	e := record.Event{Time: at(ms), Kind: kind, Attrs: map[string]string{}}
	for _, m := range more {
		key, value, _ := strings.Cut(m, "=")
		switch key {
		case "party":
			e.Party = value
		case "from":
			e.From = value
		case "to":
			e.To = value
		case "token":
			e.Token = value
		case "text":
			e.Text = value
		case "source":
			e.Source = value
		default:
			e.Attrs[key] = value
		}
	}
	return e
}

// of is an event about an IM.
func of(im IM, ms int, kind record.Kind, more ...string) record.Event {
	text := im.Text + " " + im.Token
	return ev(ms, kind, append([]string{"from=" + im.From, "to=" + im.To, "token=" + im.Token, "text=" + text}, more...)...)
}

// The usual steps of an IM.
func sends(im IM, ms int) record.Event { return of(im, ms, record.IMSent, "party="+im.Via) }

func shows(im IM, ms int, client string, more ...string) record.Event {
	return of(im, ms, record.IMShown, append(more, "party="+client)...)
}

func posts(im IM, ms int, more ...string) record.Event {
	return of(im, ms, record.MessagePosted, append([]string{"party=" + iut, "message=" + fmt.Sprint(ms), "chat=c1"}, more...)...)
}

// fences is a fence that is sent to a client and, if seen, comes through 2 ms later.
func fences(ms int, client string, seen bool) []record.Event {
	address, _, _ := record.SplitClientName(client)
	token := fmt.Sprintf("duet-fe%010d", ms)
	events := []record.Event{ev(ms, record.FenceSent, "to="+address, "token="+token, "client="+client)}
	if seen {
		events = append(events, ev(ms+2, record.FenceSeen, "to="+address, "token="+token, "party="+client))
	}
	return events
}

// trial is one judgement and what is to come of it.
type trial struct {
	name   string
	claim  Claim
	events []record.Event
	// now in milliseconds; 0 is before everything is over.
	now       int
	verdict   Verdict
	open      bool
	guarantee error
	// sentence is the whole of it, for what does not pass.
	sentence string
	// missing is "from -> to".
	missing string
	// offending are the moments of the offending events.
	offending []int
	// rests says that a pass rests on something that the IUT did.
	rests bool
}

const afterAll = 60_000

func judged(t *testing.T, trials []trial) {
	t.Helper()
	for _, tr := range trials {
		t.Run(tr.name, func(t *testing.T) {
			before := fmt.Sprintf("%#v %v", tr.claim, tr.events)
			f := tr.claim.Judge(tr.events, at(tr.now))
			if f.Verdict != tr.verdict || f.Open != tr.open {
				t.Errorf("the verdict is %s (open: %v), not %s (open: %v): %s", f.Verdict, f.Open, tr.verdict, tr.open, f.Sentence)
			}
			if !errors.Is(f.Guarantee, tr.guarantee) {
				t.Errorf("the guarantee is %q, not %q", f.Guarantee, tr.guarantee)
			}
			if tr.sentence != "" && f.Sentence != tr.sentence {
				t.Errorf("the sentence is\n  %s\nnot\n  %s", f.Sentence, tr.sentence)
			}
			if (f.Sentence == "") != (f.Verdict == Pass) {
				t.Errorf("a %s has the sentence %q", f.Verdict, f.Sentence)
			}
			if got := arrow(f.Missing); got != tr.missing {
				t.Errorf("the missing arrow is %q, not %q", got, tr.missing)
			}
			var offending []int
			for _, e := range f.Offending {
				offending = append(offending, int(e.Time.Sub(start)/time.Millisecond))
			}
			if !reflect.DeepEqual(offending, tr.offending) {
				t.Errorf("the offending events are those at %v, not at %v", offending, tr.offending)
			}
			if f.Verdict == Pass && restsOnIUT([]Finding{f}) != tr.rests {
				t.Errorf("that it rests on the IUT is %v: %v", !tr.rests, f.Seen)
			}
			if f.Open && !f.Until.After(at(tr.now)) {
				t.Errorf("it is open until %s, and that is past", f.Until)
			}
			again := tr.claim.Judge(tr.events, at(tr.now))
			if !reflect.DeepEqual(f, again) || before != fmt.Sprintf("%#v %v", tr.claim, tr.events) {
				t.Errorf("judging again gives another finding, or has changed the claim or the events")
			}
		})
	}
}

func arrow(a *Arrow) string {
	if a == nil {
		return ""
	}
	return a.From + " -> " + a.To
}

// log joins events and lists of events.
func log(parts ...any) []record.Event {
	var events []record.Event
	for _, p := range parts {
		switch p := p.(type) {
		case record.Event:
			events = append(events, p)
		case []record.Event:
			events = append(events, p...)
		default:
			panic(fmt.Sprintf("a log has no %T", p))
		}
	}
	return events
}
