package bubble

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"
)

// midnight is when the clock of every bubble starts: a day on which numbers made from the time have as many digits as today.
var midnight = time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)

// Run calls f in a bubble of its own and returns when f and every goroutine that it started have ended. Its clock starts
// at midnight UTC on 1 January 2026. It may be called outside of tests, and side by side with other bubbles.
//
// A panic of f is passed on to the caller. An error means that goroutines of the bubble wait for each other for ever, or
// that some were left behind; those can't be ended.
func Run(f func()) (err error) {
	var (
		said     any
		panicked = true
	)
	func() {
		defer func() {
			if stuck := recover(); stuck != nil {
				err = fmt.Errorf("virtual time came to an end: %v", stuck)
			}
		}()
		// The bubble needs a test to belong to, and there is none outside of tests. An empty one serves: a failure is told
		// by what f does and never by the test.
		synctest.Test(&testing.T{}, func(*testing.T) {
			defer func() {
				if panicked {
					said = recover()
				}
			}()
			<-time.NewTimer(time.Until(midnight)).C // nobody else is there yet, so it comes at once
			f()
			panicked = false
		})
	}()
	if panicked && err == nil {
		panic(said)
	}
	return err
}
