package purpose

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/onsi/ginkgo/v2"
)

// Catalogue returns all purposes that the linked suites register, sorted by id. It is an error that lists everything
// wrong with them, one a line, when any entry is bad: then nothing may run.
//
// It builds ginkgo's tree without running it, so it must be called outside of specs.
func Catalogue() ([]Purpose, error) {
	preview := ginkgo.PreviewSpecs("catalogue")
	var specs [][]string
	for _, s := range preview.SpecReports {
		specs = append(specs, s.Labels())
	}
	wrong := append(slices.Clone(catalogue.problems), lint(catalogue.purposes, specs)...)
	if len(catalogue.purposes) == 0 {
		wrong = append(wrong, "no suite is linked into this program, so there is no purpose to run")
	}
	if len(wrong) > 0 {
		return nil, errors.New("the catalogue of purposes is broken:\n  " + strings.Join(wrong, "\n  "))
	}
	sorted := slices.Clone(catalogue.purposes)
	slices.SortFunc(sorted, func(a, b Purpose) int { return cmp.Compare(a.ID, b.ID) })
	return sorted, nil
}

// Catching returns the ids of the purposes that name a fault among those that they catch, sorted and never nil.
func Catching(catalogue []Purpose, f gateway.Fault) []string {
	ids := []string{}
	for _, p := range catalogue {
		if p.Names(f) {
			ids = append(ids, p.ID)
		}
	}
	return ids
}
