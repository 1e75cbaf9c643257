package waiver

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/duet-conformance/duet/harness/iut"
	"github.com/duet-conformance/duet/harness/report"
)

// file is a file of waivers. The keys are the fields' names with a small letter.
type file struct{ Waivers []entry }

type entry struct{ Purpose, Environment, Owner, Reason, Expires, Says string }

// Load reads a file of waivers. Every waiver has every key. A file that can't be read is an error that wraps the reason; one
// that is not understood is an [iut.BadConfig], with file, line and key of all that is wrong.
func Load(path string) ([]report.Waiver, error) {
	var read file
	lines, err := iut.Read(path, "file of waivers", &read)
	if err != nil {
		return nil, err
	}
	var wrong iut.BadConfig
	for i, e := range read.Waivers {
		section := fmt.Sprintf("waivers[%d]", i)
		for _, field := range e.fields() {
			key := section + "." + field.name
			switch line := lines[key]; {
			case line == 0:
				wrong = append(wrong, iut.Problem{File: path, Line: lines[section], Key: key, Text: "it is missing: " + field.holds})
			case strings.TrimSpace(field.value) == "":
				wrong = append(wrong, iut.Problem{File: path, Line: line, Key: key, Text: "it is empty: " + field.holds})
			default:
				if why := field.wrong(field.value); why != "" {
					wrong = append(wrong, iut.Problem{File: path, Line: line, Key: key, Text: why})
				}
			}
		}
		for j, other := range read.Waivers[:i] {
			if e.Purpose == other.Purpose && overlap(e.Environment, other.Environment) {
				wrong = append(wrong, iut.Problem{
					File: path, Line: lines[section], Key: section,
					Text: fmt.Sprintf("waivers[%d] in line %d is for %s too, in an environment that both cover", j, lines[fmt.Sprintf("waivers[%d]", j)], e.Purpose),
				})
			}
		}
	}
	if len(read.Waivers) == 0 {
		wrong = append(wrong, iut.Problem{File: path, Key: "waivers", Text: "there is no waiver in the file"})
	}
	if len(wrong) > 0 {
		slices.SortStableFunc(wrong, func(a, b iut.Problem) int { return a.Line - b.Line })
		return nil, wrong
	}
	return read.waivers(), nil
}

// waivers are those of a file in which nothing is wrong.
func (f file) waivers() []report.Waiver {
	var all []report.Waiver
	for _, e := range f.Waivers {
		all = append(all, report.Waiver{
			Purpose: e.Purpose, Environment: e.Environment, Owner: e.Owner, Reason: oneLine(e.Reason), Expires: e.Expires, Says: oneLine(e.Says),
		})
	}
	return all
}

// oneLine is a text without the line ends of the file.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// field is one field of a waiver: what it holds, and what is wrong with a value ("" if nothing is).
type field struct {
	name, value, holds string
	wrong              func(value string) string
}

func (e entry) fields() []field {
	anything := func(string) string { return "" }
	return []field{
		{"purpose", e.Purpose, "the id of the purpose that fails, such as ROUT-001", wrongPurpose},
		{"environment", e.Environment, `where it fails: any, or a pattern such as "tls/any/any/any"`, wrongEnvironment},
		{"owner", e.Owner, "who answers for the failure", anything},
		{"reason", e.Reason, "why the failure is put up with", anything},
		{"expires", e.Expires, "the last day of the waiver, such as 2026-12-31", wrongDate},
		{"says", e.Says, "the sentence with which the purpose fails", anything},
	}
}

var id = regexp.MustCompile(`^[A-Z]+-[0-9]{3}$`)

func wrongPurpose(value string) string {
	if !id.MatchString(value) {
		return fmt.Sprintf("%q is not the id of a purpose, such as ROUT-001", value)
	}
	return ""
}

func wrongEnvironment(value string) string {
	if err := iut.CheckPattern(value); err != nil {
		return err.Error()
	}
	return ""
}

func wrongDate(value string) string {
	if _, err := time.Parse(time.DateOnly, value); err != nil {
		return fmt.Sprintf("%q is not a day such as 2026-12-31", value)
	}
	return ""
}
