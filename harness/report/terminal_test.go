package report

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

// Known from other harnesses: a partial run that is reported as the full one.
func TestTerminalNeverCallsAPartialRunConformant(t *testing.T) {
	r := passing(1)
	r.Plan.Catalogue, r.Plan.Options = 45, "--only TEST-001"
	Summarise(&r)
	var out bytes.Buffer
	NewTerminal(&out).End(r, "")
	if strings.Contains(out.String(), "CONFORMANT") || !strings.Contains(out.String(), "partial run (--only TEST-001), which certifies nothing") {
		t.Errorf("the end of a partial run reads\n%s", out.String())
	}
}

func TestTerminalOutcomes(t *testing.T) {
	for outcome, want := range map[Outcome]string{
		Conformant: "\n  CONFORMANT\n", NotConformant: "\n  NOT CONFORMANT\n", Inconclusive: "\n  INCONCLUSIVE\n", Error: "\n  ERROR\n",
	} {
		var out bytes.Buffer
		NewTerminal(&out).End(Result{Result: outcome}, "")
		if !strings.Contains(out.String(), want) {
			t.Errorf("%s reads\n%s", outcome, out.String())
		}
	}
}

func TestColoursOnlyAtATerminal(t *testing.T) {
	file, err := os.Create(t.TempDir() + "/out")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if hasColours(file) || hasColours(&bytes.Buffer{}) {
		t.Error("a file and a buffer are no terminals")
	}
	device, err := os.Open(os.DevNull) // a character device, as a terminal is
	if err != nil {
		t.Skip(err)
	}
	defer device.Close()
	t.Setenv("TERM", "xterm")
	t.Setenv("NO_COLOR", "")
	if !hasColours(device) {
		t.Error("at a terminal there should be colours")
	}
	t.Setenv("NO_COLOR", "1")
	if hasColours(device) {
		t.Error("with NO_COLOR set there should be none")
	}
}

func TestColoursSayNothingThatTheTextDoesNot(t *testing.T) {
	var bare, coloured bytes.Buffer
	NewTerminal(&bare).Explain(twice())
	(&Terminal{w: &coloured, colours: true}).Explain(twice())
	stripped := coloured.String()
	for _, tone := range []tone{strong, faint, bad, good, doubtful} {
		stripped = strings.ReplaceAll(stripped, "\x1b["+string(tone)+"m", "")
	}
	stripped = strings.ReplaceAll(stripped, "\x1b[0m", "")
	if stripped != bare.String() {
		t.Errorf("without its colours it should be the same:\n%s", stripped)
	}
	if !strings.Contains(coloured.String(), "\x1b[1;31m   31.2 ✗") {
		t.Error("the offending arrow should stand out")
	}
}

func TestTerminalLetsNothingThroughThatATerminalObeys(t *testing.T) {
	p := twice()
	p.Reason, p.Title = "it said \x1b]0;gotcha\x07", "a\x1b[2Jb"
	p.Findings[0].Offending[0].Raw = []byte("MESSAGE \x1b[2J\x9b\x07")
	r := sample()
	r.Environments[0].Output = "\x1b[2J"
	var out bytes.Buffer
	term := NewTerminal(&out)
	term.Purpose(p)
	term.Explain(p)
	term.End(r, "")
	if strings.ContainsAny(out.String(), "\x1b\x07\u009b") {
		t.Errorf("control characters got through: %q", out.String())
	}
}
