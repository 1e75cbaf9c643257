package judge

import (
	"encoding/base64"
	"net/url"
	"strings"
	"testing"

	"github.com/duet-conformance/duet/fakes/record"
)

// sentToSfB is a SIP message of the IUT.
func sentToSfB(raw string) record.Event {
	e := ev(1, record.SIPIn, "party=iut", "from="+alix)
	e.Source, e.Raw = record.SourceSfB, []byte(raw)
	return e
}

func TestSecretsAreFoundInEveryForm(t *testing.T) {
	const secret = "open+sesame/~now"
	claim := KeepsSecrets{
		To: record.SourceSfB, Of: []Secret{{"the client secret", secret}}, Shown: []Secret{{"the name of its account", "interop"}},
	}
	control := sentToSfB(`Authorization: Digest username="interop"`)
	for name, holds := range map[string]string{
		"as it is":      "X-Secret: " + secret,
		"for a query":   "Call-Info: <https://x.test/?s=" + url.QueryEscape(secret) + ">",
		"for a path":    "Call-Info: <https://x.test/" + url.PathEscape("a b"+secret) + ">",
		"in base64":     base64.StdEncoding.EncodeToString([]byte(secret)),
		"behind a byte": base64.RawStdEncoding.EncodeToString([]byte("a" + secret + "bc")),
		"behind two":    base64.URLEncoding.EncodeToString([]byte("ab" + secret)),
		"behind many":   base64.StdEncoding.EncodeToString([]byte("user:" + secret + "\n")),
	} {
		f := claim.Judge([]record.Event{control, sentToSfB(holds)}, at(9))
		if f.Verdict != Fail || f.Guarantee != ErrKeepsSecrets || strings.Contains(f.Sentence, secret) || len(f.Offending) != 1 {
			t.Errorf("%s: %s, %s", name, f.Verdict, f.Sentence)
		}
	}
}

func TestSecretsCountOnlyWhereTheIUTSendsThem(t *testing.T) {
	claim := KeepsSecrets{
		To: record.SourceSfB, Of: []Secret{{"the client secret", "open sesame"}}, Shown: []Secret{{"the name of its account", "interop"}},
	}
	control, other := sentToSfB(`Authorization: Digest username="interop"`), sentToSfB("open sesame")
	byMegan, toTeams := other, other
	byMegan.Party, toTeams.Source = meganSfB, record.SourceTeams
	if f := claim.Judge([]record.Event{control, byMegan, toTeams}, at(9)); f.Verdict != Pass || len(f.Seen) != 1 {
		t.Errorf("%s: %s, resting on %d events", f.Verdict, f.Sentence, len(f.Seen))
	}
	if f := claim.Judge([]record.Event{byMegan}, at(9)); f.Verdict != Inconclusive {
		t.Errorf("without a control: %s", f.Verdict)
	}
	claim.Of = nil
	if f := claim.Judge([]record.Event{control}, at(9)); f.Verdict != Inconclusive {
		t.Errorf("without a secret: %s", f.Verdict)
	}
}
