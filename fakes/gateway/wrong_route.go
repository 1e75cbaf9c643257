package gateway

import (
	"slices"

	"github.com/duet-conformance/duet/fakes/sipwire"
	"github.com/emiago/sipgo/sip"
)

// misroute changes the Routes of a request within the session.
func (s *session) misroute(req *sip.Request) *sip.Request {
	f, routes := s.l.g.faults, req.GetHeaders("Route")
	switch {
	case len(routes) == 0:
		return req
	case f.has(IgnoresRouteSet):
		routes = nil
	case f.has(RoutesToFirstHopOnly):
		routes = routes[:1]
	case f.has(ReversesRouteSet) && s.started:
		slices.Reverse(routes)
	default:
		return req
	}
	sipwire.Remove(req, "Route")
	for _, route := range routes {
		req.AppendHeader(route)
	}
	return req
}

// spendFewHops leaves an INVITE little to go.
func (l *line) spendFewHops(invite *sip.Request) {
	if l.g.faults.has(SpendsFewHops) {
		few := sip.MaxForwardsHeader(2)
		invite.ReplaceHeader(&few)
	}
}

// forgetRoute leaves out of a 200 which way the INVITE came.
func (l *line) forgetRoute(res *sip.Response) {
	if l.g.faults.has(OmitsRecordRoute) {
		sipwire.Remove(res, "Record-Route")
	}
}
