// Package valve is the network between one fake and the implementation under test, which the tester can cut and heal while
// everybody else goes on. A fake serves the implementation on sockets of its own, which are behind the valve: connections and
// datagrams that the implementation sends, and those that the fake sends to it.
//
// A cut resets what is connected, and whoever connects meanwhile; datagrams are lost in silence, as they are wherever nobody
// routes them. It is a wrapper around listeners, packet connections and dialers, and no relay in between: so addresses stay what
// they are, which both sides check, and it works over any sockets, those in virtual time included.
package valve
