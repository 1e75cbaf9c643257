// Package houserules keeps the project as it was meant to be. It has nothing but tests, and they read the project's own
// source: which way imports run, what stands at the top level, that nothing waits for a fixed time, that no spec is focused,
// that every package says what it is, and that a file stays one thought.
//
// Each rule is a function of one file, so that the same tests show it to catch what it is there for.
package houserules
