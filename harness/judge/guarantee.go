package judge

import "errors"

// The guarantees. The text of each is what is no longer true when it is broken. They can be told apart with
// [errors.Is] on [Finding.Guarantee].
var (
	// ErrArrives.
	ErrArrives = errors.New("an IM arrives where its receiver was last active, within the delivery bound")
	// ErrExactlyOnce.
	ErrExactlyOnce = errors.New("an IM arrives exactly once")
	// ErrOnePlace.
	ErrOnePlace = errors.New("an IM arrives at one of the two clients and not at the other")
	// ErrNowhere.
	ErrNowhere = errors.New("an IM that cannot be delivered is shown nowhere")
	// ErrSenderTold.
	ErrSenderTold = errors.New("a sender is told truly whether the IM was delivered")
	// ErrOneChat.
	ErrOneChat = errors.New("two people have one chat in Teams")
	// ErrOneSession.
	ErrOneSession = errors.New("a conversation that goes on stays in its SIP session")
	// ErrInOrder.
	ErrInOrder = errors.New("IMs arrive in the order in which they were sent")
	// ErrUnchanged.
	ErrUnchanged = errors.New("people read what was written")
	// ErrUnsolicited.
	ErrUnsolicited = errors.New("nothing is shown that nobody sent")
	// ErrStaysInTeams.
	ErrStaysInTeams = errors.New("what is no IM between two people of the two systems does not cross to SfB")
	// ErrStaysInSfB.
	ErrStaysInSfB = errors.New("what is no IM between two people of the two systems does not cross to Teams")

	// ErrRegistered.
	ErrRegistered = errors.New("signing in to Teams signs the user in to SfB")
	// ErrOneEndpoint.
	ErrOneEndpoint = errors.New("a user has one Teams endpoint at SfB")
	// ErrDeregistered.
	ErrDeregistered = errors.New("signing out of Teams signs the Teams endpoint out of SfB")
	// ErrNotEnabled.
	ErrNotEnabled = errors.New("only a user who is enabled for SfB and has interop on is signed in to SfB")
	// ErrRefreshed.
	ErrRefreshed = errors.New("what expires is refreshed before it does")
	// ErrStableInstance (R-03; RFC 5626 section 4.1).
	ErrStableInstance = errors.New("an endpoint has the same instance each time that it registers")
	// ErrFeatures (R-04; RFC 3840).
	ErrFeatures = errors.New("the Teams endpoint registers without audio and without video")
	// ErrUndisturbed.
	ErrUndisturbed = errors.New("neither client of a user disturbs the other")

	// ErrShown.
	ErrShown = errors.New("a watcher sees how a user can be reached")
	// ErrIMOnly.
	ErrIMOnly = errors.New("the Teams endpoint presents IM capability and no other")

	// ErrRings.
	ErrRings = errors.New("a call rings at the clients of its own system")
	// ErrRingsOnly.
	ErrRingsOnly = errors.New("a call rings at no client of the other system")
	// ErrStaysOff.
	ErrStaysOff = errors.New("what is begun in Teams sends no request to SfB")
	// ErrCallerTold.
	ErrCallerTold = errors.New("a caller who reaches nobody is told so in time")
	// ErrAnswers (R-11; RFC 3261 section 16.7).
	ErrAnswers = errors.New("the Teams endpoint answers so that the user's other clients can still be reached")
	// ErrHistory.
	ErrHistory = errors.New("the SfB conversation history holds what arrived at the SfB client")
	// ErrNothingMissed.
	ErrNothingMissed = errors.New("what was taken in Teams is no missed conversation in SfB")
	// ErrNoHistory.
	ErrNoHistory = errors.New("an IM that arrives in Teams is not in the SfB conversation history")
	// ErrStaysAway.
	ErrStaysAway = errors.New("what is said in Teams is copied to none of the user's own SfB clients")

	// ErrDeclines: the ICS does not claim it (RFC 3261 section 8.2).
	ErrDeclines = errors.New("what is not claimed is declined, and neither acknowledged nor acted upon")

	// ErrNoForgery.
	ErrNoForgery = errors.New("what comes from nobody who may send it has no consequences")
	// ErrAsksForProof.
	ErrAsksForProof = errors.New("nothing is said to who does not prove by a certificate who it is")
	// ErrKeepsSecrets.
	ErrKeepsSecrets = errors.New("secrets of one system are not sent to the other")

	// ErrRecovers.
	ErrRecovers = errors.New("when what was broken is whole again, users are served as before")

	// ErrProtocol: a message of the IUT broke a protocol. The finding's sentence names the section or the schema path.
	ErrProtocol = errors.New("every message keeps to its protocol")
)
