package judge

import (
	"strings"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
)

// Answers claims with which final status the IUT answers the requests of one SIP call: each time with one of them, and
// at least once in the window. A branch that the front end cancelled (487) was not answered by anybody's decision, and
// does not count.
type Answers struct {
	// CallID is the Call-ID; What names the call in sentences: "megan's audio call".
	CallID, What string
	// Method is that of the requests: "INVITE", "INFO".
	Method string
	// Statuses are those that conform: "488", or "2xx" for a whole class.
	Statuses []string
	// Since is from when on answers count: an INVITE within a session is not the one that began it.
	Since time.Time
	// IfAsked lets the claim be kept by an IUT that never gets such a request of the call, because the front end has found
	// somebody else to answer it.
	IfAsked bool
	Within  Window
}

// String is the claim as a sentence.
func (c Answers) String() string {
	asked := ""
	if c.IfAsked {
		asked = ", if it is asked,"
	}
	return "the IUT" + asked + " answers the " + c.Method + " of " + c.What + " with " + strings.Join(c.Statuses, " or ") + " within " + c.Within.String()
}

// Judge implements [Claim].
func (c Answers) Judge(events []record.Event, now time.Time) Finding {
	var seen []record.Event
	cancelled := false
	var elsewhere []record.Event // where else it was sent to
	asked := false
	for _, e := range events {
		code := e.Attr("status")
		if e.Kind == record.SIPOut && e.Attr("call-id") == c.CallID && e.Attr("method") == c.Method && code == "" && !e.Time.Before(c.Since) {
			if e.Party == record.PartyIUT {
				asked = true
			} else {
				elsewhere = append(elsewhere, e)
			}
		}
		if e.Kind != record.SIPIn || e.Party != record.PartyIUT || e.Attr("call-id") != c.CallID ||
			e.Attr("method") != c.Method || code == "" || strings.HasPrefix(code, "1") || e.Time.Before(c.Since) {
			continue
		}
		switch {
		case code == "487":
			cancelled = true
		case !c.conforms(code):
			return broken(c, ErrAnswers, "it answered "+startLine(e)+" "+c.Within.after(e.Time), e)
		case e.Time.After(c.Within.End()):
			if len(seen) == 0 {
				return broken(c, ErrAnswers, "it answered only "+c.Within.after(e.Time), e)
			}
		default:
			seen = append(seen, e)
		}
	}
	switch {
	case len(seen) > 0:
		return kept(seen)
	case c.IfAsked && !asked && len(elsewhere) > 0:
		return kept(elsewhere)
	case !over(c.Within, now):
		return awaited(c, c.Within)
	case cancelled:
		return unclear(c, "it was cancelled before it answered")
	}
	return broken(c, ErrAnswers, "it gave no final answer").missing(record.PartyIUT, record.SourceSfB, strings.Join(c.Statuses, " or "))
}

func (c Answers) conforms(code string) bool {
	for _, s := range c.Statuses {
		if class, ok := strings.CutSuffix(s, "xx"); s == code || ok && strings.HasPrefix(code, class) {
			return true
		}
	}
	return false
}

// startLine is what a response says, without the version.
func startLine(e record.Event) string {
	if line, ok := strings.CutPrefix(e.Attr("start"), "SIP/2.0 "); ok {
		return line
	}
	return e.Attr("status")
}
