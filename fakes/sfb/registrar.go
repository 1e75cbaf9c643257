package sfb

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

// register answers a REGISTER (RFC 3261 §10.3, whose steps the comments number).
func (f *FrontEnd) register(tx *sipwire.ServerTx) {
	req := tx.Request()
	// Steps 1 and 2: is it for this domain, and is nothing required that the registrar can't do?
	if !strings.EqualFold(req.Recipient.Host, f.config.Domain) {
		f.reply(tx, 404, "Not Found: This Registrar Serves "+f.config.Domain)
		return
	}
	if unknown := unsupported(req, "Require", "gruu", "gruu-10", "path"); len(unknown) > 0 {
		f.reply(tx, 420, "Bad Extension", sip.NewHeader("Unsupported", strings.Join(unknown, ", ")))
		return
	}
	// Steps 3 and 4: who is it, and may they register this user?
	if !f.authenticate(tx, 401) {
		return
	}
	p := f.peers.of(tx.Flow())
	address := sipwire.ToAddress(req)
	if !p.may(address) {
		f.reply(tx, 403, "Forbidden: "+p.identity+" May Not Register Others")
		return
	}
	// Step 5: the address of record must exist.
	if !f.roster.enabled(address) {
		f.violate(p, req, "IUT contract, S plane: REGISTER",
			fmt.Sprintf("registers %s, who is no user of Skype for Business", address))
		f.reply(tx, 404, "Not Found")
		return
	}
	order, problem := f.registration(req, p, address)
	if problem != "" {
		f.violate(p, req, "RFC 3261 §10.2", problem)
		f.reply(tx, 400, "Bad Request: "+problem)
		return
	}
	for _, w := range order.wishes {
		if w.refused {
			f.reply(tx, 423, "Interval Too Brief", sip.NewHeader("Min-Expires", strconv.Itoa(int(w.granted/time.Second))))
			return
		}
	}
	// Steps 6 to 8: store, and answer with everything that is registered now.
	outcome := f.location.store(order)
	for _, sentence := range outcome.wrongs {
		f.violate(p, req, "RFC 3261 §10.2", sentence)
	}
	if outcome.outdated {
		f.reply(tx, 500, "Server Internal Error: CSeq Not Higher")
		return
	}
	headers := f.registered(req, order, outcome)
	if f.transit.way() != nil && f.roster.onPremises(address) && !f.peers.behindHops(tx.Flow()) {
		// MS-SIPREGE: the endpoint's way to the user's home leads through an edge server.
		headers = append(headers, sip.NewHeader("ms-user-logon-data", "RemoteUser"))
	}
	f.reply(tx, 200, "OK", headers...)
	f.follow(outcome.left, tx.Flow())
}

// follow lets dialogs go where their endpoint went. Nobody says when a UDP client dies; that its instance registers from
// another address is how the front end learns it (RFC 5626 §5.3: a request takes the flow of the newest registration).
func (f *FrontEnd) follow(left []*sipwire.Flow, to *sipwire.Flow) {
	for _, flow := range left {
		if flow.Transport() == "udp" {
			f.peers.succeed(flow, to)
			flow.Close()
		}
	}
}

// registration reads what a REGISTER asks for. The problem is a sentence when it can't be read.
func (f *FrontEnd) registration(req *sip.Request, p peer, address string) (order registration, problem string) {
	contacts := contactsOf(req)
	order = registration{address: address, peer: p, callID: sipwire.CallID(req)}
	order.cseq, _ = sipwire.CSeq(req)
	order.epid, _ = sipwire.Param(req.From().Params, "epid")
	general := expiresHeader(req)
	for _, c := range contacts {
		if c.star {
			if len(contacts) > 1 || general != 0 {
				return order, `"Contact: *" stands with another Contact, or without "Expires: 0"`
			}
			order.star = true
			f.violate(p, req, "IUT contract, S plane: REGISTER",
				`deregisters with "Contact: *", which ends the user's other endpoints too`)
			return order, ""
		}
		if c.instance == "" {
			f.violate(p, req, "RFC 5626 §4.2", "registers the Contact "+c.uri.String()+" without +sip.instance")
		} else if own, personal := f.roster.client(c.instance); personal && own.party != p.party {
			f.violate(p, req, "RFC 5626 §4.1", fmt.Sprintf("uses the instance %s, which is %s's", c.instance, own.party))
		}
		asked := c.expires
		if asked == unasked {
			asked = general
		}
		w := wish{contact: c}
		w.granted, w.refused = f.expiry(p, address, asked)
		order.wishes = append(order.wishes, w)
	}
	return order, ""
}

// registered are the headers of the 200 to a REGISTER: RFC 3261 §10.3 step 8, RFC 5627 §5.2, and what a Skype for
// Business client looks for (MS-SIPREGE 3.1.5.1).
func (f *FrontEnd) registered(req *sip.Request, order registration, outcome stored) []sip.Header {
	gruus := supports(req, "gruu")
	var headers []sip.Header
	now := time.Now()
	for i := range outcome.bindings {
		headers = append(headers, outcome.bindings[i].header(now, gruus))
	}
	if expires := order.expires(); expires >= 0 {
		headers = append(headers, sip.NewHeader("Expires", strconv.Itoa(int(expires/time.Second))))
	}
	return append(headers,
		sip.NewHeader("Server", "RTC/6.0"),
		sip.NewHeader("ms-keep-alive", "UAS; tcp=no; hop-hop=yes; end-end=no; timeout=300"),
		// Clients compare whole lines, so each of these stands on its own and Allow-Events has no blanks.
		sip.NewHeader("Supported", "msrtc-event-categories"),
		sip.NewHeader("Supported", "adhoclist"),
		sip.NewHeader("Supported", "gruu-10"),
		sip.NewHeader("Allow-Events", "vnd-microsoft-provisioning-v2,vnd-microsoft-roaming-contacts,vnd-microsoft-roaming-self,presence"),
	)
}

// reply answers, and records an answer that could not be given (the flow is gone: then nobody waits for it).
func (f *FrontEnd) reply(tx *sipwire.ServerTx, code int, reason string, headers ...sip.Header) {
	_ = tx.Reply(code, reason, headers...)
}

// violate records that a peer broke its protocol with a message.
func (f *FrontEnd) violate(p peer, msg sip.Message, rule, sentence string) {
	f.log.Append(record.Event{
		Kind: record.Violation, Party: p.party, From: sipwire.FromAddress(msg), To: sipwire.ToAddress(msg),
		Token: tokenOf(msg), Text: sentence,
		Attrs: map[string]string{"rule": rule, "call-id": sipwire.CallID(msg)}, Raw: sipwire.Marshal(msg),
	})
}
