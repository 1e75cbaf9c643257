package purpose

import (
	"fmt"
	"slices"
	"strings"

	"github.com/agext/levenshtein"
	"github.com/onsi/ginkgo/v2/types"
)

// Selection says which purposes of the catalogue to run. The zero value selects all. Values of one kind add up; kinds
// narrow each other down: Clauses with Suite routing are the routing purposes of either clause.
type Selection struct {
	IDs     []string
	Clauses []string
	Suites  []string
	// Filter is an expression of ginkgo's label filter language.
	Filter string
}

// All says whether the selection leaves nothing out.
func (s Selection) All() bool {
	return len(s.IDs) == 0 && len(s.Clauses) == 0 && len(s.Suites) == 0 && s.Filter == ""
}

// String writes the selection as options of `duet run`. It is empty for all.
func (s Selection) String() string {
	var parts []string
	for _, kind := range []struct {
		option string
		values []string
	}{{"--only", s.IDs}, {"--clause", s.Clauses}, {"--suite", s.Suites}} {
		if len(kind.values) > 0 {
			parts = append(parts, kind.option+" "+strings.Join(kind.values, ","))
		}
	}
	if s.Filter != "" {
		parts = append(parts, fmt.Sprintf("--label-filter %q", s.Filter))
	}
	return strings.Join(parts, " ")
}

// From returns the purposes of the catalogue that the selection keeps. A value that is in no purpose, and a selection
// that keeps none, are errors that name what there is.
func (s Selection) From(catalogue []Purpose) ([]Purpose, error) {
	for _, kind := range []struct {
		option string
		values []string
		of     func(Purpose) string
	}{
		{"--only", s.IDs, func(p Purpose) string { return p.ID }},
		{"--clause", s.Clauses, func(p Purpose) string { return p.Clause }},
		{"--suite", s.Suites, func(p Purpose) string { return p.Suite }},
	} {
		for _, value := range kind.values {
			if !slices.ContainsFunc(catalogue, func(p Purpose) bool { return kind.of(p) == value }) {
				return nil, fmt.Errorf("%s %s matches no purpose; the nearest that there is: %s", kind.option, value, nearest(value, catalogue, kind.of))
			}
		}
	}
	keep, err := types.ParseLabelFilter(s.Filter)
	if err != nil {
		return nil, fmt.Errorf("the label filter %q can't be read: %w", s.Filter, err)
	}
	var kept []Purpose
	for _, p := range catalogue {
		if in(s.IDs, p.ID) && in(s.Clauses, p.Clause) && in(s.Suites, p.Suite) && keep(p.Labels()) {
			kept = append(kept, p)
		}
	}
	if len(kept) == 0 {
		return nil, fmt.Errorf("the selection (%s) matches none of the %d purposes", s, len(catalogue))
	}
	return kept, nil
}

func in(values []string, value string) bool {
	return len(values) == 0 || slices.Contains(values, value)
}

func nearest(value string, catalogue []Purpose, of func(Purpose) string) string {
	return of(slices.MinFunc(catalogue, func(a, b Purpose) int {
		return levenshtein.Distance(value, of(a), nil) - levenshtein.Distance(value, of(b), nil)
	}))
}
