package sipwire

import (
	"bytes"
	"strings"

	"github.com/emiago/sipgo/sip"
)

// refuse answers a request that is too broken for a transaction, without state (RFC 3261 sections 8.2.6 and 20.43). What
// the response must repeat is copied as it was written. Garbage, responses and ACKs get no answer.
func (e *Endpoint) refuse(f *Flow, raw []byte, code int, why string) {
	start, _, _, _ := splitHead(raw)
	words := strings.Fields(start)
	if len(words) < 2 || !strings.HasPrefix(strings.ToUpper(words[len(words)-1]), "SIP/") ||
		strings.HasPrefix(strings.ToUpper(words[0]), "SIP/") || words[0] == string(sip.ACK) {
		return
	}
	res := sip.NewResponse(code, ReasonPhrase(code))
	seen := map[string]bool{}
	for _, field := range fields(raw) {
		switch field.key {
		case "via":
		case "from", "to", "call-id", "cseq":
			if seen[field.key] {
				continue
			}
		default:
			continue
		}
		seen[field.key] = true
		value := field.value
		if _, tagged := Param(parseParams(afterAddress(value)), "tag"); field.key == "to" && !tagged {
			value += ";tag=" + NewTag()
		}
		res.AppendHeader(sip.NewHeader(longName(field.name), value))
	}
	if !seen["via"] {
		return
	}
	host, _ := splitHostPort(f.local)
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	res.AppendHeader(sip.NewHeader("Warning", "399 "+host+` "`+warnText(why)+`"`))
	res.SetBody(nil)
	_ = f.send(res, nil) // a closed flow hears nothing
}

// unparsed is the code to refuse a request with that can't be parsed: 416 when it is for a URI of another scheme, which
// sipgo does not read (RFC 3261 section 8.2.2.1), else 400.
func unparsed(raw []byte) int {
	start, _, _, _ := splitHead(raw)
	words := strings.Split(start, " ")
	if len(words) != 3 {
		return sip.StatusBadRequest
	}
	scheme, _, ok := strings.Cut(words[1], ":")
	isScheme := ok && scheme != "" && strings.Trim(strings.ToLower(scheme), "abcdefghijklmnopqrstuvwxyz0123456789+-.") == ""
	if !isScheme || strings.EqualFold(scheme, "sip") || strings.EqualFold(scheme, "sips") {
		return sip.StatusBadRequest
	}
	return 416
}

// warnText makes a sentence fit for a quoted string in a header.
func warnText(s string) string {
	clean := bytes.Map(func(r rune) rune {
		switch {
		case r == '"' || r == '\\':
			return '\''
		case r < ' ':
			return ' '
		}
		return r
	}, []byte(s))
	const most = 200
	if len(clean) > most {
		clean = append(bytes.ToValidUTF8(clean[:most], nil), "..."...)
	}
	return string(clean)
}
