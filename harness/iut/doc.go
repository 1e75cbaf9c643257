// Package iut is how an implementation under test is described, started, watched and stopped.
//
// A [Config] is what its vendor says of it: the ICS (what it claims to implement) and the IXIT (how to start it, and within
// which bounds it answers). [Load] reads one from a duet.yaml and refuses whatever it does not understand.
//
// A [Launcher] starts the implementation, by one of the adapters: [Command] as a process of its own, [InProcess] and
// [Reference] as a goroutine of the tester, [Remote] where its vendor has it. Whichever it is, it learns where the world is from an [Env] and from nothing
// else, so an implementation that passes under one adapter is the same one that passes under another.
package iut
