package judge

import (
	"testing"

	"github.com/duet-conformance/duet/fakes/record"
)

func TestReads(t *testing.T) {
	claim := Reads{IM: lunch, At: alixTeams, Text: "1 < 2 & café\nsoon", Within: within(0, "delivery")}
	shown := func(text string, more ...string) []record.Event {
		return log(posts(lunch, 5), ev(8, record.IMShown, append(more, "party="+alixTeams, "from="+megan, "to="+alix, "token="+tokenA, "text="+text)...))
	}
	judged(t, []trial{
		{name: "unchanged", claim: claim, verdict: Pass, rests: true, events: shown("1 < 2 & café\nsoon " + tokenA)},
		{name: "lines ended otherwise", claim: claim, verdict: Pass, rests: true, events: shown("1 < 2 & café\r\nsoon " + tokenA + "\r\n")},
		{
			name: "escaped, and shown as HTML", claim: claim, verdict: Pass, rests: true,
			events: shown("1 &lt; 2 &amp; caf&eacute;\nsoon "+tokenA, "content-type=html"),
		},
		{name: "not shown yet", claim: claim, verdict: Inconclusive, open: true, events: log(posts(lunch, 5))},
		{
			name: "escaped, and shown as text", claim: claim, verdict: Fail, guarantee: ErrUnchanged,
			events:    shown("1 &lt; 2 &amp; café\nsoon " + tokenA),
			sentence:  `expected that megan's IM "lunch?" reads "1 < 2 & café\nsoon" at alix's Teams client within 5s (delivery), but it reads "1 &lt; 2 &amp; café\nsoon", which has "&" in place of "<" after "1 "`,
			offending: []int{8},
		},
		{
			name: "garbled", claim: claim, verdict: Fail, guarantee: ErrUnchanged,
			events: shown("1 < 2 & cafÃ©\nsoon " + tokenA), offending: []int{8},
		},
		{
			name: "cut off", claim: claim, verdict: Fail, guarantee: ErrUnchanged, events: shown("1 < 2 & café " + tokenA),
			sentence:  `expected that megan's IM "lunch?" reads "1 < 2 & café\nsoon" at alix's Teams client within 5s (delivery), but it reads "1 < 2 & café", which ends before "\nsoon"`,
			offending: []int{8},
		},
		{
			name: "added to", claim: claim, verdict: Fail, guarantee: ErrUnchanged, events: shown("1 < 2 & café\nsoon " + tokenA + " (sent from SfB)"),
			offending: []int{8},
		},
		{
			name: "shown late, which stays a fail when it is judged again", claim: claim, verdict: Fail, guarantee: ErrArrives, now: afterAll,
			events:    log(posts(lunch, 5), ev(6000, record.IMShown, "party="+alixTeams, "from="+megan, "to="+alix, "token="+tokenA, "text=1 < 2 & café\nsoon "+tokenA)),
			sentence:  `expected that megan's IM "lunch?" reads "1 < 2 & café\nsoon" at alix's Teams client within 5s (delivery), but it was shown after 6s`,
			offending: []int{6000},
		},
		{
			name: "never shown", claim: claim, verdict: Fail, guarantee: ErrArrives, now: afterAll, events: log(sends(lunch, 0)),
			missing: "teams -> " + alixTeams,
		},
	})
}

func TestQuoteCutsWhatIsTooLongToRead(t *testing.T) {
	long := ""
	for range 100 {
		long += "é"
	}
	if got := []rune(quote(long)); len(got) != 62 || got[60] != '…' {
		t.Errorf("quote gives %d characters: %s", len(got), string(got))
	}
}
