package sipwire_test

import (
	"io/fs"
	"path"
	"strings"
	"testing"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/sipwire"
	"github.com/duet-conformance/duet/fixtures"
)

// torture returns the messages of a folder by name.
func torture(t testing.TB, folder string) map[string][]byte {
	t.Helper()
	messages := map[string][]byte{}
	names, err := fs.Glob(fixtures.Torture(), folder+"/*.dat")
	if err != nil || len(names) == 0 {
		t.Fatalf("there are no torture messages in %s: %v", folder, err)
	}
	for _, name := range names {
		raw, err := fs.ReadFile(fixtures.Torture(), name)
		if err != nil {
			t.Fatal(err)
		}
		messages[strings.TrimSuffix(path.Base(name), ".dat")] = raw
	}
	return messages
}

func TestValidTortureMessagesSurviveBeingReadAndWritten(t *testing.T) {
	for name, raw := range torture(t, "valid") {
		t.Run(name, func(t *testing.T) {
			once, err := sipwire.Parse(raw)
			if err != nil {
				t.Fatal(err)
			}
			twice, err := sipwire.Parse(sipwire.Marshal(once))
			if err != nil {
				t.Fatalf("what was written can't be read: %v\n%s", err, sipwire.Marshal(once))
			}
			if a, b := string(sipwire.Marshal(once)), string(sipwire.Marshal(twice)); a != b {
				t.Errorf("written once:\n%s\nwritten twice:\n%s", a, b)
			}
		})
	}
}

func TestWhiteSpaceMayBeWhereverTheGrammarAllowsIt(t *testing.T) {
	msg, err := sipwire.Parse(torture(t, "valid")["wsinv"])
	if err != nil {
		t.Fatal(err)
	}
	vias := msg.GetHeaders("Via")
	if len(vias) != 3 {
		t.Fatalf("there are %d Via headers; expected 3", len(vias))
	}
	via := vias[1].(*sip.ViaHeader)
	branch, _ := sipwire.Param(via.Params, "branch")
	got := []string{
		sipwire.ToTag(msg), sipwire.FromTag(msg), msg.Via().Transport, msg.Via().Host, via.Transport, via.Host, branch,
	}
	want := []string{"1918181833n", "98asjd8", "UDP", "192.0.2.2", "TCP", "spindle.example.com", "z9hG4bK9ikj8"}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("got %q, expected %q", got[i], want[i])
		}
	}
	if number, method := sipwire.CSeq(msg); number != 9 || method != sip.INVITE {
		t.Errorf("got CSeq %d %s, expected 9 INVITE", number, method)
	}
	if q, _ := sipwire.Param(sipwire.ContactOf(msg).Params, "q"); q != "0.33" {
		t.Errorf("got q=%q in Contact, expected 0.33", q)
	}
}

// soundByItself are the invalid torture messages that only their meaning makes wrong: what is wrong with each is for the
// element that the message is for, not for its reader.
var soundByItself = map[string]string{
	"baddate":  "a date in another zone than GMT",
	"bext01":   "extensions that are required and unknown: 420",
	"cparam01": "the one parameter that a Contact in a REGISTER may not have is for the registrar",
	"cparam02": "as cparam01",
	"invut":    "a body type that nobody knows: 415",
	"regaut01": "an authentication scheme that nobody knows",
	"sdp01":    "no acceptable media type: 406",
	"unkscm":   "a Request-URI with an unknown scheme: 416",
	"unksm2":   "a To with an unknown scheme",
	"zeromf":   "no hop is left: 483",
	"regescrt": "a Contact with a header component is for the registrar",
	"bcast":    "a response whose second Via is somebody else's: who sent the request knows",
	"regbadct": "the parameters of a Contact are ambiguous",
}

func TestInvalidTortureMessagesAreSeenToBeInvalid(t *testing.T) {
	for name, raw := range torture(t, "invalid") {
		t.Run(name, func(t *testing.T) {
			msg, err := sipwire.Parse(raw)
			violations := sipwire.Check(msg, raw)
			if err == nil && len(violations) == 0 && soundByItself[name] == "" {
				t.Errorf("nothing is found wrong with\n%s", raw)
			}
			if reason := soundByItself[name]; reason != "" && (err != nil || len(violations) > 0) {
				t.Errorf("it is listed as sound by itself (%s), but: %v %v", reason, err, violations)
			}
		})
	}
}
