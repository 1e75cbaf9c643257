package people

import "errors"

// The guarantees that the people need of the IUT before anything can be tried. When one is broken the purpose ends with
// the verdict Fail.
var (
	// ErrTold is broken when the IUT subscribed to a change and did not answer the notification of it with 2xx.
	ErrTold = errors.New("an implementation answers what it subscribed to: every NOTIFY and every change notification gets a 2xx in time")
	// ErrRegisters is broken when the IUT has no binding for a user who is to have one.
	ErrRegisters = errors.New("a user who is signed in to Teams, enabled for SfB and has interop on is registered at SfB in time")
	// ErrPublishes is broken when the IUT has not published such a user's presence.
	ErrPublishes = errors.New("a user whom the implementation registers has open presence published in time")
	// ErrWatches is broken when the IUT has not subscribed to such a user's own presence, from which it is to learn what
	// the user's SfB client does.
	ErrWatches = errors.New("an implementation watches the own presence of each user whom it registers")
	// ErrKeepsActivity is broken when the IUT has not published what such a user did in Teams, though the front end decides by
	// what is published where an IM arrives.
	ErrKeepsActivity = errors.New("where the registrar decides, an implementation keeps the published activity of each user current")
	// ErrServes is broken when the IUT ends and nobody asked for it.
	ErrServes = errors.New("an implementation serves until it is told to stop")
	// ErrStops is broken when the IUT was asked to stop and did not, or not properly.
	ErrStops = errors.New("an implementation that is asked to stop withdraws what it made and ends")
	// ErrComesBack is broken when the IUT was started again and does not serve.
	ErrComesBack = errors.New("an implementation that is started again serves again in time")
	// ErrRecovers is broken when something around the IUT was broken and is whole again, and the IUT does not serve as before.
	ErrRecovers = errors.New("an implementation serves as before, in time, when what was broken around it is whole again")
	// ErrAnswers is broken when the IUT gave no final answer to a SIP request (RFC 3261 section 8.2.6 and section 17.2).
	ErrAnswers = errors.New("every SIP request gets a final answer in time")
	// ErrInvites is broken when the IUT has not invited an SfB user to a session for a message from Teams.
	ErrInvites = errors.New("a message from Teams to an SfB user comes by way of a session to which the SfB client is invited in time")
	// ErrSpares is broken when the IUT took an invitation that is not for it, or ended it for the user's other clients.
	ErrSpares = errors.New("an invitation that is not for Teams is declined so that the user's SfB client can take it")
)
