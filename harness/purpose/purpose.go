package purpose

import (
	"maps"
	"slices"
	"strings"

	"github.com/duet-conformance/duet/fakes/directory"
	"github.com/duet-conformance/duet/fakes/gateway"
	"github.com/duet-conformance/duet/harness/iut"
	"github.com/duet-conformance/duet/harness/people"
	"github.com/onsi/ginkgo/v2"
)

// Purpose is one test purpose: one sentence, one requirement.
type Purpose struct {
	// ID is stable and unique: "ROUT-001".
	ID string
	// Title is what reports call it: a few words.
	Title string
	// Clause is the id of the requirement that it judges.
	Clause string
	Level  Level
	// Sentence has the form of ETSI's test purposes: "Ensure that the IUT, having ..., on receipt of ..., does ...".
	Sentence string
	// Cast says who takes part, by handle, and where they are when the story starts.
	Cast Cast
	// Catches are the faults that this purpose is known to catch; at least one.
	Catches []gateway.Fault
	// Claims and Denies are what an ICS must, and must not, say for the purpose to apply ("imModes:pager").
	Claims, Denies []string
	// SideBySide says that it may be played at the same time as others of which that is said (see the option).
	SideBySide bool
	// Suite is the package that the purpose stands in: "routing".
	Suite string
	// Edition is part of the addresses of the cast; empty adds nothing. It tells apart runs that share a directory.
	Edition string
	// Where is the file and line of its registration.
	Where string

	play Story
}

// Story plays a purpose with the people who were leased to it.
type Story func(ctx ginkgo.SpecContext, cast Leased)

// Cast names who takes part in a purpose. The handles are the story's own ("alix"); the addresses behind them are unique
// to the purpose, so no purpose can see another.
type Cast map[string]people.Role

// Leased are the people of a cast, signed in where their roles say.
type Leased map[string]*people.Person

// Labels are the ginkgo labels of the purpose: tp:ROUT-001, clause:R-08, level:must, suite:routing.
func (p Purpose) Labels() ginkgo.Labels {
	return ginkgo.Labels{"tp:" + p.ID, "clause:" + p.Clause, "level:" + string(p.Level), "suite:" + p.Suite}
}

// Priority is higher for what is to be played earlier. A purpose that restarts the implementation, or breaks what is around it,
// comes before those that don't: whoever is restarted forgets what they would have done later, and no straggler of theirs would
// ever come; and what is broken is broken for everybody who has come on by then. What is played side by side comes last.
func (p Purpose) Priority() int {
	switch {
	case p.disturbs():
		return 1
	case p.SideBySide:
		return -1
	}
	return 0
}

// Names says whether the purpose says of itself that it catches a fault.
func (p Purpose) Names(f gateway.Fault) bool {
	return slices.ContainsFunc(p.Catches, func(g gateway.Fault) bool { return g.Name == f.Name })
}

// disturbs says whether the purpose restarts the implementation, or breaks what is around it.
func (p Purpose) disturbs() bool {
	return slices.ContainsFunc(p.Claims, func(feature string) bool { return feature == "restartable" || strings.HasPrefix(feature, OfTester) })
}

// OfTester begins the features that the tester must be able to, and not the implementation.
const OfTester = iut.OfTester

// Play plays the story. It returns when the story has ended, or not at all when an assertion ended it.
func (p Purpose) Play(ctx ginkgo.SpecContext, cast Leased) { p.play(ctx, cast) }

// Handles are the names of the cast, sorted.
func (p Purpose) Handles() []string { return slices.Sorted(maps.Keys(p.Cast)) }

// User is the directory entry behind a handle of the cast, in the SIP domain.
func (p Purpose) User(handle, domain string) directory.User {
	role := p.Cast[handle]
	scene := strings.ToLower(p.ID)
	if p.Edition != "" {
		scene += "." + p.Edition
	}
	address := handle + "." + scene + "@" + domain
	return directory.User{
		Address:     address,
		DisplayName: strings.ToUpper(handle[:1]) + handle[1:] + " " + p.ID,
		ID:          directory.ID(address),
		Password:    "correct horse " + handle,
		Teams:       role.TeamsLicence,
		SfB:         role.SfBLicence,
		Instances:   []string{directory.Instance(address, 1), directory.Instance(address, 2)},
	}
}
