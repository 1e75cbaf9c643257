// Package world is everything around the implementation under test in one run: the fakes, the implementation itself, the
// people, and one timeline that all of their logs are put together in.
package world
