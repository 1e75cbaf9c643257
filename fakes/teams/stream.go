package teams

// StreamEvent is one line of a Teams client's event stream (GET /client/v1/endpoints/{id}/events).
type StreamEvent struct {
	// Type is ready (the first line), message, failure, typing, call, presence, setting or fence. A stream ends, at
	// sign-out, by being closed.
	Type string `json:"type"`
	// ChatID, MessageID: of message and failure; ChatID of typing too, unless the person types nowhere in particular.
	ChatID    string `json:"chatId,omitempty"`
	MessageID string `json:"messageId,omitempty"`
	// ChatType is oneOnOne or group.
	ChatType string `json:"chatType,omitempty"`
	// From is the bare address of who wrote, types, calls, or whose presence or setting it is; FromName the display name.
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
