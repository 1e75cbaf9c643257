// Package gateway is the reference implementation: a complete and correct interop gateway between Microsoft Teams and Skype
// for Business (SfB), as far as the contract asks, and the smallest that the authors could write. It is what the suites are
// tried on, and it is meant to be read by whoever builds a gateway.
//
// It stands between the two systems and knows them only by their wires: SIP towards the SfB front end, HTTP towards
// Teams. A reader may take the files in this order:
//
//   - gateway.go: how it starts and stops ([New], [Gateway.Run]). config.go: what it must be told.
//   - decide.go: the routing rule, all of it.
//   - line.go: what the gateway is for one user: the user's situation, and what follows from a change of it.
//   - endpoint.go, registration.go, publication.go, selfwatch.go: the user's endpoint at the front end: one registration,
//     one publication, and one subscription to the user's own presence, which tells what the user's SfB client does.
//   - inbound.go, accept.go, invitation.go: what comes from SfB is taken or declined. session.go, text.go, deliver.go: an IM
//     that is taken is stored in Teams before its sender is told so.
//   - courier.go, pair.go, send.go, html.go: what Teams users write to SfB users, in order, once.
//   - teams.go, token.go, users.go, chats.go, subscription.go: requests to Teams, repeated with patience. webhook.go,
//     watches.go, roster.go, catchup.go: what Teams tells, and what to ask when it could not tell. Notifications are plain:
//     they say what changed, and the gateway reads it, which is right however late or often they come. The contract offers rich
//     ones, which carry the resource encrypted; nobody needs them, so they are left out here.
//
// The gateway can be given faults ([Faults]): one way of being wrong each, for proving that the suites notice it. And there
// are three liars, which are wrong as a whole. What is wrong stands in the files faults*.go (which faults there are),
// wrong_*.go (what they do) and liars.go; a reader who learns from the gateway skips those. Elsewhere a fault shows as a call of
// one of these, or as a line with "has" beside the right one, and in a correct gateway neither does anything.
package gateway
