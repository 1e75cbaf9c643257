package report

import (
	"bytes"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/duet-conformance/duet/fixtures"
	"github.com/duet-conformance/duet/harness/judge"
)

func schema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(fixtures.ReportSchema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	const name = "urn:duet:v1:conformance-report"
	if err := c.AddResource(name, doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile(name)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// fits validates a result as it is written.
func fits(t *testing.T, s *jsonschema.Schema, r Result) error {
	t.Helper()
	var out bytes.Buffer
	if err := WriteJSON(&out, r); err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(&out)
	if err != nil {
		t.Fatal(err)
	}
	return s.Validate(doc)
}

func TestReportsFitTheirSchema(t *testing.T) {
	s := schema(t)
	failing := sample()
	green := sample()
	green.Purposes = green.Purposes[2:3]
	planned(&green)
	Summarise(&green)
	empty := sample()
	empty.Purposes, empty.Violations, empty.Observations = nil, nil, nil
	planned(&empty)
	Summarise(&empty)
	partial := green
	partial.Plan.Catalogue, partial.Plan.Options = 45, "--only SIGN-001"
	Summarise(&partial)
	for name, r := range map[string]Result{"failing": failing, "green": green, "empty": empty, "partial": partial} {
		if err := fits(t, s, r); err != nil {
			t.Errorf("the %s report should fit the schema: %v", name, err)
		}
	}
}

func TestSchemaRefusesWhatIsNotHonest(t *testing.T) {
	s := schema(t)
	for name, spoil := range map[string]func(*Result){
		"conformant with a fail":     func(r *Result) { r.Result, r.Reason = Conformant, "" },
		"an error without a reason":  func(r *Result) { r.Reason = "" },
		"a fail without a reason":    func(r *Result) { r.Purposes[0].Reason = "" },
		"partial without selection":  func(r *Result) { r.Partial = true },
		"an outcome that isn't one":  func(r *Result) { r.Result = "passed" },
		"another version":            func(r *Result) { r.APIVersion = "duet/v2" },
		"no purposes":                func(r *Result) { r.Purposes = nil },
		"a violation at no side":     func(r *Result) { r.Violations[0].PCO = "" },
		"a negative duration":        func(r *Result) { r.DurationMs = -1 },
		"a purpose without a clause": func(r *Result) { r.Purposes[0].Clause = "" },
	} {
		r := sample()
		spoil(&r)
		if fits(t, s, r) == nil {
			t.Errorf("the schema should refuse a report with %s", name)
		}
	}
}

// The schema and the Go types must name the same properties, and require those that are always written.
func TestSchemaHasTheModelsProperties(t *testing.T) {
	var doc struct {
		object
		Defs map[string]object `json:"$defs"`
	}
	if err := json.Unmarshal([]byte(fixtures.ReportSchema()), &doc); err != nil {
		t.Fatal(err)
	}
	doc.Defs["the report"] = doc.object
	for name, model := range map[string]reflect.Type{
		"the report": reflect.TypeFor[Result](), "iut": reflect.TypeFor[IUT](), "environment": reflect.TypeFor[Environment](),
		"counts": reflect.TypeFor[Counts](), "summary": reflect.TypeFor[Summary](), "plan": reflect.TypeFor[Plan](), "purpose": reflect.TypeFor[Purpose](), "violation": reflect.TypeFor[Violation](),
		"observation": reflect.TypeFor[Observation](), "waiver": reflect.TypeFor[Waiver](),
	} {
		var all, always []string
		for _, field := range reflect.VisibleFields(model) {
			key, options, _ := strings.Cut(field.Tag.Get("json"), ",")
			if key == "-" || field.Anonymous {
				continue
			}
			all = append(all, key)
			if options == "" {
				always = append(always, key)
			}
		}
		def := doc.Defs[name]
		var properties []string
		for key := range def.Properties {
			properties = append(properties, key)
		}
		for _, list := range [][]string{all, always, properties, def.Required} {
			slices.Sort(list)
		}
		if !slices.Equal(all, properties) {
			t.Errorf("%s: the model has %v, the schema %v", name, all, properties)
		}
		if !slices.Equal(always, def.Required) {
			t.Errorf("%s: the model always writes %v, the schema requires %v", name, always, def.Required)
		}
	}
}

type object struct {
	Properties map[string]any `json:"properties"`
	Required   []string       `json:"required"`
}

func TestVerdictsAreThoseOfTheSchema(t *testing.T) {
	for _, v := range []judge.Verdict{judge.Pass, judge.Inconclusive, judge.Fail, judge.Error, judge.NotApplicable} {
		if !strings.Contains(fixtures.ReportSchema(), `"`+v.String()+`"`) {
			t.Errorf("the schema doesn't know the verdict %s", v)
		}
	}
}
