// Package containers runs the fakes, an implementation under test, or both, in containers of a Docker daemon: the fakes as
// [world.Fakes], the implementation as an [iut.Launcher]. What one run makes is a [Group]: a network of its own, on which each
// container has its role's name, and nothing of which is left when the run is over.
//
// Whatever is made carries labels that say whose it is. A tester who is killed can't clean up; [Daemon.Sweep] does, for every
// run that is not alive any more, and for no other.
package containers
