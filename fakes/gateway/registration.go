package gateway

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/duet-conformance/duet/fakes/sipwire"
	"github.com/emiago/sipgo/sip"
	"github.com/google/uuid"
)

// registration is the binding of a user's Teams endpoint (RFC 3261 section 10, RFC 5626).
type registration struct {
	l        *line
	ask      time.Duration // how long a binding is asked for
	callID   string        // one for all REGISTERs, so that the registrar can order them
	cseq     uint32
	instance string
	have     bool
	times    int  // how often an endpoint was registered that was not
	clients  int  // for how many Teams clients; see RegistersEachClient
	beside   bool // whether there is a second endpoint; only for faults that register one

	mu   sync.Mutex
	gruu string // how the registrar lets this endpoint be addressed; "" when it doesn't
}

// bindingLife is how long a registration, publication or subscription is asked for.
const bindingLife = 10 * time.Minute

func newRegistration(l *line) *registration {
	return &registration{l: l, ask: bindingLife, callID: sipwire.NewCallID(), instance: l.id.instance}
}

func (r *registration) renew(ctx context.Context, flow *sipwire.Flow) (time.Duration, error) {
	f := r.l.g.faults
	if f.has(NeverRegisters) {
		return idle, nil
	}
	first := !r.have
	if first {
		r.times++
		if r.times > 1 && f.has(ForgetsItsInstance) {
			r.instance = "urn:uuid:" + uuid.NewString()
		}
	}
	send := func(life time.Duration) (*sip.Response, error) { return r.register(ctx, flow, r.instance, life) }
	var res *sip.Response
	var err error
	if f.has(GivesUpOn423) {
		res, err = send(r.ask)
	} else {
		res, err = prolong(&r.ask, send)
	}
	if err != nil {
		return 0, err
	}
	if res.StatusCode == 423 {
		return idle, nil // GivesUpOn423: content with not being there
	}
	if err := refusedSIP("register", res); err != nil {
		return 0, err
	}
	r.have = true
	life := grantedTo(res, r.instance, r.ask)
	r.wrongs(ctx, flow, res, first)
	switch {
	case f.has(NeverRefreshes):
		return 2 * idle, nil
	case f.has(IgnoresGrantedExpiry):
		return r.ask, nil
	}
	return life, nil
}

// register sends one REGISTER for an instance and returns the final answer to it. The GRUU in it is known before an INVITE
// that follows it, which is answered with the GRUU as Contact.
func (r *registration) register(ctx context.Context, flow *sipwire.Flow, instance string, life time.Duration) (*sip.Response, error) {
	return r.l.g.trunk.doSeeing(ctx, flow, r.l.g.faults, func() *sip.Request {
		r.cseq++
		req := r.l.request(sip.REGISTER, r.l.g.trunk.domain, r.l.aor())
		setCallID(req, r.callID, r.cseq)
		req.AppendHeader(sip.NewHeader("Contact", r.contact(flow, instance)))
		req.AppendHeader(expires(life))
		req.AppendHeader(sip.NewHeader("Supported", "path, gruu-10"))
		req.AppendHeader(sip.NewHeader("Event", "registration"))
		return req
	}, func(res *sip.Response) {
		if gruu := gruuOf(res, instance); gruu != "" {
			r.mu.Lock()
			defer r.mu.Unlock()
			r.gruu = gruu
		}
	})
}

// contact is the Contact with what the endpoint can do (RFC 3840): messages, and neither audio nor video.
func (r *registration) contact(flow *sipwire.Flow, instance string) string {
	f := r.l.g.faults
	var c strings.Builder
	uri := r.l.contactURI(flow)
	fmt.Fprintf(&c, `<%s>;methods="%s";+sip.message`, uri.String(), allowed)
	if !f.has(OmitsInstance) {
		fmt.Fprintf(&c, `;+sip.instance="<%s>"`, instance)
	}
	if f.has(ClaimsAudioFeature) {
		c.WriteString(";audio")
	}
	if f.has(ClaimsVideoFeature) {
		c.WriteString(";video")
	}
	return c.String()
}

// own is the Contact in the registrar's answer that stands for an instance, or nil.
func own(res *sip.Response, instance string) *sip.ContactHeader {
	for _, c := range sipwire.Contacts(res) {
		if named, _ := sipwire.Param(c.Params, "+sip.instance"); strings.EqualFold(strings.Trim(named, "<>"), instance) {
			return c
		}
	}
	return nil
}

// grantedTo is the time that the registrar grants to an instance. The expiry of its own Contact is the one that counts
// (RFC 3261 section 10.2.4).
func grantedTo(res *sip.Response, instance string, asked time.Duration) time.Duration {
	if c := own(res, instance); c != nil {
		s, _ := sipwire.Param(c.Params, "expires")
		if seconds, err := strconv.Atoi(s); err == nil {
			return time.Duration(seconds) * time.Second
		}
	}
	return granted(res, asked)
}

// gruuOf is the GRUU that the registrar gave to an instance: Microsoft's or that of RFC 5627; "" when it gave none.
func gruuOf(res *sip.Response, instance string) string {
	c := own(res, instance)
	if c == nil {
		return ""
	}
	if gruu, ok := sipwire.Param(c.Params, "gruu"); ok {
		return gruu
	}
	gruu, _ := sipwire.Param(c.Params, "pub-gruu")
	return gruu
}

func (r *registration) end(ctx context.Context, flow *sipwire.Flow) error {
	f := r.l.g.faults
	if f.has(NeverRegisters) {
		return nil
	}
	r.have = false
	r.mu.Lock()
	r.gruu = ""
	r.mu.Unlock()
	if f.has(RemovesAllContacts) {
		return r.removeAll(ctx, flow)
	}
	res, err := r.register(ctx, flow, r.instance, 0)
	if err != nil {
		return err
	}
	return refusedSIP("deregister", res)
}

// current is the GRUU, "" while there is none.
func (r *registration) current() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.gruu
}
