package report

import (
	"bytes"
	"slices"
	"strings"
	"unicode"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/harness/judge"
)

// Explain says why a purpose has its verdict, in plain text of at most 120 columns: the sentence, the guarantee, the
// clause, the ladder with what is wrong marked in it, the raw message, what the IUT printed, the command that repeats it. It is "" for a pass
// and for what is not applicable. For a purpose that was read from a report it is that report's evidence.
func Explain(p Purpose) string {
	var out strings.Builder
	for _, l := range explain(p) {
		out.WriteString(l.text)
		out.WriteByte('\n')
	}
	return out.String()
}

func explain(p Purpose) []line {
	if p.Verdict == judge.Pass || p.Verdict == judge.NotApplicable {
		return nil
	}
	var lines []line
	if p.Evidence != "" { // it was written before: what it was made from may be gone
		for text := range strings.Lines(p.Evidence) {
			lines = append(lines, line{strings.TrimSuffix(text, "\n"), plain})
		}
		if p.Waived != "" {
			for _, text := range wrap("  waived     ", margin, p.Waived) {
				lines = append(lines, line{text, doubtful})
			}
		}
		return lines
	}
	add := func(t tone, texts ...string) {
		for _, text := range texts {
			lines = append(lines, line{text, t})
		}
	}
	reason := p.Reason
	if reason == "" {
		reason = "no reason was recorded"
	}
	add(strong, wrap("  ", "  ", reason)...)
	add(plain, "")
	if p.Guarantee != "" {
		add(plain, wrap("  broken     ", margin, p.Guarantee)...)
	}
	add(plain, wrap("  clause     ", margin, p.Clause+" ("+p.Level+")")...)
	add(plain, wrap("  purpose    ", margin, p.Sentence)...)
	if p.Waived != "" {
		add(doubtful, wrap("  waived     ", margin, p.Waived)...)
	}
	for _, f := range others(p) {
		add(plain, wrap("  also       ", margin, f.Sentence)...)
	}
	if drawn := ladder(tell(p)); len(drawn) > 0 {
		add(plain, "")
		lines = append(lines, drawn...)
	}
	if e, ok := exhibit(p); ok {
		add(plain, "")
		add(plain, "  "+caption(e))
		message := raw(e.Raw)
		if len(message) > rawLines {
			message = append(message[:rawLines], "    │ …")
		}
		add(faint, message...)
	}
	if p.Output != "" {
		add(plain, "", "  what the IUT printed meanwhile:")
		printed := raw([]byte(p.Output))
		if n := len(printed) - rawLines; n > 0 {
			printed = append([]string{"    │ …"}, printed[n:]...)
		}
		add(faint, printed...)
	}
	add(plain, "")
	if p.Repeat != "" {
		add(strong, "  repeat     "+p.Repeat)
	}
	return lines
}

// margin is where the text beside a word at the left begins.
const margin = "             "

// others are the findings that say something beside the reason.
func others(p Purpose) []judge.Finding {
	var rest []judge.Finding
	said := map[string]bool{p.Reason: true, "": true}
	for _, f := range p.Findings {
		if f.Verdict != judge.Pass && !said[f.Sentence] {
			said[f.Sentence] = true
			rest = append(rest, f)
		}
	}
	return rest
}

// exhibit is the message to show in full: of the first offending event, or else of the last that was seen. An event that
// was not on a wire itself is shown by the message behind it.
func exhibit(p Purpose) (record.Event, bool) {
	findings := against(p)
	for _, f := range findings {
		for _, e := range f.Offending {
			if e, ok := onWire(p.Events, e); ok {
				return e, true
			}
		}
	}
	for _, f := range findings {
		for _, e := range slices.Backward(f.Seen) {
			if e, ok := onWire(p.Events, e); ok {
				return e, true
			}
		}
	}
	return record.Event{}, false
}

// onWire finds the message behind an event. It is the event's own; or the last before it that the IUT sent with the same
// token or in the same dialog; or the last that anyone did; or the last of the kind that makes a fake record such an event.
func onWire(events []record.Event, e record.Event) (record.Event, bool) {
	if len(e.Raw) > 0 {
		return e, true
	}
	token, call := e.Token, e.Attr("call-id")
	same := func(other record.Event) bool {
		return token != "" && other.Token == token || call != "" && other.Attr("call-id") == call
	}
	before := slices.DeleteFunc(inTime(events), func(other record.Event) bool {
		return len(other.Raw) == 0 || other.Time.After(e.Time)
	})
	for _, keep := range []record.Filter{
		func(other record.Event) bool {
			return same(other) && other.Party == record.PartyIUT && (other.Kind == record.SIPIn || other.Kind == record.HTTPExchange)
		},
		same,
		func(other record.Event) bool {
			return other.Attr("method") == methodBehind[e.Kind] && other.Attr("status") == "" && other.Party == e.Party && other.From == e.From
		},
	} {
		if found := record.Select(before, keep); len(found) > 0 {
			return found[len(found)-1], true
		}
	}
	return record.Event{}, false
}

func caption(e record.Event) string {
	s, ok := stepOf(e)
	if !ok || s.from == s.to {
		return "the message, as " + observer(e) + " saw it:"
	}
	return "from " + placed(s, s.from) + " to " + placed(s, s.to) + ", as " + observer(e) + " saw it:"
}

func placed(s step, at lane) string {
	if s.name != "" && (at == laneSfBClient || at == laneTeamsClient) {
		return s.name + "'s " + laneTitles[at]
	}
	return "the " + laneTitles[at]
}

func observer(e record.Event) string {
	if at, _ := laneOf(e.Source); at != noLane {
		return "the " + laneTitles[at]
	}
	return "the client"
}

// rawLines is how many lines of a message, or of what an IUT printed, are shown.
const rawLines = 40

// raw sets a message off from the rest, line by line, with what can't be printed as "·". A long line goes on after a "┆".
func raw(message []byte) []string {
	const columns = ladderWidth - 6
	message = bytes.ReplaceAll(bytes.TrimRight(message, "\r\n"), []byte("\r\n"), []byte("\n"))
	var lines []string
	for text := range strings.SplitSeq(string(message), "\n") {
		rest := []rune(harmless(strings.ReplaceAll(text, "\t", "    ")))
		for edge := "    │ "; ; edge = "    ┆ " {
			part := rest[:min(columns, len(rest))]
			lines = append(lines, strings.TrimRight(edge+string(part), " "))
			if rest = rest[len(part):]; len(rest) == 0 {
				break
			}
		}
	}
	return lines
}

// harmless replaces what a terminal may take for a command, which an IUT could have sent.
func harmless(text string) string {
	return strings.Map(func(r rune) rune {
		if r == unicode.ReplacementChar || !unicode.IsPrint(r) {
			return '·'
		}
		return r
	}, text)
}

// wrap breaks a text at spaces, so that no line is wider than the ladder. first and rest begin the lines.
func wrap(first, rest, text string) []string {
	var lines []string
	current := first
	empty := true
	for _, word := range strings.Fields(text) {
		word = harmless(word)
		if !empty && len([]rune(current))+1+len([]rune(word)) > ladderWidth {
			lines = append(lines, current)
			current, empty = rest, true
		}
		if !empty {
			current += " "
		}
		current += word
		empty = false
	}
	return append(lines, strings.TrimRight(current, " "))
}
