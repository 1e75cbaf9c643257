package sfb

import "time"

// HistoryEntry is one entry of a user's conversation history.
type HistoryEntry struct {
	// Time is when it was written.
	Time time.Time `json:"time"`
	// Class is [HistoryIM] or [HistoryMissed].
	Class string `json:"class"`
	// From and To are the sender and the receiver of the IM, as bare addresses.
	From string `json:"from"`
	To   string `json:"to"`
	// Text is the IM's text; for a missed conversation the first message if the invitation carried one.
	Text string `json:"text,omitempty"`
	// Token is the correlation token in the text, if any.
	Token string `json:"token,omitempty"`
	// CallID is the Call-ID of the session.
	CallID string `json:"callId"`
	// By is the client that wrote it.
	By string `json:"by"`
}

// Classes of entries, after the Outlook item classes IPM.Note.Microsoft.Conversation and IPM.Note.Microsoft.Missed.
const (
	// HistoryIM is an IM that the user's own SfB client sent or took.
	HistoryIM = "im"
	// HistoryMissed is an IM invitation that was offered to the user's SfB client and that nobody took.
	HistoryMissed = "missed"
)
