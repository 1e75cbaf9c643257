package gateway

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/agext/levenshtein"
)

// Fault is one way of being wrong that the gateway can be given: a mutant. A gateway with faults is right in everything
// else, so a purpose that fails it has noticed this fault and nothing else.
//
// The faults are exported variables of this package, grouped as the suites are. Where the right thing is done in the
// code, the wrong one stands beside it behind "if g.has(Name)".
type Fault struct {
	// Name is what the command line calls it: "ignores-teams-activity".
	Name string
	// Clause is the requirement that it breaks: "R-08".
	Clause string
	// Breaks says in a sentence what goes wrong.
	Breaks string
	// Spreads says in a sentence why purposes of other clauses fail as well. Empty: none does.
	Spreads string
	// Needs is what a run must be for the fault to show, as purposes spell it: "routing:registrar-decides". In any other
	// run the gateway that has the fault does nothing wrong. Empty: it shows in every run.
	Needs string
	// Late is how long after everything seemed right it goes wrong: a run shows the fault when it waits for stragglers for
	// longer. Zero: a moment later at most.
	Late time.Duration
	// Liar marks an implementation that is wrong as a whole rather than in one thing.
	Liar bool
}

// String is the fault's name.
func (f Fault) String() string { return f.Name }

// known is filled while the package's variables are initialised and only read after that.
var known []Fault

func add(f Fault) Fault {
	known = append(known, f)
	return f
}

func fault(name, clause, breaks string) Fault {
	return add(Fault{Name: name, Clause: clause, Breaks: breaks})
}

// in says what a run must be for the fault to show.
func (f Fault) in(environment string) Fault {
	f.Needs = environment
	return f.again()
}

// after says how much later the fault shows.
func (f Fault) after(late time.Duration) Fault {
	f.Late = late
	return f.again()
}

// spreads says why purposes of other clauses fail too.
func (f Fault) spreads(why string) Fault {
	f.Spreads = why
	return f.again()
}

// again replaces what is known of the fault.
func (f Fault) again() Fault {
	for i := range known {
		if known[i].Name == f.Name {
			known[i] = f
		}
	}
	return f
}

// What a run may have to be for a fault to show.
const (
	whereEndpointDecides  = "routing:" + EndpointDecides
	whereRegistrarDecides = "routing:" + RegistrarDecides
	whereHybrid           = "topology:hybrid"
	whereUDP              = "transport:udp"
	whereTLS              = "transport:tls"
	whereMSRTC            = "dialect:msrtc"
)

// faults are those that a gateway has. The zero value has none.
type faults struct {
	names map[string]bool
	// passed is told of each question for one; nil: nobody is.
	passed func(name string)
}

// has stands at each place where the fault would show; in a condition it stands last, for asking says that the place was
// reached.
func (f faults) has(one Fault) bool {
	if f.passed != nil {
		f.passed(one.Name)
	}
	return f.names[one.Name]
}

// Faults returns every fault and liar there is, sorted by name.
func Faults() []Fault {
	all := slices.Clone(known)
	slices.SortFunc(all, func(a, b Fault) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// FaultNamed returns the fault of that name. The error names the nearest one that exists.
func FaultNamed(name string) (Fault, error) {
	nearest, best := "", -1
	for _, f := range Faults() {
		if f.Name == name {
			return f, nil
		}
		if d := levenshtein.Distance(name, f.Name, nil); best < 0 || d < best {
			nearest, best = f.Name, d
		}
	}
	return Fault{}, fmt.Errorf("the reference implementation has no fault %q; the nearest is %q", name, nearest)
}
