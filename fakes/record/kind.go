package record

// Kind says what happened. The comment of each constant names the attributes that an event of that kind carries beside
// the fields of [Event].
type Kind string

// Seen or done by the SfB front end.
const (
	// SIPIn is a SIP message that the front end received. Attrs: flow, transport, remote, start (the start line),
	// method (of the CSeq), status (responses only), call-id, cseq (the number).
	SIPIn Kind = "sip.in"
	// SIPOut is a SIP message that the front end sent. Attributes as [SIPIn].
	SIPOut Kind = "sip.out"
	// FlowOpened and FlowClosed are a connection (or a first UDP datagram from an address). Attrs: flow, transport, remote.
	FlowOpened Kind = "flow.opened"
	FlowClosed Kind = "flow.closed"
	// Bound: an endpoint was registered or refreshed. From is the address of record. Attrs: instance, contact, expires
	// (granted seconds), refresh ("true" when the binding existed), call-id, features (the Contact's feature parameters).
	Bound Kind = "registrar.bound"
	// Unbound: a binding ended. From is the address of record. Attrs: instance, reason (deregistered | expired | flow closed | reset).
	Unbound Kind = "registrar.unbound"
	// Published: an endpoint's presence was stored. From is the presentity. Attrs: etag, serial (grows with every change
	// of this presentity's aggregate), basic (open | closed), capabilities (sorted, comma separated: "audio,message,video"),
	// activities (sorted, comma separated), last-input (RFC 3339), refresh ("true" when no
	// body came, or the same was said again). A document or the categories of one endpoint are one publication; Party is
	// empty when a part of it ran out and the rest lives on.
	Published Kind = "presence.published"
	// Withdrawn: a publication ended. From is the presentity. Attrs: etag, serial, reason (removed | expired | reset).
	Withdrawn Kind = "presence.withdrawn"
	// Subscribed and Unsubscribed: From is the watcher, To the presentity. Attrs: call-id, expires, self ("true" when the
	// watcher is the presentity), reason (of the end).
	Subscribed   Kind = "presence.subscribed"
	Unsubscribed Kind = "presence.unsubscribed"
	// Notified: a NOTIFY got its final answer. From is the presentity, To the watcher, Party who was notified.
	// Attrs: serial (of the aggregate that it carried), status (of the answer; "408" when none came), call-id, self,
	// best-effort ("true" when the watcher asked to be told without answering: in a BENOTIFY, or in the answer to its
	// SUBSCRIBE; status is then "200" as soon as it was sent), dialect ("other" when it was, on purpose, in the one in which the
	// watcher did not subscribe) and then cseq.
	Notified Kind = "presence.notified"
	// Forked: a request was sent on to endpoints. Attrs: call-id, method, cseq, branches (how many), iut-branches, in-dialog
	// ("true" within a dialog, where there is one branch).
	Forked Kind = "router.forked"
	// BranchEnded: a branch of a fork got its final answer. Party is who answered. Attrs: call-id, method, cseq, status,
	// instance, cancelled ("true" when the front end had cancelled it).
	BranchEnded Kind = "router.branch"
	// Answered: the final answer given to who asked. Party is who asked. Attrs: call-id, method, cseq, status, winner
	// (the Party whose answer it is; "" when the front end's own).
	Answered Kind = "router.answered"
	// ImpostorRefused and ImpostorAccepted: a fake, also the Teams backend, showed a wrong certificate over TLS. Refused: the peer went away and had
	// said nothing; accepted: it said something. From is whom the fault was injected for. Attrs: certificate (what was
	// wrong with it: another-authority | expired | another-name).
	ImpostorRefused  Kind = "impostor.refused"
	ImpostorAccepted Kind = "impostor.accepted"
	// HistoryRecorded: the conversation history of From got an entry. To is the other person.
	// Attrs: class (im | missed), by (the Party that caused it), call-id.
	HistoryRecorded Kind = "history.recorded"
)

// Seen or done by the Teams backend.
const (
	// HTTPExchange is one request and its response. Attrs: method, path (with query), status, plane (token | graph |
	// interop | client), ms (how long it took). Raw holds both messages, a blank line between.
	HTTPExchange Kind = "http.exchange"
	// TokenIssued: Attrs: grant (client_credentials | password), token.
	TokenIssued Kind = "token.issued"
	// TeamsSignedIn and TeamsSignedOut: a Teams client of From. Attrs: endpoint, endpoints (how many are left).
	TeamsSignedIn  Kind = "teams.signed-in"
	TeamsSignedOut Kind = "teams.signed-out"
	// Activity: From did something in Teams. Attrs: what (typed | sent | opened | signed-in | signed-out), at (RFC 3339),
	// serial (grows with every change of this user's activity resource).
	Activity Kind = "teams.activity"
	// SettingChanged: From changed the interop setting. Attrs: enabled (true | false), serial.
	SettingChanged Kind = "teams.setting"
	// ChatCreated: Attrs: chat, type (oneOnOne | group). From and To are the members of a oneOnOne chat.
	ChatCreated Kind = "chat.created"
	// MessagePosted: From wrote into a chat; To is the other member of a oneOnOne chat, empty in a group. Party is who
	// posted. Attrs: chat, message, plane (graph | interop), sender-id (interop plane only), content-type.
	MessagePosted Kind = "chat.message"
	// MessageFailed: a message of From could not be delivered to To, so the IUT said. Attrs: chat, message, code. Text is
	// the reason given.
	MessageFailed Kind = "chat.failure"
	// SubscriptionCreated, SubscriptionRenewed, SubscriptionEnded: Attrs: subscription, resource, change, expires, reason (of the
	// end), url and client-state (of the creation).
	SubscriptionCreated Kind = "subscription.created"
	SubscriptionRenewed Kind = "subscription.renewed"
	SubscriptionEnded   Kind = "subscription.ended"
	// GrantShortened: a subscription was granted less than was asked for. GrantOver: that time is over. From is whom the fault was
	// injected for. Attrs: subscription, resource, change, expires (as granted); and of GrantOver outcome (renewed | replaced: there
	// is another one to the resource | lapsed).
	GrantShortened Kind = "subscription.shortened"
	GrantOver      Kind = "subscription.grant-over"
	// Notification: a change notification got its answer, or none. From is the user or sender whom it is about. Attrs:
	// subscription, resource (what changed), change, status ("0" when the connection failed), attempt (from 1),
	// serial (of activity and setting changes), outcome (delivered | retrying | dropped).
	Notification Kind = "notification"
	// CallPlaced, CallEnded: a call of a Teams client. From is the caller. Attrs: call, modalities, targets.
	CallPlaced Kind = "teams.call-placed"
	CallEnded  Kind = "teams.call-ended"
)

