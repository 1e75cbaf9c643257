package sfb

import (
	"strings"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/sipwire"
)

// routeMark is what the front end writes into the user part of its Record-Route: the flows of both sides of a dialog, so
// that requests within it find their way without any state (RFC 5626 §5.3 has the idea).
type routeMark struct{ caller, callee string } // ids of flows

const markPrefix = "flows."

func (m routeMark) String() string { return markPrefix + m.caller + "." + m.callee }

// markIn reads the mark in a URI; ok is false when it has none.
func markIn(uri *sip.Uri) (m routeMark, ok bool) {
	rest, ok := strings.CutPrefix(uri.User, markPrefix)
	if !ok {
		return m, false
	}
	m.caller, m.callee, ok = strings.Cut(rest, ".")
	return m, ok
}

// opposite is the flow at the other side of the dialog from a flow; "" when that takes no part in it.
func (m routeMark) opposite(id string) string {
	switch id {
	case m.caller:
		return m.callee
	case m.callee:
		return m.caller
	}
	return ""
}

// strip removes the front end's own entries from the top of the Route set (RFC 3261 §16.4) and returns the mark that the
// first of them bears.
func (h *hosts) strip(req *sip.Request, flow *sipwire.Flow) (mark routeMark) {
	// A strict router of RFC 2543 has put the route into the Request-URI, and the target at the end of the route.
	if m, ok := markIn(&req.Recipient); ok {
		mark = m
		if routes := req.GetHeaders("Route"); len(routes) > 0 {
			if last, ok := routes[len(routes)-1].(*sip.RouteHeader); ok {
				req.Recipient = *last.Address.Clone()
				sipwire.Remove(req, "Route")
				for _, route := range routes[:len(routes)-1] {
					req.AppendHeader(route)
				}
			}
		}
	}
	for {
		top := req.Route()
		if top == nil {
			return mark
		}
		m, marked := markIn(&top.Address)
		if !marked && !h.own(&top.Address, flow) {
			return mark
		}
		if mark == (routeMark{}) {
			mark = m
		}
		sipwire.RemoveTop(req, "Route")
	}
}

// recordRoutes are the Record-Routes of a dialog between two flows, the top one first. When the sides use different
// transports, or come to different sockets, there are two, so that each side reaches the front end over its own (RFC 5658 §5).
func (h *hosts) recordRoutes(caller, callee *sipwire.Flow) []sip.Header {
	mark := routeMark{caller.ID(), callee.ID()}.String()
	entry := func(flow *sipwire.Flow) *sip.RecordRouteHeader {
		uri := h.uri(flow)
		uri.User = mark
		uri.UriParams.Add("lr", "")
		return &sip.RecordRouteHeader{Address: uri}
	}
	near, far := entry(caller), entry(callee)
	if near.Address.String() == far.Address.String() {
		return []sip.Header{far}
	}
	return []sip.Header{far, near}
}
