package gateway

import (
	"fmt"
	"net"
	"strings"
)

// sdp is the description of an IM session, as an offer and as an answer. No media flows beside the signalling: the messages
// are SIP requests, so the port is the one of SIP and means nothing.
func (l *line) sdp() []byte {
	host, family := l.g.config.ListenHost, "IP4"
	if ip := net.ParseIP(strings.Trim(host, "[]")); ip != nil && ip.To4() == nil {
		family = "IP6"
	}
	return fmt.Appendf(nil, "v=0\r\n"+
		"o=- 0 0 IN %[1]s %[2]s\r\n"+
		"s=session\r\n"+
		"c=IN %[1]s %[2]s\r\n"+
		"t=0 0\r\n"+
		"m=message 5060 sip sip:%[3]s\r\n"+
		"a=accept-types:text/plain text/html\r\n", family, strings.Trim(host, "[]"), l.address)
}
