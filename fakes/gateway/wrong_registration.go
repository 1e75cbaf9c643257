package gateway

import (
	"context"
	"strings"

	"github.com/duet-conformance/duet/fakes/sipwire"
	"github.com/emiago/sipgo/sip"
)

// wrongs does what a faulty gateway does beside registering. first says that the endpoint was not registered before.
func (r *registration) wrongs(ctx context.Context, flow *sipwire.Flow, res *sip.Response, first bool) {
	f := r.l.g.faults
	if f.has(RegistersEachClient) {
		s, _ := r.l.view()
		for n := 1; n < s.Endpoints; n++ {
			_, _ = r.register(ctx, flow, identityOf(r.l.address+strings.Repeat("+", n)).instance, r.ask)
		}
		r.clients = s.Endpoints
	}
	if first && r.times > 1 && f.has(RegistersTwiceOnReturn) || r.l.wrong.beside.Load() {
		_, _ = r.register(ctx, flow, identityOf(r.l.address+"+").instance, r.ask)
		r.beside = true
	}
	if first {
		for _, c := range sipwire.Contacts(res) {
			instance, _ := sipwire.Param(c.Params, "+sip.instance")
			if instance = strings.Trim(instance, "<>"); instance != r.instance && f.has(RemovesForeignContacts) {
				r.remove(ctx, flow, "<"+c.Address.String()+`>;+sip.instance="<`+instance+`>"`)
			}
		}
	}
}

// outdated says whether there is to be a second endpoint, or the number of the user's Teams clients changed, which matters only to
// who registers each.
func (r *registration) outdated() bool {
	if r.l.wrong.beside.Load() && !r.beside {
		return true
	}
	if !r.l.g.faults.has(RegistersEachClient) {
		return false
	}
	s, _ := r.l.view()
	return s.Endpoints != r.clients
}

// removeAll removes every binding of the user.
func (r *registration) removeAll(ctx context.Context, flow *sipwire.Flow) error {
	return refusedSIP("deregister", r.remove(ctx, flow, "*"))
}

// remove removes what the Contact names, somebody else's too.
func (r *registration) remove(ctx context.Context, flow *sipwire.Flow, contact string) *sip.Response {
	res, err := r.l.g.trunk.do(ctx, flow, r.l.g.faults, func() *sip.Request {
		r.cseq++
		req := r.l.request(sip.REGISTER, r.l.g.trunk.domain, r.l.aor())
		setCallID(req, r.callID, r.cseq)
		req.AppendHeader(sip.NewHeader("Contact", contact))
		req.AppendHeader(sip.NewHeader("Expires", "0"))
		return req
	})
	if err != nil {
		return sip.NewResponse(408, err.Error())
	}
	return res
}
