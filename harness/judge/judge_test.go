package judge

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
)

func TestVerdictsOnlyWorsen(t *testing.T) {
	order := []Verdict{Pass, Inconclusive, Fail, Error}
	for i, a := range order {
		for j, b := range order {
			if got := Worse(a, b); got != order[max(i, j)] {
				t.Errorf("the worse of %s and %s is %s", a, b, got)
			}
		}
	}
}

func TestVerdictsAreSpelledAsReportsDo(t *testing.T) {
	for v := Pass; v <= NotApplicable; v++ {
		text, err := json.Marshal(v)
		var back Verdict
		if err == nil {
			err = json.Unmarshal(text, &back)
		}
		if err != nil || back != v {
			t.Errorf("%s comes back from %s as %s (%v)", v, text, back, err)
		}
	}
	var v Verdict
	if err := json.Unmarshal([]byte(`"passed"`), &v); err == nil || !strings.Contains(err.Error(), `no verdict "passed"`) {
		t.Errorf("an unknown verdict is read as %s (%v)", v, err)
	}
	if _, err := Verdict(9).MarshalText(); err == nil {
		t.Error("an unknown verdict is written")
	}
}

func TestBoundsOrDefault(t *testing.T) {
	got := Bounds{Delivery: time.Minute}.OrDefault()
	want := DefaultBounds
	want.Delivery = time.Minute
	if got != want {
		t.Errorf("the bounds are %+v, not %+v", got, want)
	}
}

func TestPlacesHaveNames(t *testing.T) {
	for party, name := range map[string]string{
		alixTeams:         "alix's Teams client",
		alixTeams + "2":   "alix's Teams client 2",
		meganSfB:          "megan's SfB client",
		"iut":             "the IUT",
		"sfb":             "the SfB front end",
		"teams":           "the Teams backend",
		"":                "nobody",
		"tester":          "tester",
		"x@contoso/pager": "x's client pager",
		"@contoso/sfb":    "somebody's SfB client",
	} {
		if got := place(party); got != name {
			t.Errorf("%q is called %q, not %q", party, got, name)
		}
	}
}

// purposeOf is a purpose with n IMs, each arriving where it should.
func purposeOf(n int) (events []record.Event, last Claim) {
	for i := range n {
		im := IM{Token: fmt.Sprintf("duet-%012x", i), Text: "hello", From: megan, To: alix, Via: meganSfB, SentAt: at(i)}
		events = append(events, sends(im, i), posts(im, i), shows(im, i, alixTeams))
		events = append(events, fences(i, alixSfB, true)...)
		last = Arrives{IM: im, At: alixTeams, Only: true, Elsewhere: []string{alixSfB}, Within: within(i, "delivery")}
	}
	return events, last
}

// Judging is linear in the events of a purpose. Counting allocations shows it without a clock.
func TestJudgingIsLinear(t *testing.T) {
	cost := func(n int) float64 {
		events, claim := purposeOf(n)
		return testing.AllocsPerRun(5, func() { Conclude(Case{Claims: []Claim{claim}, Events: events, Now: at(n)}) })
	}
	few, many := cost(200), cost(1600)
	if many > 10*few {
		t.Errorf("eight times the events cost %.1f times the allocations (%.0f and %.0f)", many/few, few, many)
	}
}

func BenchmarkConclude(b *testing.B) {
	for _, n := range []int{10, 100, 1000, 10_000} {
		b.Run(fmt.Sprintf("events=%d", 5*n), func(b *testing.B) {
			events, claim := purposeOf(n)
			b.ReportAllocs()
			for b.Loop() {
				Conclude(Case{Claims: []Claim{claim}, Events: events, Now: at(n)})
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(events)), "ns/event")
		})
	}
}
