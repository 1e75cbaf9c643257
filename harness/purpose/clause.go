package purpose

import "slices"

// Requirement is one clause: a requirement on an implementation. Its id is stable: never renumbered, never used again.
type Requirement struct {
	// ID is "R-01" and so on; extended families have other letters.
	ID string
	// Requires says in a sentence what an implementation must do.
	Requires string
	// Extended marks a clause of our own, beside those of the document: its purposes have the level [Extended].
	Extended bool
}

// clauses are all clauses, sorted by id.
var clauses = slices.Concat(document, resilience, security)

// document are the requirements of Microsoft's page "Understand how Skype for Business and Microsoft Teams interact"
// (11 August 2017), in our words.
var document = []Requirement{
	{ID: "R-01", Requires: "Only instant messages between two people cross between the systems; no group or multiparty conversation does."},
	{ID: "R-02", Requires: "Interop serves users homed in SfB Online and users of a split-domain deployment alike."},
	{ID: "R-03", Requires: "Signing in to Teams signs the user in to SfB as well; signing out of Teams ends that."},
	{ID: "R-04", Requires: "Towards SfB the Teams endpoint can do IM and nothing else; a user who is only in Teams is shown as IM Only."},
	{ID: "R-05", Requires: "A Teams user can find a user who is enabled for SfB only, and start and hold a two-party conversation."},
	{ID: "R-06", Requires: "What the SfB user replies arrives in the same chat in Teams."},
	{ID: "R-07", Requires: "A user of both can be signed in to both clients at once, and neither disturbs the other."},
	{ID: "R-08", Requires: "While the user is active in Teams, an IM from an SfB user arrives in Teams."},
	{ID: "R-09", Requires: "During an SfB call, and just after it until the user returns to Teams, an IM from an SfB user arrives in the SfB client."},
	{ID: "R-10", Requires: "An IM arrives at one of the user's clients: never at both, and never at neither while one is signed in."},
	{ID: "R-11", Requires: "Calls and meeting invitations from SfB users arrive at the SfB client only, whatever their modality."},
	{ID: "R-12", Requires: "Calls and group-call invitations from Teams arrive at the Teams client only, whatever their modality."},
	{ID: "R-13", Requires: "An IM that arrives in Teams is not recorded in the SfB conversation history."},
	{ID: "R-14", Requires: "Each user can switch interop off, and on again, in Teams' notification settings, for that user and no other."},
}

// resilience has the ids: what an implementation does when something breaks. The document says nothing of it.
var resilience = []Requirement{
	{ID: "X-01", Extended: true, Requires: "An implementation that was killed serves again once it is started, and what it had accepted is neither lost nor doubled."},
	{ID: "X-02", Extended: true, Requires: "What Teams could not tell for a while arrives all the same, once."},
	{ID: "X-03", Extended: true, Requires: "A request to Teams that fails for a moment loses nothing and doubles nothing."},
	{ID: "X-04", Extended: true, Requires: "Teams that answers slowly loses nothing and doubles nothing."},
	{ID: "X-05", Extended: true, Requires: "A conversation goes on either way after the connection to the front end was lost, and nothing in it is lost or doubled."},
	{ID: "X-06", Extended: true, Requires: "When the network to one of the two systems was cut and is whole again, everything is as before in time, and no IM of the meantime is lost in silence or doubled."},
	{ID: "X-07", Extended: true, Requires: "Datagrams that are lost, or come twice, lose no IM and double none."},
	{ID: "X-08", Extended: true, Requires: "After the SfB front end was restarted, and has forgotten everything, users are registered and shown as IM Only again in time, and IMs go both ways."},
	{ID: "X-09", Extended: true, Requires: "An implementation that stood still for a while goes on where it was, and nothing of the meantime is lost in silence or doubled."},
}

// security has the ids: what an implementation does when somebody means harm. The document says nothing of it.
var security = []Requirement{
	{ID: "X-11", Extended: true, Requires: "What anybody but Teams sends to the webhook is not acted upon."},
	{ID: "X-12", Extended: true, Requires: "SIP that does not come from the front end shows up nowhere and ends nothing, and nobody appears as somebody else."},
	{ID: "X-13", Extended: true, Requires: "Script and markup in an IM or a name arrive as text."},
	{ID: "X-14", Extended: true, Requires: "Nothing is said to a front end or a backend that does not prove by its certificate who it is."},
	{ID: "X-15", Extended: true, Requires: "Secrets of one system never appear in what is sent to the other."},
	{ID: "X-16", Extended: true, Requires: "Malformed and oversized SIP does not stop the next IM from being served."},
	{ID: "X-17", Extended: true, Requires: "Malformed and oversized notifications do not stop the next IM from being served."},
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
