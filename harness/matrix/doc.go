// Package matrix is the kill matrix: every mutant of the reference against every purpose of the catalogue. It proves that the
// catalogue catches what it claims to catch, and that what is right passes.
package matrix
