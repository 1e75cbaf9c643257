//go:build race

package main

// raced says that the race detector watches. The mutants are not tried then, nor the reference in each environment: it is
// raced in every other test, and under the detector they take ten times as long to show the same. `make test` tries them
// in a second go without it.
const raced = true
