package sipwire

import "github.com/emiago/sipgo/sip"

// response is what a response alone must keep to.
func (c *checker) response(res *sip.Response) {
	if res.SipVersion != "SIP/2.0" {
		c.add("RFC 3261 §7.2", "%q has the version %q; it must be SIP/2.0", c.what, res.SipVersion)
	}
	if res.StatusCode < 100 || res.StatusCode > 699 {
		c.add("RFC 3261 §7.2", "%q has the status %d; it must be from 100 to 699", c.what, res.StatusCode)
	}
	if res.StatusCode != sip.StatusTrying && res.To() != nil && ToTag(res) == "" {
		c.add("RFC 3261 §8.2.6.2", "%q has no tag in To; every response but a 100 must have one", c.what)
	}
	if res.IsSuccess() {
		c.success(res)
	}
	switch res.StatusCode {
	case sip.StatusUnauthorized:
		c.need("RFC 3261 §21.4.2", "WWW-Authenticate")
	case sip.StatusMethodNotAllowed:
		c.need("RFC 3261 §21.4.6", "Allow")
	case sip.StatusProxyAuthRequired:
		c.need("RFC 3261 §21.4.8", "Proxy-Authenticate")
	case sip.StatusUnsupportedMediaType:
		if !c.has("Accept") && !c.has("Accept-Encoding") && !c.has("Accept-Language") {
			c.add("RFC 3261 §21.4.13", "%q says neither in Accept, Accept-Encoding nor Accept-Language what would be acceptable", c.what)
		}
	case sip.StatusBadExtension:
		c.need("RFC 3261 §21.4.15", "Unsupported")
	case sip.StatusIntervalToBrief:
		c.needOne("RFC 3261 §21.4.17", "Min-Expires")
	case 489:
		c.need("RFC 6665 §8.2", "Allow-Events")
	}
}

// success is what the method wants of a 2xx.
func (c *checker) success(res *sip.Response) {
	switch _, method := CSeq(res); method {
	case sip.INVITE:
		c.contact(res, "RFC 3261 §12.1.1")
	case sip.UPDATE:
		c.contact(res, "RFC 3311 §5.2")
	case sip.SUBSCRIBE:
		c.contact(res, "RFC 3261 §12.1.1")
		c.needOne("RFC 6665 §3.1.1", "Expires")
	case sip.PUBLISH:
		c.needOne("RFC 3903 §6", "Expires")
		c.needOne("RFC 3903 §6", "SIP-ETag")
	case sip.MESSAGE:
		c.forbid("RFC 3428 §7", "Contact")
		if len(res.Body()) > 0 {
			c.add("RFC 3428 §7", "%q has a body; a 2xx to a MESSAGE must have none", c.what)
		}
	}
}
