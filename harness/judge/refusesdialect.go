package judge

import (
	"strconv"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
)

// RefusesDialect claims that the IUT refuses what the front end tells it of a person's own presence in a dialect in which it
// did not subscribe (RFC 3261 section 8.2.3): an answer of 2xx would say that it knows now.
type RefusesDialect struct {
	// Address is the person's.
	Address string
	// Within is from when the front end was told to do so until the IUT must have answered.
	Within Window
}

// String is the claim as a sentence.
func (c RefusesDialect) String() string {
	return "the IUT, on a NOTIFY of " + who(c.Address) + "'s own presence in the dialect in which it did not subscribe, refuses it within " + c.Within.String()
}

// Judge implements [Claim]. An IUT that was sent no such NOTIFY was not tried.
func (c RefusesDialect) Judge(events []record.Event, now time.Time) Finding {
	for _, e := range events {
		if e.Kind != record.Notified || e.Party != record.PartyIUT || e.From != c.Address || e.Attr("dialect") != "other" || e.Time.Before(c.Within.From) {
			continue
		}
		answers := record.Select(events, record.And(record.Is(record.SIPIn), record.By(record.PartyIUT), record.With("call-id", e.Attr("call-id")),
			record.With("cseq", e.Attr("cseq")), record.With("method", "NOTIFY"), record.With("status", e.Attr("status"))))
		status, _ := strconv.Atoi(e.Attr("status"))
		switch {
		case len(answers) == 0:
			return broken(c, ErrDeclines, "it gave no final answer", e)
		case status < 400:
			return broken(c, ErrDeclines, "it answered "+startLine(answers[0])+" "+c.Within.after(answers[0].Time), answers[0])
		}
		return kept([]record.Event{answers[0], e})
	}
	if !over(c.Within, now) {
		return awaited(c, c.Within)
	}
	return unclear(c, "it was sent none, or has not answered it yet")
}
