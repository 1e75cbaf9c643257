package teams

import (
	"context"
	"sync"
)

// StreamEvent is one line of a Teams client's event stream (GET /client/v1/endpoints/{id}/events).
type StreamEvent struct {
	// Type is ready (the first line), message, failure, typing, call, presence, setting or fence. A stream ends, at
	// sign-out, by being closed.
	Type string `json:"type"`
	// ChatID, MessageID: of message and failure; ChatID of typing too, unless the person types nowhere in particular.
	ChatID    string `json:"chatId,omitempty"`
	MessageID string `json:"messageId,omitempty"`
	// ChatType is oneOnOne, group or meeting.
	ChatType string `json:"chatType,omitempty"`
	// From is the bare address of who wrote, types, calls, could not be reached (failure), or whose presence or setting it
	// is; FromName the display name.
	From     string `json:"from,omitempty"`
	FromName string `json:"fromName,omitempty"`
	// Text and ContentType (text | html) are the message's. The Text of a failure is the message that failed.
	Text        string `json:"text,omitempty"`
	ContentType string `json:"contentType,omitempty"`
	// Own says that the user of this client wrote it, here or at another client.
	Own bool `json:"own,omitempty"`
	// Code and Reason of a failure.
	Code   string `json:"code,omitempty"`
	Reason string `json:"reason,omitempty"`
	// CallID, State (ringing | ended) and Modalities (audio, video, ...) of a call.
	CallID     string   `json:"callId,omitempty"`
	State      string   `json:"state,omitempty"`
	Modalities []string `json:"modalities,omitempty"`
	// Availability and Activity of a presence; see Graph's presence resource.
	Availability string `json:"availability,omitempty"`
	Activity     string `json:"activity,omitempty"`
	// Enabled is the value of a setting.
	Enabled *bool `json:"enabled,omitempty"`
	// Token of a fence.
	Token string `json:"token,omitempty"`
}

// stream is what waits to be written to one Teams client. It has no bound: a client that does not read must not hold up
// anybody else.
type stream struct {
	mu     sync.Mutex
	queue  []StreamEvent
	closed bool
	read   bool          // somebody reads it
	grown  chan struct{} // has a token when there is something new
}

func newStream() *stream { return &stream{grown: make(chan struct{}, 1)} }

// push adds an event. It never blocks.
func (s *stream) push(e StreamEvent) {
	s.mu.Lock()
	if !s.closed {
		s.queue = append(s.queue, e)
	}
	s.mu.Unlock()
	s.wake()
}

// close lets the reader have what is queued, and then the end.
func (s *stream) close() {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.wake()
}

func (s *stream) wake() {
	select {
	case s.grown <- struct{}{}:
	default:
	}
}

// open makes the caller the reader; false when there is one.
func (s *stream) open() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	was := s.read
	s.read = true
	return !was
}

// release lets somebody else read.
func (s *stream) release() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.read = false
}

// take waits for events and takes all there are. It returns none at the end of the stream, or of the context.
func (s *stream) take(ctx context.Context) []StreamEvent {
	for {
		s.mu.Lock()
		batch, closed := s.queue, s.closed
		s.queue = nil
		s.mu.Unlock()
		if len(batch) > 0 || closed {
			return batch
		}
		select {
		case <-s.grown:
		case <-ctx.Done():
			return nil
		}
	}
}
