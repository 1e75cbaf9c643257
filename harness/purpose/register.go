package purpose

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"
)

// TimeLimit ends a story that hangs. It is no bound of the IUT's: every wait inside a story has its own, shorter one.
const TimeLimit = 2 * time.Minute

// clauseID is the type of the clause among the options of It.
type clauseID string

// Clause is the option of [It] that names the clause which the purpose judges: Clause("R-08").
func Clause(id string) any { return clauseID(id) }

// ensure is the type of the sentence among the options of It.
type ensure string

// Ensure is the option of [It] that holds the sentence, without its first two words: Ensure("that the IUT, having ...").
func Ensure(that ...string) any { return ensure("Ensure " + strings.Join(that, " ")) }

// Catches is the option of [It] that names the faults which the purpose catches.
func Catches(faults ...gateway.Fault) any { return faults }

type (
	claims []string
	denies []string
)

// Claims is the option of [It] for a purpose that applies only to an IUT whose ICS claims all of these, as
// iut.ICS.Claims spells them, in a run that is all of these: "transport:udp", "routing:registrar-decides",
// "topology:hybrid". What begins with [OfTester] is what the tester must be able to do there ([iut.CanBreak]).
func Claims(features ...string) any { return claims(features) }

// Denies is the option of [It] for a purpose that applies only to an IUT whose ICS claims none of these: it shows that
// what is not claimed is declined properly. What a run is can be denied too: "transport:udp" is for a purpose that has no
// meaning in a run over UDP.
func Denies(features ...string) any { return denies(features) }

// SideBySide is the option of [It] for a purpose whose story mostly waits, such as for a time that is counted in whole seconds, and
// does nothing that anybody but its own cast would notice. Such purposes are played at the same time, as if people did these
// things on the same day; they are the last.
const SideBySide sideBySide = true

type sideBySide bool

// It registers a purpose and its story as a ginkgo spec. It takes, in any order: [Clause], a [Level], [Ensure], a
// [Cast], [Catches], [Claims], [Denies], [SideBySide], and the story. What is missing or unknown is found by [Lint], so that all faults of the catalogue
// are told at once.
func It(id, title string, options ...any) {
	where := types.NewCodeLocation(1)
	p := Purpose{ID: id, Title: title, Suite: path.Base(path.Dir(where.FileName)), Where: shortLocation(where)}
	var problems []string
	for _, option := range options {
		switch o := option.(type) {
		case clauseID:
			p.Clause = string(o)
		case Level:
			p.Level = o
		case ensure:
			p.Sentence = string(o)
		case Cast:
			p.Cast = o
		case []gateway.Fault:
			p.Catches = o
		case claims:
			p.Claims = o
		case denies:
			p.Denies = o
		case sideBySide:
			p.SideBySide = bool(o)
		case func(ginkgo.SpecContext, Leased):
			p.play = o
		default:
			problems = append(problems, fmt.Sprintf("%s (%s): It does not know what to do with a %T", id, p.Where, option))
		}
	}
	catalogue.add(p, problems)
	ginkgo.It(id+" "+title, p.Labels(), where, ginkgo.SpecTimeout(TimeLimit), ginkgo.SpecPriority(p.Priority()), func(ctx ginkgo.SpecContext) {
		stage(ctx, p)
	})
}

// stage is where the specs play. It is set once, before ginkgo runs them.
var stage = func(ginkgo.SpecContext, Purpose) {
	ginkgo.Fail("this purpose was started without a tester around it; run the specs with `duet run` or `go test ./suites/...`")
}

// SetStage says who plays a purpose when ginkgo comes to its spec. Ginkgo's specs are global, so this is too; it must be
// called before ginkgo runs and not while it does.
func SetStage(play func(ginkgo.SpecContext, Purpose)) { stage = play }

// shortLocation writes a code location with the last two parts of its path: "routing/active.go:12".
func shortLocation(where types.CodeLocation) string {
	parts := strings.Split(where.FileName, "/")
	return fmt.Sprintf("%s:%d", strings.Join(parts[max(0, len(parts)-2):], "/"), where.LineNumber)
}

// registry holds what It was told. Ginkgo builds its tree more than once (for a preview, then for the run), so the same
// place may register the same purpose again.
type registry struct {
	purposes []Purpose
	problems []string
}

var catalogue registry

func (r *registry) add(p Purpose, problems []string) {
	same := func(q Purpose) bool { return q.ID == p.ID && q.Where == p.Where }
	if i := slices.IndexFunc(r.purposes, same); i >= 0 {
		r.purposes[i] = p
		return
	}
	r.purposes = append(r.purposes, p)
	r.problems = append(r.problems, problems...)
}
