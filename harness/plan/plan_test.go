package plan

import (
	"fmt"
	"strings"
	"testing"

	"github.com/duet-conformance/duet/harness/iut"
	"github.com/duet-conformance/duet/harness/purpose"
)

// four are purposes of each kind: for every environment, for some, and for none.
var four = []purpose.Purpose{
	{ID: "ALL-001"},
	{ID: "HYB-001", Claims: []string{"topology:hybrid"}},
	{ID: "NOT-001", Denies: []string{"imModes:pager"}},
	{ID: "TCP-001", Denies: []string{"transport:udp", "transport:tls"}},
}

func make4(t *testing.T, cfg iut.Config) Plan {
	t.Helper()
	p, err := Make(four, purpose.Selection{}, cfg)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestAPurposeIsPlannedWhereItMeansSomething(t *testing.T) {
	p := make4(t, iut.Default())
	count := map[string]int{}
	for _, item := range p.Items {
		count[item.ID]++
		if played := item.Environment != (iut.Environment{}); played == (item.NotApplicable != "") {
			t.Errorf("%+v is neither played nor not applicable", item)
		}
	}
	for id, want := range map[string]int{"ALL-001": 24, "HYB-001": 12, "NOT-001": 1, "TCP-001": 8} {
		if count[id] != want {
			t.Errorf("%s should be planned %d times, and is %d times", id, want, count[id])
		}
	}
	if last := p.Items[len(p.Items)-1]; last.ID != "NOT-001" || last.NotApplicable != "the ICS claims imModes:pager" {
		t.Errorf("what is not applicable comes last: %+v", last)
	}
	if p.Played() != 44 || p.Claimed != 24 || p.Purposes != 4 {
		t.Errorf("%d are played of %d purposes in %d environments", p.Played(), p.Purposes, p.Claimed)
	}
}

// No purpose vanishes, however narrow the run.
func TestWhatIsPlayedNowhereIsNotApplicable(t *testing.T) {
	cfg, err := iut.Default().Narrowed("any/pidf/endpoint-decides/online")
	if err != nil {
		t.Fatal(err)
	}
	why := map[string]string{}
	for _, item := range make4(t, cfg.In("transport:udp")).Items {
		why[item.ID] = item.NotApplicable
	}
	for id, want := range map[string]string{
		"ALL-001": "", "HYB-001": "it needs topology:hybrid, and this run is topology:online", "NOT-001": "the ICS claims imModes:pager",
		"TCP-001": "it has no meaning in a run that is transport:udp",
	} {
		if got, planned := why[id]; got != want || !planned {
			t.Errorf("%s: %q (planned: %t), want %q", id, got, planned, want)
		}
	}
}

func TestShardsAreThePlan(t *testing.T) {
	p := make4(t, iut.Default())
	for n := 1; n <= p.Played(); n++ {
		at := 0
		for i := 1; i <= n; i++ {
			part, err := p.OfShard(fmt.Sprintf("%d/%d", i, n))
			if err != nil {
				t.Fatal(err)
			}
			if size := len(part.Played()); part.From != at || size < p.Played()/n || size > p.Played()/n+1 {
				t.Errorf("shard %d/%d plays %d, from %d, where %d was the last", i, n, size, part.From, at)
			}
			for _, alone := range part.Split() {
				for _, item := range alone.Played() {
					if e, _ := alone.Environment(); e != item.Environment {
						t.Errorf("shard %d/%d: a part in %s has %s in %s", i, n, e, item.ID, item.Environment)
					}
				}
				if again, err := p.Slice(alone.Range()); err != nil || alone.From != at || again.To != alone.To {
					t.Errorf("shard %d/%d: %s comes back as %s (%v)", i, n, alone.Range(), again.Range(), err)
				}
				at = alone.To
			}
			if at != part.To {
				t.Errorf("shard %d/%d: taken apart it ends at %d, not %d", i, n, at, part.To)
			}
		}
		if at != len(p.Items) {
			t.Errorf("%d shards end at %d of %d", n, at, len(p.Items))
		}
	}
}

func TestShardsThatAreNone(t *testing.T) {
	p := make4(t, iut.Default())
	for text, want := range map[string]string{
		"0/3": "no shard", "4/3": "no shard", "x": "no shard", "1/": "no shard", "/2": "no shard", "-1/2": "no shard", "1/0": "no shard",
		"1/45": "nothing to play: the plan has 44",
	} {
		if _, err := p.OfShard(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want something of %q", text, err, want)
		}
	}
	for _, text := range []string{"", "3", "3-3", "4-3", "-1-3", "0-46", "a-b"} {
		if _, err := p.Slice(text); err == nil {
			t.Errorf("%q should be no stretch", text)
		}
	}
}

func TestDigests(t *testing.T) {
	all, again := make4(t, iut.Default()), make4(t, iut.Default())
	less := make4(t, iut.Default().In("transport:tcp"))
	if all.Digest() != again.Digest() || all.Digest() == less.Digest() {
		t.Error("the same plans, and only those, have the same digest")
	}
}
