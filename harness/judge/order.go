package judge

import (
	"strconv"
	"strings"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
)

// InOrder claims that a client shows IMs in the order in which they are listed, each once.
type InOrder struct {
	IMs []IM
	// At is the client.
	At     string
	Within Window
}

// String is the claim as a sentence.
func (c InOrder) String() string {
	return place(c.At) + " shows " + enumerate(c.IMs) + " in this order within " + c.Within.String()
}

// Tokens are those of the IMs.
func (c InOrder) Tokens() []string { return tokens(c.IMs) }

// Judge implements [Claim].
func (c InOrder) Judge(events []record.Event, now time.Time) Finding {
	place := map[string]int{}
	for i, im := range c.IMs {
		place[im.Token] = i
	}
	shown := make([]int, len(c.IMs))
	var seen, iut []record.Event
	var order []string
	turned, last := false, -1
	for _, e := range events {
		i, ours := place[e.Token]
		if !ours {
			continue
		}
		if e.Party == record.PartyIUT && (e.Kind == record.MessagePosted || e.Kind == record.SIPIn) {
			iut = append(iut, e)
		}
		if e.Kind != record.IMShown || e.Party != c.At {
			continue
		}
		if shown[i]++; shown[i] > 1 {
			return broken(c, ErrExactlyOnce, c.nth(i)+" was shown "+times(shown[i]), e)
		}
		turned = turned || i < last
		last = i
		seen, order = append(seen, e), append(order, strconv.Itoa(i+1))
	}
	switch {
	case turned:
		return broken(c, ErrInOrder, "they were shown in the order "+strings.Join(order, ", "), seen...)
	case len(seen) == len(c.IMs) && seen[len(seen)-1].Time.After(c.Within.End()):
		return broken(c, ErrArrives, "the last one was shown "+c.Within.after(seen[len(seen)-1].Time), seen[len(seen)-1])
	case len(seen) == len(c.IMs):
		return kept(append(seen, iut...))
	case !over(c.Within, now):
		return awaited(c, c.Within)
	}
	for i, n := range shown {
		if n == 0 {
			return broken(c, ErrArrives, c.nth(i)+" was not shown").missing(c.system(), c.At, c.IMs[i].String())
		}
	}
	return kept(seen)
}

// nth names one of the IMs; people may write the same more than once.
func (c InOrder) nth(i int) string {
	return "number " + strconv.Itoa(i+1) + ", " + c.IMs[i].String() + ","
}

func (c InOrder) system() string { return IM{Via: c.At}.system() }
