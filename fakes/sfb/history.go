package sfb

import (
	"sync"
	"time"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

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
	CallID string `json:"callId,omitempty"`
	// By is the client that wrote it, "sfb" for the front end itself ([FaultServerHistory]), or "iut" for what came through
	// [FrontEnd.Exchange].
	By string `json:"by"`
}

// Classes of entries, after the Outlook item classes IPM.Note.Microsoft.Conversation and IPM.Note.Microsoft.Missed.
const (
	// HistoryIM is an IM that the user's own SfB client sent or took.
	HistoryIM = "im"
	// HistoryMissed is an IM invitation that was offered to the user's SfB client and that nobody took.
	HistoryMissed = "missed"
)

// history keeps the conversation history of every user. Its methods are safe for concurrent use; it appends to the log
// under its lock and calls nothing else.
type history struct {
	log *record.Log
	// kept says whether the front end keeps the history of a user itself.
	kept func(address string) bool

	mu      sync.Mutex
	entries map[string][]HistoryEntry // by owner
}

// write adds an entry to the history of the person whose client it was seen at. The client writes it, or the front end for
// it. A party that is no person's client keeps none.
func (h *history) write(e HistoryEntry) {
	owner, _, personal := record.SplitClientName(e.By)
	if !personal || owner != e.From && owner != e.To {
		return
	}
	if h.kept(owner) {
		e.By = record.SourceSfB
	}
	h.add(owner, e)
}

// add puts an entry into the history of its owner, whoever wrote it.
func (h *history) add(owner string, e HistoryEntry) {
	other := e.To
	if owner == e.To {
		other = e.From
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	e.Time = h.log.Append(record.Event{
		Kind: record.HistoryRecorded, Party: e.By, From: owner, To: other, Token: e.Token, Text: e.Text,
		Attrs: map[string]string{"class": e.Class, "by": e.By, "call-id": e.CallID},
	}).Time
	if h.entries == nil {
		h.entries = make(map[string][]HistoryEntry)
	}
	h.entries[owner] = append(h.entries[owner], e)
}

// of returns a user's history, oldest first.
func (h *history) of(address string) []HistoryEntry {
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]HistoryEntry{}, h.entries[address]...)
}

func (h *history) reset() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.entries = nil
}

// remember writes into the histories what follows from the final answer to a request: an IM that was taken into those of
// both people, each by the own client that sent or took it; and an IM invitation that nobody took into that of the person
// whose clients it was offered to. The caller holds the fork's lock.
func (f *FrontEnd) remember(fk *fork) {
	text, carries := textOf(fk.req)
	e := HistoryEntry{
		Class: HistoryIM, From: sipwire.FromAddress(fk.req), To: sipwire.ToAddress(fk.req), Text: text, Token: tokenOf(fk.req),
		CallID: sipwire.CallID(fk.req),
	}
	invite := fk.req.Method == sip.INVITE
	switch {
	case fk.winner != nil && carries && (!invite || consumesFirstMessage(fk.winner.res)):
		e.By = fk.peer.party
		f.history.write(e)
		if e.By = fk.winner.target.party; e.By != fk.peer.party {
			f.history.write(e)
		}
	case fk.winner == nil && invite && !fk.inDialog && offersIM(fk.req):
		e.Class = HistoryMissed
		for _, b := range fk.branches {
			owner, _, _ := record.SplitClientName(b.target.party)
			if owner == e.To && b.res != nil {
				e.By = b.target.party
				f.history.write(e)
				return // one missed conversation, however many clients rang
			}
		}
	}
}
