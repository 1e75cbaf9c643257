package purpose

import "slices"

// Requirement is one clause: a requirement on an implementation. Its id is stable: never renumbered, never used again.
type Requirement struct {
	// ID is "R-01" and so on; extended families have other letters.
	ID string
	// Requires says in a sentence what an implementation must do.
	Requires string
}

// clauses are the requirements of Microsoft's page "Understand how Skype for Business and Microsoft Teams interact"
// (11 August 2017), in our words.
var clauses = []Requirement{
	{"R-01", "Only instant messages between two people cross between the systems; no group or multiparty conversation does."},
	{"R-02", "Interop serves users homed in SfB Online and users of a split-domain deployment alike."},
	{"R-03", "Signing in to Teams signs the user in to SfB as well; signing out of Teams ends that."},
	{"R-04", "Towards SfB the Teams endpoint can do IM and nothing else; a user who is only in Teams is shown as IM Only."},
	{"R-05", "A Teams user can find a user who is enabled for SfB only, and start and hold a two-party conversation."},
	{"R-06", "What the SfB user replies arrives in the same chat in Teams."},
	{"R-07", "A user of both can be signed in to both clients at once, and neither disturbs the other."},
	{"R-08", "While the user is active in Teams, an IM from an SfB user arrives in Teams."},
	{"R-09", "During an SfB call, and just after it until the user returns to Teams, an IM from an SfB user arrives in the SfB client."},
	{"R-10", "An IM arrives at one of the user's clients: never at both, and never at neither while one is signed in."},
	{"R-11", "Calls and meeting invitations from SfB users arrive at the SfB client only, whatever their modality."},
	{"R-12", "Calls and group-call invitations from Teams arrive at the Teams client only, whatever their modality."},
	{"R-13", "An IM that arrives in Teams is not recorded in the SfB conversation history."},
	{"R-14", "Each user can switch interop off, and on again, in Teams' notification settings, for that user and no other."},
}

// Clauses returns the clause catalogue, sorted by id.
func Clauses() []Requirement { return slices.Clone(clauses) }

// ClauseByID returns the clause with an id; ok is false when there is none.
func ClauseByID(id string) (c Requirement, ok bool) {
	i := slices.IndexFunc(clauses, func(c Requirement) bool { return c.ID == id })
	if i < 0 {
		return Requirement{}, false
	}
	return clauses[i], true
}

// Level says what a purpose counts for.
type Level string

const (
	// Must purposes decide whether an implementation conforms.
	Must Level = "must"
	// Extended purposes are judged and reported apart from the musts.
	Extended Level = "extended"
)
