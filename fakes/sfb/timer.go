package sfb

import (
	"fmt"
	"runtime/debug"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
)

// after runs f when the time is over, and records its crash as the tester's own.
func after(d time.Duration, log *record.Log, f func()) *time.Timer {
	return time.AfterFunc(d, func() {
		defer func() {
			if said := recover(); said != nil {
				log.Append(record.Event{
					Kind: record.TesterPanic, Party: record.PartyTester, Text: fmt.Sprint(said), Raw: debug.Stack(),
				})
			}
		}()
		f()
	})
}
