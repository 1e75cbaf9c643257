package teams

import (
	"fmt"
	"net/http"
	"runtime/debug"

	"github.com/duet-conformance/duet/fakes/record"
)

// caught, deferred, keeps a crash of the backend from ending the tester: it becomes an event, and a 500 where there is somebody
// to answer (w is not nil). x is the exchange on the way, if there is one. Breaking a connection is no crash, although net/http
// has it done by a panic.
func (b *Backend) caught(where string, x *exchange, w http.ResponseWriter) {
	crash := recover()
	if crash == http.ErrAbortHandler { //nolint:errorlint // a panic value, compared as net/http itself does
		panic(crash)
	}
	if crash != nil {
		b.crashed(where, crash, x)
		if w != nil {
			http.Error(w, fmt.Sprintf("the Teams backend crashed: %v", crash), http.StatusInternalServerError)
		}
	}
}

// crashed records a crash as what it is: the tester's fault, never the IUT's.
func (b *Backend) crashed(where string, crash any, x *exchange) {
	e := record.Event{
		Kind: record.TesterPanic, Party: record.PartyTester, Raw: debug.Stack(),
		Text: fmt.Sprintf("the Teams backend crashed %s: %v", where, crash),
	}
	if x != nil {
		e.From, e.To, e.Token = x.from, x.to, x.token
	}
	b.log.Append(e)
}
