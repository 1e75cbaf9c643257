package sipwire

import (
	"fmt"
	"strings"
	"sync"

	"github.com/emiago/sipgo/sip"
)

// Dialog is one side's view of a dialog (RFC 3261 section 12; RFC 6665 for SUBSCRIBE). All methods are safe for concurrent
// use.
type Dialog struct {
	callID        string
	local, remote party

	mu        sync.Mutex
	flow      *Flow
	target    sip.Uri
	routes    []sip.Uri
	localSeq  uint32
	remoteSeq uint32
	heard     bool // remoteSeq is set
}

// party is one of the two in a dialog.
type party struct {
	name string
	uri  sip.Uri
	tag  string
}

// NewUAC makes the dialog of a client that sent req (an INVITE or a SUBSCRIBE) and got the response: a 2xx, or a
// provisional one with a To tag (RFC 3261 section 12.1.2). A response without To tag or Contact is an error.
func NewUAC(req *sip.Request, res *sip.Response, f *Flow) (*Dialog, error) {
	d, err := newDialog(req, f)
	if err != nil {
		return nil, err
	}
	to := res.To()
	if to == nil || ToTag(res) == "" {
		return nil, fmt.Errorf("no dialog comes of the %d to %q: it has no To tag (RFC 3261 section 12.1.1)", res.StatusCode, req.StartLine())
	}
	from := req.From()
	d.local = party{from.DisplayName, from.Address, FromTag(req)}
	d.remote = party{to.DisplayName, to.Address, ToTag(res)}
	d.localSeq, _ = CSeq(req)
	routes := res.GetHeaders("Record-Route")
	for i := len(routes) - 1; i >= 0; i-- {
		if r, ok := routes[i].(*sip.RecordRouteHeader); ok {
			d.routes = append(d.routes, *r.Address.Clone())
		}
	}
	contact := ContactOf(res)
	if contact == nil {
		return nil, fmt.Errorf("no dialog comes of the %d to %q: it has no Contact (RFC 3261 section 12.1.1)", res.StatusCode, req.StartLine())
	}
	d.target = *contact.Address.Clone()
	return d, nil
}

// NewUAS makes the dialog of a server that got req (an INVITE or a SUBSCRIBE) and answers it with res, whose To tag is the
// local one (RFC 3261 section 12.1.1). A request without Contact, or a response without To tag, is an error.
func NewUAS(req *sip.Request, res *sip.Response, f *Flow) (*Dialog, error) {
	d, err := newDialog(req, f)
	if err != nil {
		return nil, err
	}
	if ToTag(res) == "" {
		return nil, fmt.Errorf("no dialog comes of a %d without To tag (RFC 3261 section 12.1.1)", res.StatusCode)
	}
	from, to := req.From(), req.To()
	d.local = party{to.DisplayName, to.Address, ToTag(res)}
	d.remote = party{from.DisplayName, from.Address, FromTag(req)}
	d.remoteSeq, _ = CSeq(req)
	d.heard = true
	for _, h := range req.GetHeaders("Record-Route") {
		if r, ok := h.(*sip.RecordRouteHeader); ok {
			d.routes = append(d.routes, *r.Address.Clone())
		}
	}
	contact := ContactOf(req)
	if contact == nil {
		return nil, fmt.Errorf("no dialog comes of %q: it has no Contact (RFC 3261 section 8.1.1.8)", req.StartLine())
	}
	d.target = *contact.Address.Clone()
	return d, nil
}

func newDialog(req *sip.Request, f *Flow) (*Dialog, error) {
	if missing := missingHeader(req); missing != "" {
		return nil, fmt.Errorf("no dialog comes of %q: it has no %s", req.StartLine(), missing)
	}
	return &Dialog{callID: CallID(req), flow: f}, nil
}

// ID names the dialog from this side: Call-ID, local tag, remote tag (RFC 3261 section 12). [IncomingDialogID] makes the same
// of a request that comes in.
func (d *Dialog) ID() string { return dialogID(d.callID, d.local.tag, d.remote.tag) }

func dialogID(callID, local, remote string) string { return callID + ";" + local + ";" + remote }

// IncomingDialogID names the dialog that a request that came in belongs to, as its receiver's [Dialog.ID] does. Without a
// To tag it belongs to none, and the answer is "".
func IncomingDialogID(req *sip.Request) string {
	if ToTag(req) == "" {
		return ""
	}
	return dialogID(CallID(req), ToTag(req), FromTag(req))
}

// CallID returns the dialog's Call-ID.
func (d *Dialog) CallID() string { return d.callID }

// LocalTag returns the tag that this side chose.
func (d *Dialog) LocalTag() string { return d.local.tag }

// RemoteTag returns the tag that the peer chose; "" for a peer of RFC 2543.
func (d *Dialog) RemoteTag() string { return d.remote.tag }

// RemoteAddress returns the bare address of the peer.
func (d *Dialog) RemoteAddress() string { return Address(d.remote.uri) }

// Flow returns the flow that the dialog's requests go over.
func (d *Dialog) Flow() *Flow {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.flow
}

// SetFlow moves the dialog to another flow, when the first one closed.
func (d *Dialog) SetFlow(f *Flow) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.flow = f
}

// Refresh takes the peer's new Contact from a target refresh request or its 2xx: re-INVITE, UPDATE, SUBSCRIBE, NOTIFY (RFC
// 3261 section 12.2, RFC 6665). A message without Contact changes nothing.
func (d *Dialog) Refresh(msg sip.Message) {
	if c := ContactOf(msg); c != nil && !c.Address.Wildcard {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.target = *c.Address.Clone()
	}
}

// Check says whether a request that came in fits into the dialog: Call-ID and tags, and a CSeq number higher than the last
// one (RFC 3261 section 12.2.2). An error is a sentence; the request is then answered 481 or 500. ACK and CANCEL carry the
// number of their INVITE and are not counted.
func (d *Dialog) Check(req *sip.Request) error {
	if CallID(req) != d.callID || ToTag(req) != d.local.tag || !strings.EqualFold(FromTag(req), d.remote.tag) {
		return fmt.Errorf("%q belongs to another dialog: Call-ID %s, From tag %s, To tag %s; expected %s, %s, %s (RFC 3261 section 12)",
			req.StartLine(), CallID(req), FromTag(req), ToTag(req), d.callID, d.remote.tag, d.local.tag)
	}
	if req.Method == sip.ACK || req.Method == sip.CANCEL {
		return nil
	}
	number, _ := CSeq(req)
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.heard && number <= d.remoteSeq {
		return fmt.Errorf("the CSeq number of %q is %d after %d: it must grow within a dialog (RFC 3261 section 12.2.2)",
			req.StartLine(), number, d.remoteSeq)
	}
	d.remoteSeq, d.heard = number, true
	return nil
}
