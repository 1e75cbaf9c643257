package gateway

import (
	"strconv"
	"strings"

	"github.com/duet-conformance/duet/fakes/sipwire"
	"github.com/emiago/sipgo/sip"
)

// allowed are the methods that the gateway takes; all others get 405.
const allowed = "INVITE, ACK, CANCEL, BYE, MESSAGE, INFO, UPDATE, NOTIFY, OPTIONS"

// aor is the user's address of record.
func (l *line) aor() sip.Uri { return sipwire.UserURI(l.address) }

// contactURI is where the user's endpoint can be reached over a connection, for those who know no better.
func (l *line) contactURI(flow *sipwire.Flow) sip.Uri {
	host, port, transport := l.g.own(flow)
	if configured := l.g.config.ListenHost; configured != "" {
		host = configured
	}
	if strings.Contains(host, ":") {
		host = "[" + strings.Trim(host, "[]") + "]"
	}
	uri := l.aor()
	uri.Host = host
	uri.Port, _ = strconv.Atoi(port)
	uri.UriParams = sip.HeaderParams{{K: "transport", V: transport}}
	return uri
}

// contact is the Contact of the user's endpoint in a session: its GRUU, by which it is reached over whatever connection it
// has at the time, or else where it is now.
func (l *line) contact(flow *sipwire.Flow) *sip.ContactHeader {
	if gruu := l.registration.current(); gruu != "" {
		if uri, err := sipwire.ParseURI(gruu); err == nil {
			return &sip.ContactHeader{Address: uri}
		}
	}
	return &sip.ContactHeader{Address: l.contactURI(flow)}
}

// request makes a request of the user's endpoint.
func (l *line) request(method sip.RequestMethod, target, to sip.Uri) *sip.Request {
	req := sipwire.NewRequest(method, target, l.aor(), to)
	from := req.From()
	if method != sip.REGISTER {
		from.DisplayName = escaped(l.user.DisplayName)
	}
	sipwire.SetParam(&from.Params, "epid", l.id.epid)
	req.AppendHeader(sip.NewHeader("User-Agent", "duet-reference-gateway"))
	l.g.babble(req)
	return req
}

// escaped is a name as it stands between the quotes of a display name (RFC 3261 section 25.1, quoted-string). A name is what
// its owner likes, and must not end the quotes or the line.
func escaped(name string) string {
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, name)
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(name)
}

// setCallID puts a request into the series of another one.
func setCallID(req *sip.Request, callID string, cseq uint32) {
	id := sip.CallIDHeader(callID)
	sipwire.Set(req, &id)
	sipwire.Set(req, &sip.CSeqHeader{SeqNo: cseq, MethodName: req.Method})
}

// answer answers a request. It can fail only when the connection is gone, and then nobody waits for it.
func (g *Gateway) answer(tx *sipwire.ServerTx, code int, reason string, headers ...sip.Header) {
	if err := tx.Reply(code, reason, headers...); err != nil {
		g.log.Debug("not answered", "error", err)
	}
}
