// Package doctor finds out, before the first purpose is played, whether a run can work at all: names, ports and certificates
// on the tester's side, and then each way between the fakes and the implementation, in the order in which one needs the other.
//
// It starts the world of a run without any cast, and reads in the log how far the implementation came. So it looks at
// what a run will look at, over the same wires, and each complaint says what to do.
package doctor
