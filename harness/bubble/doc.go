// Package bubble lets a whole run live in virtual time: a [testing/synctest] bubble, whose clock jumps ahead whenever all
// of its goroutines wait, and a [Network] in memory that such waits can be in. A registration that lapses after an hour
// is then a matter of milliseconds.
//
// Only what runs in the tester's process fits in: the fakes, the people, the in-process reference. What waits for a real
// socket, a child process, or a channel that was made outside of the bubble stops its clock.
package bubble
