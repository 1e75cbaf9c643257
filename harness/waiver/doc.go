// Package waiver reads the file of failures that a run expects: `duet run --expect waivers.yaml`.
//
// A waiver says which purpose fails, where, in which words, who answers for it, why, and until when. It changes no verdict:
// what it comes to is package report's matter ([report.Waive]). All that this package does is to refuse a file that it does
// not understand to the letter, because a waiver that is read generously hides more than it says.
package waiver
