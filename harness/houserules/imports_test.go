package houserules

import (
	"strconv"
	"strings"
	"testing"
)

// storey is how high a room stands: imports go down, or stay in the room.
var storey = map[string]int{"fixtures": 0, "fakes": 1, "harness": 2, "suites": 3}

// doorway is the one place where an import goes up: the program has to be linked with the specs.
const doorway = "harness/cmd/duet/"

// strangers may not know each other: the fakes and the reference implementation meet on the wire and nowhere else, so that
// a misunderstanding shared by both sides can't hide.
var strangers = map[string][]string{
	"fakes/gateway/": {"fakes/sfb", "fakes/teams", "fakes/record", "fakes/directory"},
	"fakes/sfb/":     {"fakes/gateway", "fakes/teams"},
	"fakes/teams/":   {"fakes/gateway", "fakes/sfb"},
}

func oneWay(s source) []string {
	var broken []string
	for _, spec := range s.file.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue
		}
		ours, ok := strings.CutPrefix(path, module)
		if !ok {
			continue
		}
		room, _, _ := strings.Cut(ours, "/")
		if storey[room] > storey[s.room()] && !strings.HasPrefix(s.path, doorway) {
			broken = append(broken, s.at(spec)+": "+s.room()+" must not import "+room)
		}
		for from, unknown := range strangers {
			// A test may bring strangers together, for that is what it is for.
			if !strings.HasPrefix(s.path, from) || strings.HasSuffix(s.path, "_test.go") {
				continue
			}
			for _, stranger := range unknown {
				if ours == stranger || strings.HasPrefix(ours, stranger+"/") {
					broken = append(broken, s.at(spec)+": "+strings.TrimSuffix(from, "/")+" must not know "+stranger)
				}
			}
		}
	}
	return broken
}

func TestImportsRunOneWay(t *testing.T) {
	catches(t, oneWay,
		sample{"fakes/sfb/x.go", `package sfb; import "github.com/duet-conformance/duet/harness/judge"`, "fakes must not import harness"},
		sample{"fixtures/x.go", `package fixtures; import "github.com/duet-conformance/duet/fakes/record"`, "fixtures must not import fakes"},
		sample{"harness/report/x.go", `package report; import _ "github.com/duet-conformance/duet/suites"`, "harness must not import suites"},
		sample{"harness/cmd/duet/x.go", `package main; import _ "github.com/duet-conformance/duet/suites"`, ""},
		sample{"fakes/gateway/x.go", `package gateway; import "github.com/duet-conformance/duet/fakes/sfb"`, "fakes/gateway must not know fakes/sfb"},
		sample{"fakes/gateway/x.go", `package gateway; import "github.com/duet-conformance/duet/fakes/sipwire"`, ""},
		sample{"suites/routing/x.go", `package routing; import ("fmt"; "github.com/duet-conformance/duet/harness/match")`, ""},
	)
	keep(t, oneWay)
}
