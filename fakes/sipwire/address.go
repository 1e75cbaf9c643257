package sipwire

import (
	"fmt"
	"net"
	"strconv"
	"strings"

	"github.com/emiago/sipgo/sip"
)

// ParseURI reads a SIP URI: "sip:alix@contoso.test;transport=tcp".
func ParseURI(s string) (sip.Uri, error) {
	var uri sip.Uri
	if err := sip.ParseUri(s, &uri); err != nil {
		return sip.Uri{}, fmt.Errorf("%q is no SIP URI: %w", s, err)
	}
	if (uri.Scheme != "sip" && uri.Scheme != "sips") || uri.Host == "" {
		return sip.Uri{}, fmt.Errorf("%q is no SIP URI: it must be sip: or sips: and name a host", s)
	}
	return uri, nil
}

// UserURI makes the URI of a person from a bare address: "sip:alix@contoso.test".
func UserURI(address string) sip.Uri {
	user, host, ok := strings.Cut(address, "@")
	if !ok {
		user, host = "", address
	}
	return sip.Uri{Scheme: "sip", User: user, Host: host}
}

// Address returns the bare address of a URI, in lower case: "alix@contoso.test" for "sip:Alix@contoso.test:5061;gruu".
// Without a user it is the host alone.
func Address(uri sip.Uri) string {
	host := strings.ToLower(uri.Host)
	if uri.User == "" {
		return host
	}
	return strings.ToLower(uri.User) + "@" + host
}

// FromAddress and ToAddress return the bare addresses of the From and To header, "" when it is missing.
func FromAddress(msg sip.Message) string {
	if h := msg.From(); h != nil {
		return Address(h.Address)
	}
	return ""
}

// ToAddress is the counterpart of [FromAddress].
func ToAddress(msg sip.Message) string {
	if h := msg.To(); h != nil {
		return Address(h.Address)
	}
	return ""
}

// FromTag and ToTag return the tags of the From and To header, "" when there is none.
func FromTag(msg sip.Message) string {
	if h := msg.From(); h != nil {
		tag, _ := Param(h.Params, "tag")
		return tag
	}
	return ""
}

// ToTag is the counterpart of [FromTag].
func ToTag(msg sip.Message) string {
	if h := msg.To(); h != nil {
		tag, _ := Param(h.Params, "tag")
		return tag
	}
	return ""
}

// CallID returns the Call-ID, "" when there is none.
func CallID(msg sip.Message) string {
	if h := msg.CallID(); h != nil {
		return h.Value()
	}
	return ""
}

// CSeq returns the number and method of the CSeq header, zero values when there is none.
func CSeq(msg sip.Message) (number uint32, method sip.RequestMethod) {
	if h := msg.CSeq(); h != nil {
		return h.SeqNo, h.MethodName
	}
	return 0, ""
}

// Contacts returns all Contact values from the top, those of headers too that were added as plain text. The values are the
// message's own; clone them before changing them.
func Contacts(msg sip.Message) []*sip.ContactHeader {
	var contacts []*sip.ContactHeader
	for _, h := range headersOf(msg) {
		if c, ok := h.(*sip.ContactHeader); ok {
			contacts = append(contacts, c)
			continue
		}
		if !strings.EqualFold(longName(h.Name()), "Contact") {
			continue
		}
		for _, value := range splitOutside(h.Value(), ',') {
			value = strings.TrimSpace(value)
			c := &sip.ContactHeader{}
			var dropped sip.HeaderParams
			name, err := sip.ParseAddressValue(value, &c.Address, &dropped)
			if err != nil {
				continue
			}
			c.DisplayName, c.Params = name, parseParams(afterAddress(value))
			contacts = append(contacts, c)
		}
	}
	return contacts
}

// ContactOf returns the first Contact, or nil. (sipgo's Contact returns the last one.)
func ContactOf(msg sip.Message) *sip.ContactHeader {
	if all := Contacts(msg); len(all) > 0 {
		return all[0]
	}
	return nil
}

// HostPort returns where a URI points: host:port, with the default port of its transport (RFC 3263 section 4, without
// DNS). maddr is respected. transport is "udp", "tcp" or "tls"; a sips URI, or transport=tls, means "tls".
func HostPort(uri sip.Uri) (transport, addr string) {
	transport = "udp"
	if t, ok := Param(uri.UriParams, "transport"); ok {
		transport = strings.ToLower(t)
	}
	if uri.Scheme == "sips" {
		transport = "tls"
	}
	host, port := strings.Trim(uri.Host, "[]"), uri.Port
	if maddr, ok := Param(uri.UriParams, "maddr"); ok && maddr != "" {
		host = strings.Trim(maddr, "[]")
	}
	if port == 0 {
		port = 5060
		if transport == "tls" {
			port = 5061
		}
	}
	return transport, net.JoinHostPort(host, strconv.Itoa(port))
}
