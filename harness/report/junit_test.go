package report

import (
	"bytes"
	"encoding/xml"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jstemmer/go-junit-report/v2/junit"

	"github.com/duet-conformance/duet/harness/judge"
)

// read parses what WriteJUnit writes, as a build server does.
func read(t *testing.T, r Result) junit.Testsuites {
	t.Helper()
	var out bytes.Buffer
	if err := WriteJUnit(&out, r); err != nil {
		t.Fatal(err)
	}
	var all junit.Testsuites
	if err := xml.Unmarshal(out.Bytes(), &all); err != nil {
		t.Fatalf("the JUnit report is no XML: %v\n%s", err, out.Bytes())
	}
	return all
}

// Known from other harnesses: the counts say that something failed, and no element says what.
func TestJUnitHasAnElementForEveryFailureThatItCounts(t *testing.T) {
	all := read(t, sample())
	failures, errors, skipped := 0, 0, 0
	for _, suite := range all.Suites {
		for _, c := range suite.Testcases {
			for _, element := range []struct {
				result *junit.Result
				count  *int
			}{{c.Failure, &failures}, {c.Error, &errors}, {c.Skipped, &skipped}} {
				if element.result == nil {
					continue
				}
				*element.count++
				if element.result.Message == "" {
					t.Errorf("%s has a result without a message", c.Name)
				}
			}
		}
	}
	if all.Failures != 2 || failures != 2 || all.Errors != 2 || errors != 2 || all.Skipped != 1 || skipped != 1 || all.Tests != 6 {
		t.Errorf("counted %d failures, %d errors, %d skipped of %d, and found %d, %d, %d elements; want 2, 2, 1 of 6",
			all.Failures, all.Errors, all.Skipped, all.Tests, failures, errors, skipped)
	}
}

func TestJUnitNamesAreIDAndTitle(t *testing.T) {
	if got := read(t, sample()).Suites[0].Testcases[0]; got.Name != "ROUT-001 Last active endpoint: Teams" || got.Classname != "duet.tcp/pidf/endpoint-decides/online.routing" {
		t.Errorf("the name should be id and title and nothing else: %q of %q", got.Name, got.Classname)
	}
}

func TestJUnitOfARunThatFailedAsAWholeIsNotGreen(t *testing.T) {
	empty := passing(0)
	Summarise(&empty)
	blind := passing(2)
	blind.Environments[0].SeenAtT = 0
	Summarise(&blind)
	rude := passing(2)
	rude.Violations = []Violation{{Environment: here.String(), Rule: "RFC 3261 §8.1.1", Sentence: "REGISTER lacks Call-ID"}}
	Summarise(&rude)
	for _, c := range []struct {
		r                Result
		failures, errors int
	}{{empty, 0, 1}, {blind, 0, 1}, {rude, 1, 0}} {
		if all := read(t, c.r); all.Failures != c.failures || all.Errors != c.errors {
			t.Errorf("%s: got %d failures and %d errors, want %d and %d", c.r.Reason, all.Failures, all.Errors, c.failures, c.errors)
		}
	}
	green := passing(2)
	Summarise(&green)
	if all := read(t, green); all.Failures+all.Errors != 0 || all.Tests != 2 {
		t.Errorf("a conformant run should have two testcases and nothing against it, and has %+v", all)
	}
}

func TestJUnitCarriesWhateverAnIUTSent(t *testing.T) {
	r := passing(1)
	r.Purposes[0].Verdict, r.Purposes[0].Reason = judge.Fail, "it sent \x00\x1b[31m\xff ]]> <b> \U0010FFFF"
	Summarise(&r)
	if got := read(t, r).Suites[0].Testcases[0].Failure.Message; !strings.Contains(got, "]]> <b>") {
		t.Errorf("the message came out as %q", got)
	}
}

func TestSave(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "duet-report")
	for range 2 { // the second one replaces the first
		if err := Save(dir, sample()); err != nil {
			t.Fatal(err)
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != 2 || entries[0].Name() != JUnitFile || entries[1].Name() != JSONFile {
		t.Errorf("the directory should hold %s and %s alone, and holds %v", JSONFile, JUnitFile, entries)
	}

	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Save(filepath.Join(file, "sub"), sample()); err == nil || !strings.HasPrefix(err.Error(), "the reports can't be written: ") {
		t.Errorf("a directory that can't be made should be said, and it said %v", err)
	}
}
