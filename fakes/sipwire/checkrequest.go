package sipwire

import (
	"strconv"
	"strings"

	"github.com/emiago/sipgo/sip"
)

// request is what a request alone must keep to.
func (c *checker) request(req *sip.Request) {
	if req.SipVersion != "SIP/2.0" {
		c.add("RFC 3261 §7.1", "%q has the version %q; it must be SIP/2.0", c.what, req.SipVersion)
	}
	if upper := strings.ToUpper(string(req.Method)); upper != string(req.Method) && string(canonicalMethod([]byte(upper))) == upper {
		c.add("RFC 3261 §7.1", "%q has the method %q; methods are case-sensitive and this one is %s", c.what, req.Method, upper)
	}
	if _, method := CSeq(req); req.CSeq() != nil && method != req.Method {
		c.add("RFC 3261 §8.1.1.5", "%q has the method %q in CSeq; it must be the one of the request line", c.what, method)
	}
	c.maxForwards()
	if len(req.Recipient.Headers) > 0 {
		c.add("RFC 3261 §19.1.1", "%q has header components in its Request-URI; they must not be there", c.what)
	}
	for _, contact := range Contacts(req) {
		if contact.Address.Wildcard && req.Method != sip.REGISTER {
			c.add("RFC 3261 §10.2.2", "%q has Contact: *, which only a REGISTER may have", c.what)
		}
	}
	switch req.Method {
	case sip.INVITE:
		c.contact(req, "RFC 3261 §8.1.1.8")
	case sip.UPDATE:
		c.contact(req, "RFC 3311 §5.1")
	case sip.REFER:
		c.contact(req, "RFC 3261 §12.1.2")
		c.needOne("RFC 3515 §2.4.1", "Refer-To")
	case sip.SUBSCRIBE:
		c.contact(req, "RFC 3261 §12.1.2")
		c.needOne("RFC 6665 §3.1.2", "Event")
	case sip.NOTIFY:
		c.contact(req, "RFC 6665 §8.1.2")
		c.needOne("RFC 6665 §3.2.1", "Event")
		c.needOne("RFC 6665 §4.2.2", "Subscription-State")
	case sip.PUBLISH:
		c.needOne("RFC 3903 §4", "Event")
		if !c.has("SIP-If-Match") && len(req.Body()) == 0 {
			c.add("RFC 3903 §4.2", "%q has neither a body nor SIP-If-Match; an initial publication must have a body", c.what)
		}
	case sip.MESSAGE:
		c.forbid("RFC 3428 §4", "Contact")
	case sip.REGISTER:
		c.register(req)
	case sip.CANCEL:
		c.forbid("RFC 3261 §9.1", "Require")
		c.forbid("RFC 3261 §9.1", "Proxy-Require")
	}
}

func (c *checker) maxForwards() {
	c.needOne("RFC 3261 §8.1.1.6", "Max-Forwards")
	for _, v := range c.values("Max-Forwards") {
		if _, err := strconv.ParseUint(v, 10, 8); err != nil {
			c.add("RFC 3261 §20.22", "%q has Max-Forwards %q; it must be a number from 0 to 255", c.what, v)
		}
	}
}

// contact asks for one Contact with a SIP URI, which is where the peer sends the requests of the dialog.
func (c *checker) contact(msg sip.Message, rule string) {
	contacts := Contacts(msg)
	if len(contacts) != 1 {
		c.add(rule, "%q has %d Contact values; it must have exactly one", c.what, len(contacts))
		return
	}
	if uri := contacts[0].Address; !uri.Wildcard && uri.Scheme != "sip" && uri.Scheme != "sips" {
		c.add(rule, "%q has the Contact %s; it must be a SIP or SIPS URI", c.what, uri.String())
	}
}

// register is RFC 3261 section 10.2.
func (c *checker) register(req *sip.Request) {
	if req.Recipient.User != "" {
		c.add("RFC 3261 §10.2", "%q has a user in its Request-URI; a REGISTER names the domain alone", c.what)
	}
	contacts := Contacts(req)
	for _, contact := range contacts {
		if contact.Address.Wildcard && (len(contacts) > 1 || Value(req, "Expires") != "0") {
			c.add("RFC 3261 §10.2.2", "%q has Contact: * and not only Expires: 0", c.what)
		}
		if v, ok := Param(contact.Params, "expires"); ok {
			if _, err := strconv.ParseUint(v, 10, 32); err != nil {
				c.add("RFC 3261 §10.2.1.1", "%q has the Contact parameter expires=%q; it must be a number of seconds", c.what, v)
			}
		}
	}
}
