// Package sipwire is one ordered SIP endpoint: flows, transactions, dialogs, digest and the checks of a strict witness.
// The SfB front end, the people at SfB clients and the reference implementation all speak through it.
//
// It stands on the messages and parsers of github.com/emiago/sipgo and replaces that library's transport and transaction
// layers, because a witness may not lose or reorder anything: sipgo gives every message a goroutine of its own (a 180 that
// is followed at once by a 200 is lost), can't be given a dialer, does not say when a connection closes and keeps its timers
// in globals. Here
//
//   - a [Flow] is one connection (TCP, TLS) or one remote address of a UDP socket; its messages are handled synchronously
//     and in the order in which they came, and written in the order in which they were sent;
//   - the transactions are those of RFC 3261 section 17 with the corrections of RFC 6026, with timers per endpoint;
//   - [Config.Tap] sees the raw bytes of every message, before anybody handles them;
//   - sockets, dialers and time are given from outside (time through package time), so an endpoint runs as well on real
//     sockets as in a testing/synctest bubble.
//
// A handler must not block: it runs on the goroutine that reads the flow. Sending never blocks; every connection has a
// queue and a writer of its own.
package sipwire
