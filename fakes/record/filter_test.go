package record_test

import (
	"testing"

	"github.com/duet-conformance/duet/fakes/record"
)

func TestFiltersKeepWhatTheyName(t *testing.T) {
	e := record.Event{
		Kind: record.IMShown, Party: "alix@contoso.test/sfb", From: "megan@contoso.test", To: "alix@contoso.test",
		Token: "duet-0123456789ab", Attrs: map[string]string{"status": "200"},
	}
	for name, test := range map[string]struct {
		keep record.Filter
		want bool
	}{
		"its kind":                {record.Is(record.IMSent, record.IMShown), true},
		"another kind":            {record.Is(record.IMSent), false},
		"no kind":                 {record.Is(), false},
		"its party":               {record.By("alix@contoso.test/sfb"), true},
		"another party":           {record.By(record.PartyIUT), false},
		"its sender":              {record.From("megan@contoso.test"), true},
		"its receiver as sender":  {record.From("alix@contoso.test"), false},
		"its receiver":            {record.To("alix@contoso.test"), true},
		"its sender as receiver":  {record.To("megan@contoso.test"), false},
		"about its sender":        {record.About("megan@contoso.test"), true},
		"about its receiver":      {record.About("alix@contoso.test"), true},
		"about somebody":          {record.About("theo@contoso.test"), false},
		"its token":               {record.Carrying("duet-0123456789ab"), true},
		"another token":           {record.Carrying("duet-ffffffffffff"), false},
		"its attribute":           {record.With("status", "200"), true},
		"another value":           {record.With("status", "486"), false},
		"an attribute it has not": {record.With("reason", ""), true},
		"both":                    {record.And(record.Is(record.IMShown), record.With("status", "200")), true},
		"only one of both":        {record.And(record.Is(record.IMShown), record.With("status", "486")), false},
		"all of none":             {record.And(), true},
		"not the other":           {record.Not(record.Is(record.IMSent)), true},
		"not its own":             {record.Not(record.Is(record.IMShown)), false},
	} {
		if got := test.keep(e); got != test.want {
			t.Errorf("%s: kept is %v", name, got)
		}
	}
}

func TestSelectKeepsTheOrder(t *testing.T) {
	events := []record.Event{{Seq: 1, From: "a"}, {Seq: 2, From: "b"}, {Seq: 3, From: "a"}}
	kept := record.Select(events, record.From("a"))
	if len(kept) != 2 || kept[0].Seq != 1 || kept[1].Seq != 3 {
		t.Errorf("selected are %+v", kept)
	}
}

func TestClientNamesAreTakenApartAgain(t *testing.T) {
	address, client, ok := record.SplitClientName(record.ClientName("alix@contoso.test", record.ClientTeams+"2"))
	if address != "alix@contoso.test" || client != "teams2" || !ok {
		t.Errorf("got %q, %q, %v", address, client, ok)
	}
	for _, party := range []string{record.PartyIUT, record.PartyTester, ""} {
		if _, _, ok := record.SplitClientName(party); ok {
			t.Errorf("%q passes for a person's client", party)
		}
	}
}
