package teams

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/google/uuid"
)

// exchange is one request on its way to its answer.
type exchange struct {
	b         *Backend
	r         *http.Request
	conn      *http.ResponseController
	op        *operation // nil until it is known
	params    map[string]string
	body      []byte // decoded
	started   time.Time
	requestID string

	grant *grant // nil without a valid token
	party string // who sent it
	// from and to are whom it is about, as bare addresses; token is the correlation token that was carried.
	from, to, token string
	// wire is the request as it came, with the body decoded.
	wire []byte
}

// serve is the door of all planes.
func (b *Backend) serve(w http.ResponseWriter, r *http.Request) {
	x := &exchange{b: b, r: r, conn: http.NewResponseController(w), started: time.Now(), requestID: uuid.NewString(), party: record.PartyIUT}
	a := x.answer()
	defer b.caught("on "+r.Method+" "+r.URL.Path, x, w)
	head, body := x.write(a)
	if a.reset {
		x.record(0, nil, nil)
		// The one way in net/http to break a connection: nothing more is written, and nothing is logged.
		panic(http.ErrAbortHandler)
	}
	x.record(a.status, head, body)
	send(w, r, a, head, body, &b.zippers)
}

// answer finds the answer, whatever happens on the way: a crash of a handler is the tester's fault, is recorded as such, and is
// answered with 500.
func (x *exchange) answer() (a answer) {
	defer func() {
		if crash := recover(); crash != nil {
			x.b.crashed("on "+x.r.Method+" "+x.r.URL.Path, crash, x)
			a = refuse(http.StatusInternalServerError, "InternalServerError", "The server failed.")
		}
	}()
	for _, step := range []func() *answer{x.accept, x.read, x.route, x.authenticate, x.misbehave, x.validate} {
		if stopped := step(); stopped != nil {
			return *stopped
		}
	}
	a = x.op.handle(x)
	x.dawdle()
	if lost := x.loseAnswer(); lost != nil {
		lost.breaks = a.breaks
		return *lost
	}
	return a
}

// accept refuses everything once the backend is closed.
func (x *exchange) accept() *answer {
	if x.b.ctx.Err() == nil {
		return nil
	}
	a := refuse(http.StatusServiceUnavailable, "ServiceUnavailable", "The service is shutting down.")
	return &a
}

// route finds the operation. What the document does not have is a request that no one expected.
func (x *exchange) route() *answer {
	op, params, allowed := x.b.contract.find(x.r)
	if op != nil {
		x.op, x.params = op, params
		return nil
	}
	x.identify()
	var a answer
	if len(allowed) > 0 {
		a = refuse(http.StatusMethodNotAllowed, "MethodNotAllowed", "%s is not supported for %s.", x.r.Method, x.r.URL.Path)
		for _, method := range allowed {
			a = a.with("Allow", method)
		}
	} else {
		a = refuse(http.StatusNotFound, "ResourceNotFound", "Resource not found for the segment '%s'.", x.r.URL.Path)
	}
	a = a.breaking("openapi.yaml paths", "a request that no one expected: the contract has no %s %s", x.r.Method, x.r.URL.Path)
	return &a
}

// decode reads the body, which has passed the document's schema, into a value. What a schema can't say may still be wrong: a
// date-time of the right form that is no time.
func (x *exchange) decode(into any) *answer {
	if err := json.Unmarshal(x.body, into); err != nil {
		a := badRequest("The request body does not fit: %s.", err).
			breaking("openapi.yaml "+x.op.id+" requestBody", "%s %s: the body can't be read: %v", x.r.Method, x.r.URL.Path, err)
		return &a
	}
	return nil
}

// about notes whom the exchange is about, for every event that comes of it.
func (x *exchange) about(from, to string) { x.from, x.to = from, to }

// plane is that of the operation, or "" for an unknown one.
func (x *exchange) plane() string {
	if x.op == nil {
		return ""
	}
	return x.op.plane
}

// locked runs a handler under the backend's lock. Nothing is started any more once the backend is closed, however late in the
// exchange that happened.
func locked(h handler) handler {
	return func(x *exchange) answer {
		x.b.mu.Lock()
		defer x.b.mu.Unlock()
		if closed := x.accept(); closed != nil {
			return *closed
		}
		return h(x)
	}
}
