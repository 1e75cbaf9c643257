package sfb

import (
	"bytes"
	"encoding/base64"
	"strings"

	"github.com/emiago/sipgo/sip"

	"github.com/duet-conformance/duet/fakes/record"
	"github.com/duet-conformance/duet/fakes/sipwire"
)

// FenceHeader carries the token of a fence in an OPTIONS request to a person's client.
const FenceHeader = "Duet-Fence"

// textOf is the IM that a message carries: the body of a MESSAGE, or the first message that rides in an INVITE
// (ms-text-format, MS-SIP 2.2.2). ok is false when it carries none: a typing notice is no IM.
func textOf(msg sip.Message) (text string, ok bool) {
	req, isRequest := msg.(*sip.Request)
	if !isRequest {
		return "", false
	}
	switch req.Method {
	case sip.MESSAGE:
		kind := sipwire.ContentType(msg)
		if strings.HasPrefix(kind, "text/") && kind != "text/x-msmsgsinvite" ||
			kind == "multipart/alternative" || kind == "multipart/related" {
			return string(msg.Body()), true
		}
	case sip.INVITE:
		return firstMessage(req)
	}
	return "", false
}

// plainAlphabet turns the one alphabet of base64 into the other. Both, and a missing padding, are seen in the field, so all are
// read.
var plainAlphabet = strings.NewReplacer("-", "+", "_", "/")

// firstMessage is the text that an INVITE carries in its ms-text-format header.
func firstMessage(invite *sip.Request) (text string, ok bool) {
	_, params := sipwire.ParseParams(sipwire.Value(invite, "ms-text-format"))
	value, ok := sipwire.Param(params, "ms-body")
	if !ok {
		return "", false
	}
	data, err := base64.RawStdEncoding.DecodeString(plainAlphabet.Replace(strings.TrimRight(value, "=")))
	return string(data), err == nil
}

// tokenOf is the correlation token that a message carries, in whatever form its text has; "" when there is none.
func tokenOf(msg sip.Message) string {
	if token := record.TokenIn(string(msg.Body())); token != "" {
		return token
	}
	req, ok := msg.(*sip.Request)
	if !ok {
		return ""
	}
	if text, ok := firstMessage(req); ok {
		return record.TokenIn(text)
	}
	return record.TokenIn(sipwire.Value(req, FenceHeader))
}

// offersIM says whether an INVITE is for an IM session: its SDP has a message medium and nothing else.
func offersIM(invite *sip.Request) bool {
	found := false
	for line := range bytes.Lines(invite.Body()) {
		medium, ok := bytes.CutPrefix(line, []byte("m="))
		if !ok {
			continue
		}
		name, _, _ := bytes.Cut(medium, []byte(" "))
		switch string(name) {
		case "message", "x-ms-message":
			found = true
		default:
			return false
		}
	}
	return found
}

// consumesFirstMessage says whether the answer to an INVITE took the message that rode in it: only then the sender does
// not send it again (a Supported line of its own).
func consumesFirstMessage(res *sip.Response) bool {
	return supports(res, "ms-text-format")
}
