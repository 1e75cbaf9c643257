package walk

// Place is where an IM from an SfB user must arrive.
type Place int

// The places of the table.
const (
	// Unspecified: the document leaves it open, so it is observed and never judged.
	Unspecified Place = iota
	// InTeams and AtSfB: there, once, and nowhere else.
	InTeams
	AtSfB
	// Nowhere: nobody is shown it, and its sender is told.
	Nowhere
)

// String says the place as a sentence goes on.
func (p Place) String() string {
	return [...]string{"is left open", "must arrive in Teams only", "must arrive at the SfB client only", "must arrive nowhere"}[p]
}

// Phone is what an SfB call has to do with where an IM arrives.
type Phone int

// The columns "in SfB call" and "nothing done in Teams since it began" of the table.
const (
	NoCall Phone = iota
	InCall
	// InCallActedInTeams: the person did something in Teams since the call began.
	InCallActedInTeams
)

// Later is the client at which a person was active last.
type Later int

// The column "later activity" of the table.
const (
	// Unclear: at neither, or it depends on what counts as activity, which the document does not say.
	Unclear Later = iota
	LaterInTeams
	LaterAtSfB
)

// Situation is all that decides where an IM for a person arrives.
type Situation struct {
	// Interop is the person's setting; InTeams and InSfB say where they are signed in.
	Interop, InTeams, InSfB bool
	Phone                   Phone
	Later                   Later
}

// row is one of the table's. What it has nothing to say about is nil.
type row struct {
	interop, inTeams, inSfB *bool
	phone                   *Phone
	later                   *Later
	arrives                 Place
}

// table is the routing oracle of the requirements, row by row. What is in no row is not decided by the document.
var table = []row{
	{interop: is(true), inTeams: is(true), inSfB: is(false), arrives: InTeams},
	{interop: is(true), inTeams: is(true), inSfB: is(true), phone: is(NoCall), later: is(LaterInTeams), arrives: InTeams},
	{interop: is(true), inTeams: is(true), inSfB: is(true), phone: is(NoCall), later: is(LaterAtSfB), arrives: AtSfB},
	{interop: is(true), inTeams: is(true), inSfB: is(true), phone: is(InCall), arrives: AtSfB},
	{interop: is(true), inTeams: is(true), inSfB: is(true), phone: is(InCallActedInTeams), arrives: Unspecified},
	{interop: is(true), inTeams: is(false), inSfB: is(true), arrives: AtSfB},
	{interop: is(false), inSfB: is(true), arrives: AtSfB},
	{interop: is(false), inTeams: is(true), inSfB: is(false), arrives: Nowhere},
	{inTeams: is(false), inSfB: is(false), arrives: Nowhere},
}

// is the value that a row asks for.
func is[T any](v T) *T { return &v }

func (r row) holds(s Situation) bool {
	return fits(r.interop, s.Interop) && fits(r.inTeams, s.InTeams) && fits(r.inSfB, s.InSfB) &&
		fits(r.phone, s.Phone) && fits(r.later, s.Later)
}

func fits[T comparable](want *T, have T) bool { return want == nil || *want == have }

// Arrives says where an IM for the person arrives.
func (s Situation) Arrives() Place {
	for _, r := range table {
		if r.holds(s) {
			return r.arrives
		}
	}
	return Unspecified
}
