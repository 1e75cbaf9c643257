package report

import (
	"slices"
	"strings"
	"testing"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/harness/judge"
)

// drawn is the ladder of a failed purpose with the events, as text.
func drawn(events []record.Event, findings ...judge.Finding) string {
	var text []string
	for _, l := range ladder(tell(Purpose{Verdict: judge.Fail, Events: events, Findings: findings})) {
		text = append(text, l.text)
	}
	return strings.Join(text, "\n")
}

func TestLadderOfNothing(t *testing.T) {
	if got := drawn(nil); got != "" {
		t.Errorf("without events there is no ladder, and there is\n%s", got)
	}
}

func TestLadderKeepsItsColumnsWhateverTheText(t *testing.T) {
	tape := &tape{}
	for _, text := range []string{"你好世界", "e\u0301a\u200db", "👩‍👩‍👧", "tab\tnew\nline", strings.Repeat("long ", 50), "\x1b[2J"} {
		tape.add(record.SourceSfB, record.SIPIn, meganSfB, megan, alix, "method", "MESSAGE").Text = text
	}
	for _, text := range strings.Split(drawn(tape.events), "\n")[1:] {
		runes := []rune(text)
		for l := range lanes {
			if len(runes) <= lifeline(l) || runes[lifeline(l)] != '│' {
				t.Errorf("the line of %s is not in column %d: %s", laneTitles[l], lifeline(l), text)
			}
		}
		if strings.ContainsAny(text, "\x1b\t") {
			t.Errorf("control characters got through: %q", text)
		}
	}
}

func TestLabelsAreShortenedToWhatTellsThemApart(t *testing.T) {
	for _, c := range []struct{ label, want string }{
		{`MESSAGE "lunch?"`, `MESSAGE "lunch?"`},
		{`MESSAGE "control in Teams"`, `"control in Teams"`},
		{`MESSAGE "a sentence of some length"`, `"a sentence of som…`},
		{"REGISTER without a Contact", "REGISTER without a…"},
	} {
		if got := fit(c.label, 19); got != c.want {
			t.Errorf("%s: got %s, want %s", c.label, got, c.want)
		}
	}
}

func TestRawMessagesAreWrapped(t *testing.T) {
	got := raw([]byte("POST / HTTP/1.1\r\n\r\n" + strings.Repeat("x", 2*ladderWidth) + "\r\n"))
	want := []string{"    │ POST / HTTP/1.1", "    │", "    │ " + strings.Repeat("x", 114), "    ┆ " + strings.Repeat("x", 114), "    ┆ " + strings.Repeat("x", 12)}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestLadderUnfoldsWhatAFindingRestsOn(t *testing.T) {
	tape := &tape{}
	tape.sip(record.SIPIn, record.PartyIUT, alix, alix, "REGISTER", "200")
	tape.sip(record.SIPIn, meganSfB, megan, alix, "MESSAGE", "200")
	bound := *tape.add(record.SourceSfB, record.Bound, record.PartyIUT, alix, "")
	if got := drawn(tape.events); strings.Contains(got, "REGISTER alix") || !strings.Contains(got, "┊ 1 more: 1 REGISTER") {
		t.Errorf("the registration should be folded:\n%s", got)
	}
	for name, f := range map[string]judge.Finding{
		"seen":    {Verdict: judge.Fail, Seen: []record.Event{bound}},
		"missing": {Verdict: judge.Fail, Missing: &judge.Arrow{From: "iut", To: "sfb", Label: "REGISTER without Contact"}},
	} {
		if got := drawn(tape.events, f); !strings.Contains(got, "─ 200 to REGISTER ─") {
			t.Errorf("a registration that was %s should be drawn:\n%s", name, got)
		}
	}
	if got := drawn(tape.events[:2]); !strings.Contains(got, "─ REGISTER alix ─") {
		t.Errorf("where nothing but registrations happened, they are the story:\n%s", got)
	}
}

func TestLadderDrawsAFakesOwnWordOnlyWhenItIsMarked(t *testing.T) {
	tape := &tape{}
	tape.sip(record.SIPIn, meganSfB, megan, alix, "MESSAGE", "200")
	entry := *tape.add(record.SourceSfB, record.HistoryRecorded, alixSfB, alix, megan, "class", "im")
	wrong := *tape.add(record.SourceSfB, record.Violation, record.PartyIUT, alix, "")
	if got := drawn(tape.events); strings.Contains(got, "history") || strings.Contains(got, "!") {
		t.Errorf("what the front end says of itself should not be drawn:\n%s", got)
	}
	got := drawn(tape.events, judge.Finding{Verdict: judge.Fail, Offending: []record.Event{entry, wrong}})
	for _, want := range []string{"✗       │                       │ ● history.recorded im", "✗       │                       │ !"} {
		if !strings.Contains(got, want) {
			t.Errorf("there should be %q in\n%s", want, got)
		}
	}
}

func TestLongLadderIsFoldedFromTheTop(t *testing.T) {
	tape := &tape{}
	for range 200 {
		tape.sip(record.SIPIn, meganSfB, megan, alix, "MESSAGE", "200")
	}
	first := tape.events[0]
	got := drawn(tape.events, judge.Finding{Verdict: judge.Fail, Offending: []record.Event{first}})
	lines := strings.Split(got, "\n")
	if len(lines) > ladderRows+5 || !strings.Contains(lines[1], "✗") || !strings.Contains(lines[2], "more: 175 MESSAGE") {
		t.Errorf("%d lines, of which the first are\n%s", len(lines), strings.Join(lines[:4], "\n"))
	}
}

func TestExhibitOfAnEventThatWasOnNoWire(t *testing.T) {
	tape := &tape{}
	message := tape.add(record.SourceSfB, record.SIPOut, alixSfB, megan, alix, "method", "MESSAGE")
	message.Raw, message.Token = []byte("MESSAGE sip:alix SIP/2.0\r\n\r\n"), lunchToken
	shown := tape.add(record.SourcePeople, record.IMShown, alixSfB, megan, alix)
	shown.Token = lunchToken
	text := Explain(Purpose{Verdict: judge.Fail, Events: tape.events, Findings: []judge.Finding{
		{Verdict: judge.Fail, Offending: []record.Event{*shown}},
	}})
	if !strings.Contains(text, "    │ MESSAGE sip:alix SIP/2.0\n") {
		t.Errorf("the message behind what was shown should be there:\n%s", text)
	}
}
