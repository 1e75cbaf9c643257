package judge

import (
	"slices"
	"strconv"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
)

// SameChat claims that IMs, in whichever direction, are in one chat of Teams.
type SameChat struct {
	IMs    []IM
	Within Window
}

// String is the claim as a sentence.
func (c SameChat) String() string {
	return enumerate(c.IMs) + " are in one chat in Teams within " + c.Within.String()
}

// Tokens are those of the IMs.
func (c SameChat) Tokens() []string { return tokens(c.IMs) }

// Judge implements [Claim].
func (c SameChat) Judge(events []record.Event, now time.Time) Finding {
	return together(c, c.IMs, events, now, c.Within, shared{
		attr: "chat", guarantee: ErrOneChat, where: "a chat",
		keep: record.Is(record.MessagePosted),
	})
}

// OneSession claims that IMs, in whichever direction, go through one SIP session.
type OneSession struct {
	IMs    []IM
	Within Window
}

// String is the claim as a sentence.
func (c OneSession) String() string {
	return enumerate(c.IMs) + " go through one SIP session within " + c.Within.String()
}

// Tokens are those of the IMs.
func (c OneSession) Tokens() []string { return tokens(c.IMs) }

// Judge implements [Claim].
func (c OneSession) Judge(events []record.Event, now time.Time) Finding {
	return together(c, c.IMs, events, now, c.Within, shared{
		attr: "call-id", guarantee: ErrOneSession, where: "a SIP session",
		keep: record.Is(record.SIPIn),
	})
}

// shared is what IMs have in common when they belong together: an attribute of the events of a kind that carry them.
type shared struct {
	attr      string
	guarantee error
	where     string
	keep      record.Filter
}

// together judges that the events of all IMs have the same attribute.
func together(c Claim, ims []IM, events []record.Event, now time.Time, w Window, s shared) Finding {
	found := map[string][]record.Event{}
	for _, e := range events {
		if e.Token != "" && s.keep(e) {
			found[e.Token] = append(found[e.Token], e)
		}
	}
	var seen []record.Event
	for _, im := range ims {
		if len(found[im.Token]) == 0 {
			if !over(w, now) {
				return awaited(c, w)
			}
			return broken(c, s.guarantee, im.String()+" is not in "+s.where+" at all").missing(record.PartyIUT, s.system(), im.String())
		}
		seen = append(seen, found[im.Token]...)
	}
	for _, e := range seen {
		if e.Attr(s.attr) != seen[0].Attr(s.attr) {
			i := slices.IndexFunc(ims, func(im IM) bool { return im.Token == e.Token })
			return broken(c, s.guarantee, ims[i].String()+" is in another than "+ims[0].String(), e)
		}
	}
	return kept(seen)
}

// system is the PCO where the events are seen.
func (s shared) system() string {
	if s.attr == "chat" {
		return record.SourceTeams
	}
	return record.SourceSfB
}

// enumerate names IMs in a sentence: all of a few, the first and the last of many.
func enumerate(ims []IM) string {
	if n := len(ims); n > 3 {
		return strconv.Itoa(n) + " IMs, from " + ims[0].String() + " to " + ims[n-1].String() + ","
	}
	var names []string
	for _, im := range ims {
		names = append(names, im.String())
	}
	return list(names)
}

// tokens are those of the IMs.
func tokens(ims []IM) []string {
	var all []string
	for _, im := range ims {
		all = append(all, im.Token)
	}
	return all
}
