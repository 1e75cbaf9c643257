// Package runner runs purposes against an implementation under test: it plans, lets ginkgo play the stories, and gives
// every purpose its verdict, which is the judge's and never ginkgo's. Every door (the duet command, go test, a vendor's
// own test) comes in here.
package runner