// Seen by the people at their clients. Party is the client.
const (
	// SignedIn and SignedOut: From is the person.
	SignedIn  Kind = "person.signed-in"
	SignedOut Kind = "person.signed-out"
	// Acted: From did something that counts as activity. Attrs: what (typed | placed | answered | ended | sent | opened).
	Acted Kind = "person.acted"
	// IMSent: From sent an IM to To. IMAccepted: the sender's client was told that it is delivered. IMRefused: it was
	// told that it is not (Attrs: status, reason). Attrs of all: call-id or chat.
	IMSent     Kind = "im.sent"
	IMAccepted Kind = "im.accepted"
	IMRefused  Kind = "im.refused"
	// IMShown: the client of To shows an IM of From. Attrs: call-id (SfB) or chat, message (Teams), content-type.
	IMShown Kind = "im.shown"
	// TypingShown: the client of To shows that From types.
	TypingShown Kind = "typing.shown"
	// CallRinging, CallAnswered, CallEndedAt, CallMissed: the client of To and a call or invitation of From. Attrs:
	// call-id, modalities, reason (of the end).
	CallRinging  Kind = "call.ringing"
	CallAnswered Kind = "call.answered"
	CallEndedAt  Kind = "call.ended"
	CallMissed   Kind = "call.missed"
	// CallRefused: the caller From was told that To can't be reached. Attrs: call-id, status.
	CallRefused Kind = "call.refused"
	// PresenceShown: the client of To shows From as Text ("IM Only", "Available", "Offline" ...). Attrs: serial, capabilities.
	PresenceShown Kind = "presence.shown"
	// Tried: somebody who is nobody's user sent something to the IUT that concerns To. From is their made-up address. Attrs:
	// what, over (http | udp | tcp | tls).
	Tried Kind = "stranger.tried"
	// FenceSeen: the client of To saw the fence with this Token.
	FenceSeen Kind = "fence.seen"
)

// Done by the tester to the IUT's process. Party is the IUT.
const (
	// IUTKilled: it was ended at once. IUTStopped: it was asked to stop, and did. IUTStarted: it was started again.
	IUTKilled  Kind = "iut.killed"
	IUTStopped Kind = "iut.stopped"
	IUTStarted Kind = "iut.started"
	// IUTPaused: it was halted where it stood. IUTResumed: it was let go on.
	IUTPaused  Kind = "iut.paused"
	IUTResumed Kind = "iut.resumed"
)

// Done by the tester to the network between a fake and the IUT, and what that does to the IUT's connections and datagrams. Attrs of
// all: side (which fake, one of the sources).
const (
	// LinkCut: nothing passes any more, and what was connected is reset. LinkHealed: everything passes again.
	LinkCut    Kind = "link.cut"
	LinkHealed Kind = "link.healed"
	// LinkRefused: a connection could not be made because the network was cut. Party is who wanted it, the IUT or the tester.
	// Attrs: direction (in: to the fake | out: to the IUT).
	LinkRefused Kind = "link.refused"
	// LinkLost: a datagram was lost. LinkDoubled: it came twice. Party is who sent it, the IUT or the tester; From and To are as
	// those of a SIP message. Attrs: direction, call-id.
	LinkLost    Kind = "link.lost"
	LinkDoubled Kind = "link.doubled"
	// FrontEndRestarted: the SfB front end forgot all registrations, publications and subscriptions, and closed all connections.
	FrontEndRestarted Kind = "front-end.restarted"
)

// OfAll says whether a thing of this kind happens to everybody at once: to the IUT, or to the way to it.
func (k Kind) OfAll() bool {
	switch k {
	case IUTKilled, IUTStopped, IUTStarted, IUTPaused, IUTResumed, LinkCut, LinkHealed, LinkRefused, FrontEndRestarted:
		return true
	default:
		return false
	}
}

// Said by any fake of itself or of the peer.
const (
	// Violation: the Party broke its protocol. Text is the sentence; Attrs: rule (an RFC section or a schema path), call-id
	// (of a SIP message), unreached (the URL at which a webhook of the IUT was to prove itself, when no connection to it could
	// be made: that is the IUT's fault unless it never had a way to be reached, which only the tester can tell).
	Violation Kind = "violation"
	// FaultInjected: the tester asked this fake to misbehave. Attrs: fault, target.
	FaultInjected Kind = "fault.injected"
	// TesterPanic: a handler of the fake crashed and was caught. The tester's fault, never the IUT's. Text is what it said.
	TesterPanic Kind = "tester.panic"
	// FenceSent: the tester sent a fence towards the client of To. Attrs: client.
	FenceSent Kind = "fence.sent"
)
