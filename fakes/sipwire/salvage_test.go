package sipwire_test

import (
	"testing"

	"github.com/duet-conformance/duet/fakes/sipwire"
)

func TestSalvageReadsWhatIsLegible(t *testing.T) {
	for raw, want := range map[string][3]string{
		head + "CSeq: many MESSAGE\r\n\r\n":                                                  {"alix@contoso.test", "megan@contoso.test", "bad"},
		"x\r\nf: Alix <sip:Alix@contoso.test;x=y>;tag=1\r\ni: 7\r\n":                         {"alix@contoso.test", "", "7"},
		"x\r\nFrom: sip:alix@contoso.test;tag=1\r\nTo: \"Megan <sip:megan@contoso.test>\r\n": {"alix@contoso.test", "megan@contoso.test", ""},
		"x\r\nFrom: <\r\nTo: >\r\n":                                                          {},
		"\x00\xff":                                                                           {},
		"":                                                                                   {},
	} {
		from, to, callID := sipwire.Salvage([]byte(raw))
		if got := [3]string{from, to, callID}; got != want {
			t.Errorf("of %q is legible %q, not %q", raw, got, want)
		}
	}
}
