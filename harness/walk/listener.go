package walk

import (
	"fmt"

	"pgregory.net/rapid"
)

// listener hears what rapid has to say, in place of a test. Nothing is skipped, so it has no methods for that.
type listener struct {
	rapid.TB
	said   string
	failed bool
}

func (*listener) Helper()             {}
func (*listener) Name() string        { return "walk" }
func (*listener) Logf(string, ...any) {}
func (*listener) Log(...any)          {}
func (l *listener) Failed() bool      { return l.failed }
func (l *listener) Fail()             { l.failed = true }

// FailNow comes back: it is the last thing that rapid does.
func (l *listener) FailNow() { l.failed = true }

func (l *listener) Errorf(format string, args ...any) {
	l.said += fmt.Sprintf(format, args...)
	l.failed = true
}
