package sipwire

import "errors"

// Errors that end a transaction or refuse a message. They come wrapped in a sentence; ask with errors.Is.
var (
	// ErrTimeout ends a client transaction that nobody answered within 64*T1 (RFC 3261 timers B and F).
	ErrTimeout = errors.New("no final response came in time")
	// ErrFlowClosed ends the transactions of a flow that closed, and refuses to send over it.
	ErrFlowClosed = errors.New("the flow is closed")
	// ErrAnswered refuses a response to a request that has had its final response.
	ErrAnswered = errors.New("the request has had its final response")
	// ErrTooLarge refuses a message that does not fit: in a UDP datagram, or in the queue of a peer that does not read.
	ErrTooLarge = errors.New("the message is too large")
)

// SyntaxError says why bytes are no SIP message, or can't be cut out of a stream as one.
type SyntaxError struct {
	// Rule is what they break: "RFC 3261 §18.3".
	Rule string
	// Sentence says how.
	Sentence string
}

func (e *SyntaxError) Error() string { return e.Sentence }
