package report

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares with testdata/name, line by line.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(got, want) {
		return
	}
	gotLines, wantLines := strings.Split(string(got), "\n"), strings.Split(string(want), "\n")
	for i := range max(len(gotLines), len(wantLines)) {
		g, w := "", ""
		if i < len(gotLines) {
			g = gotLines[i]
		}
		if i < len(wantLines) {
			w = wantLines[i]
		}
		if g != w {
			t.Fatalf("%s differs in line %d (go test ./harness/report -update writes it anew)\ngot:  %s\nwant: %s", path, i+1, g, w)
		}
	}
}

func TestGoldenExplanations(t *testing.T) {
	golden(t, "twice.txt", []byte(Explain(twice())))
	golden(t, "silent.txt", []byte(Explain(silent())))
}

func TestGoldenReports(t *testing.T) {
	var json, xml bytes.Buffer
	if err := WriteJSON(&json, sample()); err != nil {
		t.Fatal(err)
	}
	golden(t, "report.json", json.Bytes())
	if err := WriteJUnit(&xml, sample()); err != nil {
		t.Fatal(err)
	}
	golden(t, "junit.xml", xml.Bytes())
}

func TestGoldenTerminal(t *testing.T) {
	var out bytes.Buffer
	r := sample()
	term := NewTerminal(&out)
	term.Begin(r)
	for _, p := range r.Purposes {
		term.Purpose(p)
		if p.ID != "ROUT-001" && p.ID != "ROUT-002" {
			term.Explain(p)
		}
	}
	r.Environments[0].Output = "level=INFO msg=listening\nlevel=ERROR msg=\"lost the front end\"\n"
	term.End(r, "duet-report")
	golden(t, "terminal.txt", out.Bytes())
}

func TestExplanationsFitTheScreen(t *testing.T) {
	for i, text := range strings.Split(Explain(twice())+Explain(silent()), "\n") {
		if n := len([]rune(text)); n > ladderWidth {
			t.Errorf("line %d has %d columns, more than %d: %s", i+1, n, ladderWidth, text)
		}
	}
}
