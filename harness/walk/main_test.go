package walk

import (
	"flag"
	"testing"

	"go.uber.org/goleak"
)

// A seed says as much as a file with a failure, and leaves nothing behind that would be played first the next time.
func TestMain(m *testing.M) {
	if err := flag.Set("rapid.nofailfile", "true"); err != nil {
		panic(err)
	}
	goleak.VerifyTestMain(m)
}
