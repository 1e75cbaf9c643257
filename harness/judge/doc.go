// Package judge decides verdicts. It is pure: what it says follows from a slice of recorded events and nothing else, so
// a verdict can be given while a purpose runs, again at the end of the run, and years later from the stored log.
package judge
