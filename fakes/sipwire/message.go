package sipwire

import (
	"bytes"
	"strings"

	"github.com/emiago/sipgo/sip"
)

// Marshal writes a message as it goes on the wire.
func Marshal(msg sip.Message) []byte {
	var buf bytes.Buffer
	buf.Grow(1024 + len(msg.Body()))
	msg.StringWrite(&buf)
	return buf.Bytes()
}

// StartLine returns the request line or the status line, "" for a nil message.
func StartLine(msg sip.Message) string {
	switch m := msg.(type) {
	case *sip.Request:
		return m.StartLine()
	case *sip.Response:
		return m.StartLine()
	}
	return ""
}

// CloneRequest makes a copy that shares nothing with the original. (sipgo's Clone shares Call-ID, Max-Forwards, Expires,
// Content-Type and Content-Length.)
func CloneRequest(req *sip.Request) *sip.Request {
	c := sip.NewRequest(req.Method, *req.Recipient.Clone())
	c.SipVersion = req.SipVersion
	for _, h := range req.Headers() {
		c.AppendHeader(CloneHeader(h))
	}
	c.SetBody(bytes.Clone(req.Body()))
	return c
}

// CloneResponse makes a copy that shares nothing with the original.
func CloneResponse(res *sip.Response) *sip.Response {
	c := sip.NewResponse(res.StatusCode, res.Reason)
	c.SipVersion = res.SipVersion
	for _, h := range res.Headers() {
		c.AppendHeader(CloneHeader(h))
	}
	c.SetBody(bytes.Clone(res.Body()))
	return c
}

// CloneHeader makes a copy that shares nothing with the original.
func CloneHeader(h sip.Header) sip.Header {
	switch h := h.(type) {
	case *sip.CallIDHeader:
		c := *h
		return &c
	case *sip.MaxForwardsHeader:
		c := *h
		return &c
	case *sip.ExpiresHeader:
		c := *h
		return &c
	case *sip.ContentLengthHeader:
		c := *h
		return &c
	case *sip.ContentTypeHeader:
		c := *h
		return &c
	}
	return sip.HeaderClone(h)
}

// NewRequest makes a request outside of a dialog (RFC 3261 section 8.1.1): From with a new tag, To, a new Call-ID, CSeq 1
// and Max-Forwards. The sender adds the Contact where the method wants one; [Endpoint.Request] adds the Via.
func NewRequest(method sip.RequestMethod, recipient, from, to sip.Uri) *sip.Request {
	req := sip.NewRequest(method, recipient)
	req.AppendHeader(&sip.FromHeader{Address: from, Params: sip.HeaderParams{{K: "tag", V: NewTag()}}})
	req.AppendHeader(&sip.ToHeader{Address: to})
	id := sip.CallIDHeader(NewCallID())
	req.AppendHeader(&id)
	req.AppendHeader(&sip.CSeqHeader{SeqNo: 1, MethodName: method})
	complete(req)
	return req
}

// complete adds what every request must have and the sender may have left out.
func complete(req *sip.Request) {
	if req.MaxForwards() == nil {
		hops := sip.MaxForwardsHeader(70)
		req.AppendHeader(&hops)
	}
	if req.ContentLength() == nil {
		req.SetBody(req.Body())
	}
}

// missingHeader names the first header that a request needs for a transaction and does not have.
func missingHeader(req *sip.Request) string {
	switch {
	case req.From() == nil:
		return "From"
	case req.To() == nil:
		return "To"
	case req.CallID() == nil:
		return "Call-ID"
	case req.CSeq() == nil:
		return "CSeq"
	}
	return ""
}

// NewResponse makes the response to a request (RFC 3261 section 8.2.6): Via, From, To, Call-ID and CSeq copied, Record-Route
// too where a dialog may come of it, and for a 100 the Timestamp. tag is put into To when it has none and the response is
// no 100. An empty reason becomes the RFC's phrase. Nothing is shared with the request.
func NewResponse(req *sip.Request, code int, reason, tag string, headers ...sip.Header) *sip.Response {
	if reason == "" {
		reason = ReasonPhrase(code)
	}
	res := sip.NewResponse(code, reason)
	for _, h := range req.Headers() {
		switch strings.ToLower(longName(h.Name())) {
		case "via", "from", "to", "call-id", "cseq":
		case "record-route":
			if code <= 100 || code >= 300 {
				continue
			}
		case "timestamp":
			if code != 100 {
				continue
			}
		default:
			continue
		}
		res.AppendHeader(CloneHeader(h))
	}
	if to := res.To(); to != nil && code > 100 && tag != "" && ToTag(res) == "" {
		to.Params = append(to.Params, sip.HeaderKV{K: "tag", V: tag})
	}
	for _, h := range headers {
		res.AppendHeader(h)
	}
	res.SetBody(nil)
	return res
}
