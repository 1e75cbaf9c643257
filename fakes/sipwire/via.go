package sipwire

import (
	"net"
	"strconv"
	"strings"

	"github.com/emiago/sipgo/sip"
)

// newVia makes the endpoint's Via for a request over the flow (RFC 3261 section 18.1.1): the local address, a fresh branch
// and, over UDP, rport (RFC 3581).
func (e *Endpoint) newVia(f *Flow) *sip.ViaHeader {
	host, port := splitHostPort(f.local)
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() && e.cfg.Host != "" {
		host = e.cfg.Host
	}
	via := &sip.ViaHeader{
		ProtocolName: "SIP", ProtocolVersion: "2.0", Transport: strings.ToUpper(f.transport), Host: host, Port: port,
		Params: sip.HeaderParams{{K: "branch", V: NewBranch()}},
	}
	if f.transport == "udp" {
		via.Params = append(via.Params, sip.HeaderKV{K: "rport"})
	}
	return via
}

func splitHostPort(a net.Addr) (host string, port int) {
	host, p, err := net.SplitHostPort(a.String())
	if err != nil {
		return a.String(), 0
	}
	port, _ = strconv.Atoi(p)
	return host, port
}

// stampVia writes where a request came from into its topmost Via (RFC 3261 section 18.2.1, RFC 3581 section 4).
func stampVia(f *Flow, req *sip.Request) {
	via := req.Via()
	host, port := splitHostPort(f.remote)
	rport, asked := Param(via.Params, "rport")
	asked = asked && rport == ""
	if asked {
		SetParam(&via.Params, "rport", strconv.Itoa(port))
	}
	if asked || !strings.EqualFold(strings.Trim(via.Host, "[]"), host) {
		SetParam(&via.Params, "received", host)
	}
}

func branchOf(via *sip.ViaHeader) string {
	branch, _ := Param(via.Params, "branch")
	return branch
}

// clientKey is how a response finds its client transaction (RFC 3261 section 17.1.3).
func clientKey(via *sip.ViaHeader, method sip.RequestMethod) string {
	return branchOf(via) + " " + string(method)
}

// serverKey is how a request finds its server transaction (RFC 3261 section 17.2.3). method is that of the transaction: an
// ACK looks for its INVITE. Without the cookie the rules of RFC 2543 apply; real SfB clients send no branch within dialogs.
func serverKey(req *sip.Request, method sip.RequestMethod) string {
	via := req.Via()
	branch := branchOf(via)
	sentBy := strings.ToLower(via.Host) + ":" + strconv.Itoa(via.Port)
	if hasCookie(branch) {
		return branch + " " + sentBy + " " + string(method)
	}
	number, _ := CSeq(req)
	return strings.Join([]string{
		"RFC 2543", branch, sentBy, CallID(req), FromTag(req), strconv.FormatUint(uint64(number), 10), string(method),
	}, " ")
}

// ackKey is how an ACK finds the INVITE whose 2xx it is for: the dialog and the CSeq number (RFC 3261 section 13.2.2.4).
func ackKey(msg sip.Message) string {
	number, _ := CSeq(msg)
	return strings.Join([]string{CallID(msg), FromTag(msg), ToTag(msg), strconv.FormatUint(uint64(number), 10)}, " ")
}
