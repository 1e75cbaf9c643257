// Package walk judges the routing of IMs by random walks: several people sign in and out, type, call, switch interop and write to
// each other in an order that nobody thought of, and after every IM an oracle says where it must have arrived.
//
// The oracle is the table of the requirements and a few lines that follow what each person does; it
// is pure and knows nothing of any implementation. What it decides is claimed with the matchers of the purposes, with their fences and
// controls. What it leaves open is observed, and not judged.
//
// A walk is drawn by rapid, which also shrinks one that fails: what comes out is a story of a few numbered sentences, with
// the seed and the command that tell it again. Each walk has a world of its own, in virtual time:
//
//	go test ./harness/walk -run TestWalks -rapid.checks=2000
package walk
