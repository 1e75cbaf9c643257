package gateway

import (
	"testing"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/sipwire"
)

// TestANameIsNothingButAName writes names into a From header that would be more than a name there.
func TestANameIsNothingButAName(t *testing.T) {
	for _, name := range []string{
		`Eve" <sip:boss@contoso.test>;x="`, "Eve\r\nX-Injected: 1", `Eve\`, "Eve\x00", "Zoë <script>", `a\"b`,
	} {
		l := &line{g: &Gateway{}, address: "eve@contoso.test", user: user{DisplayName: name}, id: identityOf("eve@contoso.test")}
		req := l.request(sip.MESSAGE, l.aor(), l.aor())
		msg, err := sipwire.Parse(sipwire.Marshal(req))
		if err != nil {
			t.Errorf("%q: %v", name, err)
			continue
		}
		if from := sipwire.FromAddress(msg); from != "eve@contoso.test" || sipwire.Has(msg, "X-Injected") || sipwire.FromTag(msg) != sipwire.FromTag(req) {
			t.Errorf("with the name %q the request is\n%s", name, sipwire.Marshal(req))
		}
	}
}
