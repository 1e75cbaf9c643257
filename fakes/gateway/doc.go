// Package gateway is the reference implementation: a complete and correct interop gateway between Microsoft Teams and Skype
// for Business (SfB), as far as the contract asks, and the smallest that the authors could write. It is what the suites are
// tried on, and it is meant to be read by whoever builds a gateway.
//
// It stands between the two systems and knows them only by their wires: SIP towards the SfB front end, HTTP towards
// Teams. How it works, in the order of the files:
//
//   - gateway.go starts it: token, change-notification subscriptions, then who is signed in ([New], [Gateway.Run]).
//   - The side of Teams: graph.go and the files beside it ask, webhook.go is told.
//   - Each user who is signed in to Teams, enabled for SfB and has interop switched on has a line (line.go): one endpoint at
//     the front end, its registration, its published presence, and a subscription to the user's own presence, which
//     tells what the user's SfB client does.
//   - An IM from SfB is taken or declined as decide.go says, which knows the user's state and nothing else. Taken ones are
//     relayed to Teams by session.go; messages from Teams go to SfB by courier.go.
//
// The gateway can be given faults ([Faults]): one way of being wrong each, for proving that the suites notice it. And there
// are three liars, which are wrong as a whole.
package gateway
